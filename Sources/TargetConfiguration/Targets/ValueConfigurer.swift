import BuildModel
import Diagnostics
import Loading
import Starlark

/// Turns the values of a target into those of a configured target.
///
/// This happens twice where attributes name what is run: which platform runs it depends on what is
/// named. The first time its configuration is `execution` as given, which only stands in for it.
struct ValueConfigurer {
    let target: ConfiguredTargetLabel
    let node: TargetNode
    let selects: SelectResolution
    /// The configuration of the execution platform.
    var execution: ConfigurationLabel
    /// The configurations of targets that are run, where modifiers change them.
    var executionConfigurations: [TargetLabel: ConfigurationLabel] = [:]
    /// The configurations of the platforms that `attrs.configured_dep` names.
    var platforms: [TargetLabel: ConfigurationLabel] = [:]
    /// What transitions make of the target's configuration.
    var transitions: [TransitionID: AppliedTransition] = [:]
    /// Whether only what transitions look at is configured, which is before they are applied.
    var isBeforeTransitions = false
    private(set) var dependencies: [ConfiguredDependency] = []
    private var known: Set<Edge> = []
    private var attribute = ""
    private var position = 0

    private struct Edge: Hashable {
        let label: ConfiguredProvidersLabel
        let kind: DependencyKind
        let providers: Range<Int>
        let position: Int
    }

    init(
        target: ConfiguredTargetLabel, node: TargetNode, selects: SelectResolution,
        execution: ConfigurationLabel
    ) {
        self.target = target
        self.node = node
        self.selects = selects
        self.execution = execution
    }

    /// Begins again, with the same transitions and platforms.
    mutating func restart(
        execution: ConfigurationLabel, configurations: [TargetLabel: ConfigurationLabel]
    ) {
        self.execution = execution
        executionConfigurations = configurations
        dependencies = []
        known = []
    }

    /// Configures the value of the attribute at a position of the rule's list.
    mutating func configure(attributeAt position: Int) throws -> ConfiguredValue {
        let definition = node.rule.attributes[position]
        self.position = position
        attribute = definition.name
        do {
            return try configure(node.value(at: position), as: definition.type)
        } catch {
            throw error.within(.step("configuring attr `\(definition.name)`"))
        }
    }

    private mutating func configure(
        _ value: AttributeValue, as type: AttributeType
    ) throws -> ConfiguredValue {
        switch value {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .string(let value): return .string(value)
        case .hostTool(let names): return .hostTool(names)
        case .source(let source): return .source(source)
        case .list(let elements):
            return .list(try configure(elements) { type.element(at: $0) })
        case .tuple(let elements):
            return .tuple(try configure(elements) { type.element(at: $0) })
        case .dict(let entries): return .dict(try configure(entries, as: type))
        case .dependency(let label, .configuration): return .configuration(label)
        case .dependency(let label, let kind):
            return .dependency(depend(on: label, kind, type.providers(of: kind)))
        case .sourceTarget(let label): return .sourceTarget(depend(on: label, .target, 0..<0))
        case .transitionDependency(let label, let transition, let isSplit):
            return try transitioned(label, by: transition, isSplit: isSplit, as: type)
        case .configuredDependency(let label, let platform):
            guard let configuration = platforms[platform] else {
                preconditionFailure("the platforms of configured dependencies are looked up")
            }
            return .dependency(depend(on: label, in: configuration, type.providers(of: .target)))
        case .pluginDependency(let label, _):
            return .configuration(ProvidersLabel(target: label))
        case .query(let query):
            return .query(query, query.literals.map { depend(on: $0.label, .target, 0..<0) })
        case .label(let label): return .label(configured(label, .target))
        case .arg(let parts): return .arg(parts.map { configure($0) })
        case .select(let select):
            return try configure(selects.branch(of: select), as: type)
        case .concatenation(let parts):
            return try concatenate(configure(parts) { _ in type })
        case .selectEnding(.failure, let message):
            throw Diagnostic.error("select resolved to select_fail(): \(message)")
        case .selectEnding(.incompatible, let message): throw RuledOut(message: message)
        }
    }

