import Analysis
import BuildModel
import GraphQueries
import Incremental
import Loading
import Query
import Starlark
import TargetConfiguration

/// What a script names targets by: patterns, labels, nodes, sets of nodes, lists of all of these.
struct TargetArgument: Sendable {
    /// One of them.
    enum Item: Sendable {
        case pattern(String)
        case target(TargetLabel)
        case providers(ProvidersLabel)
        case node(TargetQueryNode)
        case configuredTarget(ConfiguredTargetLabel)
        case configuredProviders(ConfiguredProvidersLabel)
        case configuredNode(ConfiguredQueryNode)
    }

    /// In their order.
    var items: [Item] = []
    /// Whether they were given as several, even if it is one.
    var isSeveral = false

    /// Targets that are known.
    init(items: [Item]) {
        self.items = items
        isSeveral = true
    }

    /// Reads the argument of a parameter.
    ///
    /// - Throws: When something in it names no target.
    init(_ arguments: Arguments, _ slot: Int) throws {
        guard add(arguments[slot]) else {
            throw arguments.mismatch(slot, "targets: labels, patterns, nodes or sets of nodes")
        }
    }

    private mutating func add(_ value: Value) -> Bool {
        if let item = Item(value) {
            items.append(item)
            return true
        }
        if let set = value.native(as: TargetSetObject.self) {
            isSeveral = true
            items += set.set.nodes.map(Item.node)
            return true
        }
        if let set = value.native(as: ConfiguredTargetSetObject.self) {
            isSeveral = true
            items += set.set.nodes.map(Item.configuredNode)
            return true
        }
        guard let elements = value.asSequence else { return false }
        isSeveral = true
        return elements.allSatisfy { add($0) }
    }

    /// Whether nothing in it is a string or has no configuration.
    var isConfigured: Bool {
        items.allSatisfy { item in
            switch item {
            case .configuredTarget, .configuredProviders, .configuredNode: true
            default: false
            }
        }
    }
}

extension TargetArgument.Item {
    /// The item that a value is, if it is one.
    init?(_ value: Value) {
        if let text = value.asString {
            self = .pattern(text)
        } else if let label = value.asTargetLabel {
            self = .target(label)
        } else if let label = value.asProvidersLabel {
            self = .providers(label)
        } else if let label = value.asConfiguredTargetLabel {
            self = .configuredTarget(label)
        } else if let label = value.asConfiguredProvidersLabel {
            self = .configuredProviders(label)
        } else if let object = value.native(as: TargetNodeObject.self) {
            self = .node(object.node)
        } else if let object = value.native(as: ConfiguredTargetNodeObject.self) {
            self = .configuredNode(object.node)
        } else {
            return nil
        }
    }
}

/// Targets before configuration that a script has named.
struct NamedTargets: Sendable {
    /// The nodes, each once.
    let nodes: [TargetQueryNode]
    /// Whether one target was named, by itself.
    let isSingle: Bool
}

/// Targets in configurations that a script has named.
struct NamedConfiguredTargets: Sendable {
    /// The nodes of those that can be built, each once.
    var nodes: [ConfiguredQueryNode] = []
    /// Those that cannot.
    var incompatible: [Incompatibility] = []
    /// Whether one target was named, by itself.
    var isSingle: Bool
}

extension Context {
    /// A target in its configuration as queries see it, or why that rules it out.
    fileprivate borrowing func queryNode(
        _ label: ConfiguredTargetLabel
    ) async throws -> (node: ConfiguredQueryNode?, refusal: Incompatibility?) {
        switch try await requestedTarget(label) {
        case .compatible(let target): (try await queryNodes([target.label])[0], nil)
        case .incompatible(let reason): (nil, reason)
        }
    }
}

extension Inquiry {
    /// The nodes of targets before configuration.
    ///
    /// - Throws: A diagnostic of the first that does not exist.
    func targets(_ argument: TargetArgument) async throws -> NamedTargets {
        let environment = TargetQueryEnvironment(inquiry: self)
        var set = TargetSet<TargetQueryNode>()
        var isSingle = !argument.isSeveral
        for item in argument.items {
            let found: [TargetQueryNode]
            switch item {
            case .pattern(let text):
                let pattern = try await ask { try await parseTargets([text], in: $0)[0] }
                if case .target = pattern {} else { isSingle = false }
                found = try await environment.nodes(matching: [text])
            case .target(let label): found = try await environment.nodes(at: [label])
            case .providers(let label): found = try await environment.nodes(at: [label.target])
            case .node(let node): found = [node]
            case .configuredTarget(let label):
                found = try await environment.nodes(at: [label.target])
            case .configuredProviders(let label):
                found = try await environment.nodes(at: [label.providers.target])
            case .configuredNode(let node):
                found = try await environment.nodes(at: [node.label.target])
            }
            for node in found { set.insert(node) }
        }
        return NamedTargets(nodes: set.nodes, isSingle: isSingle)
    }

