import BuildModel
import Loading
import Query

/// A target before configuration, as queries see it.
struct TargetQueryNode: QueryNode {
    let node: TargetNode
    let package: Package
    let cells: CellResolver

    var label: TargetLabel { node.label }
    var ruleType: String { node.rule.name }
    var buildFile: String { cells.displayPath(package.buildFile) }
    var inputs: [String] { node.sources.map { cells.displayPath($0.cellPath) } }

    var tests: [TargetLabel] {
        node.value("tests").map(\.labels) ?? []
    }

    var attributes: [(name: String, value: QueryAttribute)] {
        var result: [(name: String, value: QueryAttribute)] = [
            ("buck.type", .string(node.rule.name)),
            ("buck.package", .string(node.label.package.description)),
            ("buck.deps", .list(dependencies(.all).map { .string($0.description) })),
            ("buck.inputs", .list(inputs.map { .string($0) })),
        ]
        if let oncall = package.oncall { result.append(("buck.oncall", .string(oncall))) }
        for (attribute, value) in node.attributes {
            result.append((attribute.name, QueryAttribute(value)))
        }
        return result
    }

    func attribute(_ name: String) -> QueryAttribute? {
        if let value = node.value(name) { return QueryAttribute(value) }
        return attributes.first { $0.name == name }?.value
    }

    func dependencies(_ edges: QueryEdges) -> [TargetLabel] {
        var seen: Set<TargetLabel> = []
        return node.edges.compactMap { edge in
            edges.include(edge.kind) && seen.insert(edge.target).inserted ? edge.target : nil
        }
    }
}

extension QueryEdges {
    fileprivate func include(_ kind: DependencyKind) -> Bool {
        switch self {
        case .all: true
        case .target: kind == .target
        case .exec: kind == .execution
        case .toolchain: kind == .toolchain
        case .configuration: kind == .configuration
        }
    }
}

extension CellResolver {
    /// A file as queries print it: by its path in the project, or by its cell if it is bundled.
    func displayPath(_ path: CellPath) -> String {
        projectPath(of: path)?.text ?? path.description
    }
}