    /// A select came to `select_incompatible(message)`.
    struct RuledOut: Error {
        let message: String
    }

    private mutating func transitioned(
        _ label: ProvidersLabel, by transition: TransitionID, isSplit: Bool,
        as type: AttributeType
    ) throws -> ConfiguredValue {
        if isBeforeTransitions {
            throw Diagnostic.error(
                "A transition of `\(target)` looks at attribute `\(attribute)`, whose own "
                    + "configuration a transition decides", at: node.span)
        }
        guard let applied = transitions[transition] else {
            preconditionFailure("the transitions of a target are applied before its values")
        }
        let providers = type.providers(of: .target)
        switch applied {
        case .single(let configuration):
            guard !isSplit else { break }
            return .dependency(depend(on: label, in: configuration, providers))
        case .split(let branches):
            guard isSplit else { break }
            return .dict(
                branches.map { branch in
                    .init(
                        key: .string(branch.name),
                        value: .dependency(
                            depend(on: label, in: branch.configuration, providers)))
                })
        }
        throw Diagnostic.error(
            "Attribute `\(attribute)` of `\(target)` is "
                + (isSplit ? "a `split_transition_dep`, but" : "a `transition_dep`, and")
                + " `\(transition)` is \(isSplit ? "no" : "a") split transition", at: node.span)
    }

    private mutating func configure(
        _ elements: [AttributeValue], type: (Int) -> AttributeType
    ) throws -> [ConfiguredValue] {
        var configured: [ConfiguredValue] = []
        configured.reserveCapacity(elements.count)
        for (position, element) in elements.enumerated() {
            configured.append(try configure(element, as: type(position)))
        }
        return configured
    }

    private mutating func configure(
        _ entries: [AttributeValue.DictEntry], as type: AttributeType
    ) throws -> [ConfiguredValue.DictEntry] {
        let (keyType, valueType) = type.entry
        var configured: [ConfiguredValue.DictEntry] = []
        for entry in entries {
            configured.append(
                .init(
                    key: try configure(entry.key, as: keyType),
                    value: try configure(entry.value, as: valueType)))
        }
        return configured
    }

    private mutating func configure(_ part: ArgumentPart) -> ConfiguredArgumentPart {
        switch part {
        case .text(let text): return .text(text)
        case .macro(let macro):
            if case .query(let query, let expansion) = macro.kind {
                return .query(
                    query, expansion, query.literals.map { depend(on: $0.label, .target, 0..<0) },
                    isWrittenToFile: macro.isWrittenToFile)
            }
            let label = macro.label.map { depend(on: $0, macro.dependencyKind, 0..<0) }
            return .macro(macro.kind, label: label, isWrittenToFile: macro.isWrittenToFile)
        }
    }

    /// Joins the values of `a + select(…)`: all strings, all lists, all dicts or all arguments.
    private func concatenate(_ values: [ConfiguredValue]) throws -> ConfiguredValue {
        let parts = values.filter { $0 != .null }
        guard var result = parts.first else { return .null }
        for part in parts.dropFirst() {
            switch (result, part) {
            case (.string(let left), .string(let right)): result = .string(left + right)
            case (.list(let left), .list(let right)): result = .list(left + right)
            case (.arg(let left), .arg(let right)): result = .arg(left + right)
            case (.dict(let left), .dict(let right)):
                let keys = Set(right.map(\.key))
                result = .dict(left.filter { !keys.contains($0.key) } + right)
            default:
                throw Diagnostic.error(
                    "Attribute `\(attribute)` of `\(target)` adds values of different kinds",
                    at: node.span)
            }
        }
        return result
    }

