public import BuildModel
public import Loading
public import Query
public import TargetConfiguration

/// A target in a configuration, as queries see it.
public struct ConfiguredQueryNode: QueryNode {
    /// The target.
    public let target: ConfiguredTarget
    /// The package that declares it.
    public let package: Package
    /// Where cells lie.
    public let cells: CellResolver

    /// Shows a configured target of a package.
    public init(target: ConfiguredTarget, package: Package, cells: CellResolver) {
        self.target = target
        self.package = package
        self.cells = cells
    }

    private var node: TargetNode { target.node }

    /// The target's label.
    public var label: ConfiguredTargetLabel { target.label }
    /// The label without the configuration.
    public var filterName: String { target.label.target.description }
    /// The name of its rule, or that it stands for another target.
    public var ruleType: String {
        target.forwardTarget == nil ? node.rule.name : ConfiguredTarget.forwardRule
    }
    /// The file that declares it.
    public var buildFile: String { cells.displayPath(package.buildFile) }
    /// The source files it names.
    public var inputs: [String] { node.sources.map { cells.displayPath($0.cellPath) } }
    /// The calls that declared it.
    public var callStack: String? { node.traceback }

    /// The tests it names.
    public var tests: [ConfiguredTargetLabel] {
        guard
            case .list(let elements) = target.allAttributes.first(where: { $0.name == "tests" })?
                .value
        else { return [] }
        return elements.compactMap { element in
            if case .label(let label) = element { label.target } else { nil }
        }
    }

    /// What the system knows of it besides.
    public var specialAttributes: [(name: String, value: QueryAttribute)] {
        [
            ("buck.type", .string(ruleType)),
            ("buck.deps", .list(dependencies(.all).map { .reference($0.description) })),
            ("buck.package", .string(package.buildFileLabel)),
            ("buck.oncall", package.oncall.map { .string($0) } ?? .null),
            ("buck.target_configuration", .string(label.configuration.description)),
            (
                "buck.execution_platform",
                .string(target.executionResolution.platform?.name ?? "<NONE>")
            ),
            ("buck.plugins", pluginAttribute),
        ]
    }

    private var pluginAttribute: QueryAttribute {
        let lists = target.plugins
        return .dictionary(
            lists.kinds.map { kind in
                QueryAttribute.Entry(
                    kind.name,
                    .list(lists.targets(of: kind).map { .reference($0.description) }))
            })
    }

    /// All attributes of its rule.
    public var attributes: [(name: String, value: QueryAttribute)] {
        if target.forwardTarget != nil { return givenAttributes }
        let given = configuredValues
        return node.queryAttributes.map { ($0.name, given[$0.name] ?? $0.value) }
    }

    /// The attributes that are not left at their defaults.
    public var givenAttributes: [(name: String, value: QueryAttribute)] {
        if target.forwardTarget != nil {
            return target.allAttributes.map { ($0.name, QueryAttribute($0.value)) }
        }
        let given = configuredValues
        return node.queryAttributes.filter { node.isShown($0.name) }
            .map { ($0.name, given[$0.name] ?? $0.value) }
    }

    /// The values that the configuration has decided.
    ///
    /// Who may see a target, and whom it sees, does not depend on it.
    private var configuredValues: [String: QueryAttribute] {
        var values: [String: QueryAttribute] = [:]
        for (name, value) in target.allAttributes
        where name != "visibility" && name != "within_view" {
            values[name] = QueryAttribute(value)
        }
        return values
    }

    /// What it depends on.
    public func dependencies(_ edges: QueryEdges) -> [ConfiguredTargetLabel] {
        var seen: Set<ConfiguredTargetLabel> = []
        return edges.kinds.flatMap { kind in
            target.dependencies.compactMap { dependency in
                let label = dependency.label.target
                return dependency.kind == kind && seen.insert(label).inserted ? label : nil
            }
        }
    }
}

extension QueryAttribute {
    /// The value of an attribute in a configuration.
    public init(_ value: ConfiguredValue) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .integer(number)
        case .string(let text): self = .string(text)
        case .list(let elements): self = .list(elements.map(QueryAttribute.init))
        case .tuple(let elements): self = .tuple(elements.map(QueryAttribute.init))
        case .dict(let entries):
            self = .dictionary(
                entries.map { entry in
                    let key = QueryAttribute(entry.key)
                    return Entry(key.text ?? key.starlark(), QueryAttribute(entry.value))
                })
        case .dependency(let label), .label(let label), .sourceTarget(let label):
            self = .reference(label.description)
        case .configuration(let label): self = .reference(label.description)
        case .query(let query, _): self = .reference(query.text)
        case .source(let source): self = .reference(source.cellPath.description)
        case .arg(let parts): self = .reference(parts.map(\.text).joined())
        case .hostTool(let names): self = .list(names.map { .string($0) })
        }
    }

    /// The text of a string, a label or a path.
    private var text: String? {
        switch self {
        case .string(let text), .reference(let text): text
        default: nil
        }
    }
}

extension ConfiguredArgumentPart {
    /// The part as it was written, up to spacing, with the configuration of its target.
    fileprivate var text: String {
        let (kind, label, isWrittenToFile): (ArgumentMacro.Kind, ConfiguredProvidersLabel?, Bool)
        switch self {
        case .text(let text): return text.replacing("$", with: "$$")
        case .query(let query, let expansion, _, let isWrittenToFile):
            let mark = isWrittenToFile ? "@" : ""
            return "$(\(mark)\(expansion.name) '\(query.text)')"
        case .macro(let of, let named, let isInFile):
            (kind, label, isWrittenToFile) = (of, named, isInFile)
        }
        let mark = isWrittenToFile ? "@" : ""
        let target = label.map { " \($0)" } ?? ""
        return switch kind {
        case .location: "$(\(mark)location\(target))"
        case .executable: "$(\(mark)exe\(target))"
        case .source(let source): "$(\(mark)source \(source.path))"
        case .query(let query, let expansion): "$(\(mark)\(expansion.name) '\(query.text)')"
        case .variable(let name, let argument):
            "$(\(mark)\(name)\(target)\(argument.map { " \($0)" } ?? ""))"
        }
    }
}