    /// The nodes of targets in configurations.
    ///
    /// - Parameters:
    ///   - argument: The targets.
    ///   - configuration: How those are configured that are not yet.
    ///   - keepsGoing: Whether those are left out that cannot be loaded or configured.
    /// - Returns: The nodes, and which their configurations rule out.
    /// - Throws: What is wrong with the first target, unless it keeps going.
    func configuredTargets(
        _ argument: TargetArgument, _ configuration: TargetConfigurationArguments,
        keepsGoing: Bool = false
    ) async throws -> NamedConfiguredTargets {
        var set = TargetSet<ConfiguredQueryNode>()
        var named = NamedConfiguredTargets(isSingle: !argument.isSeveral)
        for item in argument.items {
            if case .configuredNode(let node) = item {
                set.insert(node)
                continue
            }
            let labels: [ConfiguredTargetLabel]
            do {
                let found = try await configuredLabels(of: item, configuration, keepsGoing)
                labels = found.labels.map(\.target)
                if found.isPattern { named.isSingle = false }
            } catch  where keepsGoing && !Task.isCancelled {
                continue
            }
            for label in labels {
                do {
                    let found = try await ask { try await $0.queryNode(label) }
                    if let node = found.node { set.insert(node) }
                    if let reason = found.refusal { named.incompatible.append(reason) }
                } catch  where keepsGoing && !Task.isCancelled {
                    continue
                }
            }
        }
        named.nodes = set.nodes
        return named
    }

    /// The labels, with sub-targets, that an item comes to in its configuration.
    private func configuredLabels(
        of item: TargetArgument.Item, _ configuration: TargetConfigurationArguments,
        _ keepsGoing: Bool
    ) async throws -> (labels: [ConfiguredProvidersLabel], isPattern: Bool) {
        let text: String
        switch item {
        case .pattern(let pattern): text = pattern
        case .target(let label): text = label.description
        case .providers(let label): text = label.description
        case .node(let node): text = node.label.description
        case .configuredTarget(let label): return ([ConfiguredProvidersLabel(label)], false)
        case .configuredProviders(let label): return ([label], false)
        case .configuredNode(let node): return ([ConfiguredProvidersLabel(node.label)], false)
        }
        return try await ask { context in
            let patterns = try await requestedPatterns([text], configuration, in: context)
            let requested = try await context.requestedTargets(patterns)
            let targets = keepsGoing ? requested.targets : try requested.all()
            let isPattern =
                if case .target = patterns[0].pattern { false } else { true }
            return (targets.map(\.providers), isPattern)
        }
    }

    /// The labels, with sub-targets, of everything that an argument names.
    ///
    /// - Throws: What is wrong with the first target.
    func configuredLabels(
        of argument: TargetArgument, _ configuration: TargetConfigurationArguments
    ) async throws -> [ConfiguredProvidersLabel] {
        var labels: [ConfiguredProvidersLabel] = []
        var seen: Set<ConfiguredProvidersLabel> = []
        for item in argument.items {
            labels += try await configuredLabels(of: item, configuration, false).labels
                .filter { seen.insert($0).inserted }
        }
        return labels
    }

    /// The target or sub-target that an item names, without its configuration.
    ///
    /// - Throws: When it is a pattern that may match several.
    func providersLabel(
        of item: TargetArgument.Item, in context: borrowing Context
    ) async throws -> ProvidersLabel {
        switch item {
        case .pattern(let text):
            guard case .target(let label) = try await parse([text], in: context)[0] else {
                throw Failure("Expected a single target like item, got `\(text)`")
            }
            return label
        case .providers(let label): return label
        case .target(let label): return ProvidersLabel(target: label)
        case .node(let node): return ProvidersLabel(target: node.label)
        case .configuredTarget(let label): return ProvidersLabel(target: label.target)
        case .configuredProviders(let label): return label.providers
        case .configuredNode(let node): return ProvidersLabel(target: node.label.target)
        }
    }
}