    private func configured(
        _ label: ProvidersLabel, _ kind: DependencyKind
    ) -> ConfiguredProvidersLabel {
        switch kind {
        case .target:
            ConfiguredProvidersLabel(providers: label, configuration: target.configuration)
        case .execution:
            ConfiguredProvidersLabel(
                providers: label,
                configuration: executionConfigurations[label.target] ?? execution)
        case .toolchain:
            ConfiguredProvidersLabel(
                providers: label, configuration: target.configuration, execution: execution)
        case .configuration, .plugin:
            ConfiguredProvidersLabel(providers: label, configuration: .unbound)
        }
    }

    private mutating func depend(
        on label: ProvidersLabel, _ kind: DependencyKind, _ providers: Range<Int>
    ) -> ConfiguredProvidersLabel {
        depend(on: configured(label, kind), kind, providers)
    }

    private mutating func depend(
        on label: ProvidersLabel, in configuration: ConfigurationLabel, _ providers: Range<Int>
    ) -> ConfiguredProvidersLabel {
        depend(
            on: ConfiguredProvidersLabel(providers: label, configuration: configuration), .target,
            providers)
    }

    /// Depends on the plugins that the rule uses, built for the platform that runs its actions.
    ///
    /// - Returns: The plugins of each kind, and the dependencies that were not there before.
    mutating func dependOnPlugins(
        _ kinds: [PluginKind], of lists: PluginLists
    ) -> (plugins: [PluginUse], added: [ConfiguredDependency]) {
        attribute = ""
        let first = dependencies.count
        let plugins = kinds.map { kind in
            PluginUse(
                kind: kind,
                targets: lists.targets(of: kind).map {
                    depend(on: ProvidersLabel(target: $0), .execution, 0..<0).target
                })
        }
        return (plugins, Array(dependencies[first...]))
    }

    private mutating func depend(
        on configured: ConfiguredProvidersLabel, _ kind: DependencyKind, _ providers: Range<Int>
    ) -> ConfiguredProvidersLabel {
        // What an attribute requires of a target counts even if another named the target before.
        let edge = Edge(
            label: configured, kind: kind, providers: providers,
            position: providers.isEmpty ? -1 : position)
        guard known.insert(edge).inserted else { return configured }
        dependencies.append(
            ConfiguredDependency(
                label: configured, kind: kind, attribute: attribute,
                requiredProviders: providers.isEmpty
                    ? [] : Array(node.requiredProviders(at: position)[providers])))
        return configured
    }
}

extension AttributeType {
    /// The type of an element of a list or tuple, wherever it stands among alternatives.
    fileprivate func element(at position: Int) -> AttributeType {
        switch self {
        case .list(let element): element
        case .tuple(let elements): elements.indices.contains(position) ? elements[position] : .any
        case .option(let inner): inner.element(at: position)
        case .oneOf(let types): .oneOf(types.map { $0.element(at: position) })
        default: .any
        }
    }

    /// The types of the keys and values of a dict, wherever it stands among alternatives.
    fileprivate var entry: (key: AttributeType, value: AttributeType) {
        switch self {
        case .dict(let key, let value, _): (key, value)
        case .option(let inner): inner.entry
        case .oneOf(let types): (.oneOf(types.map(\.entry.key)), .oneOf(types.map(\.entry.value)))
        default: (.any, .any)
        }
    }

    /// The positions of the providers that a dependency of a kind must have.
    fileprivate func providers(of kind: DependencyKind) -> Range<Int> {
        switch self {
        case .dependency(let own, let providers, _) where own == kind: providers
        case .transitionDependency(_, _, let providers) where kind == .target: providers
        case .configuredDependency(let providers) where kind == .target: providers
        case .option(let inner): inner.providers(of: kind)
        case .oneOf(let types):
            types.lazy.map { $0.providers(of: kind) }.first { !$0.isEmpty } ?? 0..<0
        default: 0..<0
        }
    }
}
