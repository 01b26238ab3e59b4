public import BuildModel
import Diagnostics
public import Query

/// A target before configuration, as queries see it.
public struct TargetQueryNode: QueryNode {
    /// The target.
    public let node: TargetNode
    /// The package that declares it.
    public let package: Package
    /// Where cells lie.
    public let cells: CellResolver

    /// Shows a target of a package.
    public init(node: TargetNode, package: Package, cells: CellResolver) {
        self.node = node
        self.package = package
        self.cells = cells
    }

    /// The target's label.
    public var label: TargetLabel { node.label }
    /// The name of its rule.
    public var ruleType: String { node.rule.name }
    /// The file that declares it.
    public var buildFile: String { cells.displayPath(package.buildFile) }
    /// The source files it names.
    public var inputs: [String] { node.sources.map { cells.displayPath($0.cellPath) } }
    /// The calls that declared it.
    public var callStack: String? { node.traceback }

    /// The tests it names.
    public var tests: [TargetLabel] {
        node.value("tests").map(\.labels) ?? []
    }

    /// What the system knows of it besides.
    public var specialAttributes: [(name: String, value: QueryAttribute)] {
        [
            ("buck.type", .string(node.rule.name)),
            ("buck.configuration_deps", references(node.configurationDependencies)),
            ("buck.deps", references(dependencies(.all))),
            ("buck.package", .string(package.buildFileLabel)),
            ("buck.oncall", package.oncall.map { .string($0) } ?? .null),
            ("buck.tree_modifiers", .null),
        ]
    }

    /// All attributes of its rule.
    public var attributes: [(name: String, value: QueryAttribute)] { node.queryAttributes }

    /// The attributes that are not left at their defaults.
    public var givenAttributes: [(name: String, value: QueryAttribute)] {
        node.queryAttributes.filter { node.isShown($0.name) }
    }

    /// One attribute of its rule.
    public func attribute(_ name: String) -> QueryAttribute? { node.queryAttribute(name) }

    /// What it depends on.
    public func dependencies(_ edges: QueryEdges) -> [TargetLabel] {
        var seen: Set<TargetLabel> = []
        let labels =
            edges == .configuration
            ? node.configurationDependencies.map(\.target)
            : node.edges(edges).map(\.target)
        return labels.filter { seen.insert($0).inserted }
    }

    private func references(_ labels: [some CustomStringConvertible]) -> QueryAttribute {
        .list(labels.map { .reference($0.description) })
    }
}

extension TargetNode {
    /// All attributes in the order of output.
    public var queryAttributes: [(name: String, value: QueryAttribute)] {
        attributes.map { ($0.definition.name, queryAttribute($0.definition.name, $0.value)) }
    }

    /// One attribute, given or not.
    func queryAttribute(_ name: String) -> QueryAttribute? {
        value(name).map { queryAttribute(name, $0) }
    }

    /// Whether an attribute is listed by those who leave out what is left at its default.
    ///
    /// As in Buck2, who may see a target, and whom it sees, is always part of what it says.
    public func isShown(_ name: String) -> Bool {
        isGiven(name) || name == "visibility" || name == "within_view"
    }

    private func queryAttribute(_ name: String, _ value: AttributeValue) -> QueryAttribute {
        switch name {
        case "visibility": QueryAttribute(visibility)
        case "within_view": QueryAttribute(withinView)
        default: QueryAttribute(value)
        }
    }

    /// Its edges of a sort: those to what it is made of before those to what makes it.
    fileprivate func edges(_ edges: QueryEdges) -> [TargetEdge] {
        let all = self.edges
        return edges.kinds.flatMap { kind in all.filter { $0.kind == kind } }
    }

    /// The calls that declared it, as Python prints them.
    public var traceback: String {
        var text = "Traceback (most recent call last):\n"
        for frame in callStack {
            guard let span = frame.span else { continue }
            let line = span.file.position(ofByte: span.range.lowerBound).line
            let source = span.file.line(line).drop { $0 == " " || $0 == "\t" }
            text += "  * \(span.file.path):\(line), in \(frame.function)\n"
            text += "      \(source)\n"
        }
        return text
    }
}

extension Package {
    /// The build file as a label: `cell//path:BUCK`.
    public var buildFileLabel: String { "\(label):\(buildFile.path.name)" }
}

extension QueryEdges {
    /// The kinds of dependencies, in the order in which queries list them.
    public var kinds: [DependencyKind] {
        switch self {
        case .all: [.target, .execution, .toolchain, .plugin]
        case .target: [.target]
        case .exec: [.execution]
        case .toolchain: [.toolchain]
        case .configuration: [.configuration]
        }
    }
}

extension CellResolver {
    /// A file as queries print it: by its path in the project, or by its cell if it is bundled.
    public func displayPath(_ path: CellPath) -> String {
        projectPath(of: path)?.text ?? path.description
    }
}
