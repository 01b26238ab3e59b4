public import BuildModel
import Diagnostics
public import Incremental
import Loading

/// A target in a configuration.
struct ConfiguredTargetKey: Key {
    let label: ConfiguredTargetLabel

    var description: String { "configured(\(label))" }

    func compute(in context: borrowing Context) async throws -> ConfiguredTarget {
        let node = try await context.targetNode(label.target)
        let edges = node.edges
        let nodes = try await dependencies(of: node, edges: edges, in: context)
        let keys = try await selectKeys(of: node, in: context)
        try checkCompatible(node, keys)
        // What makes up configurations is not itself configured by the host platform.
        let execution =
            node.rule.isConfiguration
            ? ConfigurationLabel.unspecified : try await context.hostPlatform().label
        var configurer = ValueConfigurer(
            target: label, node: node, execution: execution,
            selects: SelectResolution(target: label, node: node, keys: keys),
            configurationTargets: Set(nodes.filter(\.rule.isConfiguration).map(\.label)))
        var values: [ConfiguredValue] = []
        for position in node.rule.declaredAttributes.indices {
            values.append(try configurer.configure(attributeAt: position))
        }
        try checkToolchains(configurer.dependencies, node, nodes)
        var fingerprinter = Fingerprinter()
        for (key, state) in keys.sorted(by: { $0.key < $1.key }) {
            fingerprinter.combine(key.description)
            fingerprinter.combine(state.isMet)
            state.facts.combine(into: &fingerprinter)
        }
        return ConfiguredTarget(
            label: label, node: node, execution: execution, values: values,
            dependencies: configurer.dependencies, facts: fingerprinter.finish())
    }

    static func fingerprint(_ output: ConfiguredTarget) -> Fingerprint? { output.fingerprint }

    /// Looks up all that the target names, and checks that it may depend on it.
    private func dependencies(
        of node: TargetNode, edges: [TargetEdge], in context: borrowing Context
    ) async throws -> [TargetNode] {
        var targets: [TargetLabel] = []
        var seen: Set<TargetLabel> = []
        for edge in edges where seen.insert(edge.target).inserted { targets.append(edge.target) }
        // Whoever may be configured at all may look at what configurations are made of.
        let seenByAll = Set(edges.filter { $0.kind == .configuration }.map(\.target))
        var nodes: [TargetNode] = []
        for (target, result) in zip(targets, await context.targetNodes(targets)) {
            do {
                let dependency = try result.get()
                if !seenByAll.contains(target) { try node.checkMayDepend(on: dependency) }
                nodes.append(dependency)
            } catch var error as Diagnostic where error.span == nil {
                // It says that there is no such target: the user has to know who wants it.
                error.span = node.span
                throw error.adding(note: "`\(node.label)` depends on `\(target)`")
            }
        }
        return nodes
    }

    /// Finds out which keys of the target's selects, and of `compatible_with`, are met.
    private func selectKeys(
        of node: TargetNode, in context: borrowing Context
    ) async throws -> [ProvidersLabel: SelectResolution.Key] {
        let labels = node.configurationKeys
        guard !labels.isEmpty else { return [:] }
        let configuration = try await context.configuration(label.configuration)
        let facts = try await context.all(labels.map { SelectKeyKey(label: $0) })
        var keys: [ProvidersLabel: SelectResolution.Key] = [:]
        for (label, facts) in zip(labels, facts) {
            var isMet = facts.constraints.allSatisfy {
                configuration.facts.constraints[$0.key] == $0.value
            }
            for (name, wanted) in facts.values where isMet {
                let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
                let value = try await context.config(
                    of: label.target.package.cell, parts[0], parts.count > 1 ? parts[1] : "")
                isMet = value == wanted
            }
            keys[label] = SelectResolution.Key(facts: facts, isMet: isMet)
        }
        return keys
    }

    private func checkCompatible(
        _ node: TargetNode, _ keys: [ProvidersLabel: SelectResolution.Key]
    ) throws(Diagnostic) {
        let all = node.compatibility("target_compatible_with")
        let any = node.compatibility("compatible_with")
        var unmet = all.filter { keys[$0]?.isMet == false }
        if unmet.isEmpty, !any.isEmpty, any.allSatisfy({ keys[$0]?.isMet == false }) { unmet = any }
        guard let first = unmet.first else { return }
        throw Diagnostic.error(
            "`\(node.label)` is incompatible with the configuration `\(label.configuration)`, "
                + "which does not meet `\(first)`",
            at: node.span, code: incompatibleTargetCode)
    }

    private func checkToolchains(
        _ dependencies: [ConfiguredDependency], _ node: TargetNode, _ nodes: [TargetNode]
    ) throws(Diagnostic) {
        for dependency in dependencies where dependency.kind == .toolchain {
            let target = dependency.label.target.target
            guard let other = nodes.first(where: { $0.label == target }),
                !other.rule.isToolchain
            else { continue }
            throw Diagnostic.error(
                "Attribute `\(dependency.attribute)` of `\(node.label)` needs a toolchain, "
                    + "but `\(target)` is a `\(other.rule.name)`, which is not a toolchain rule",
                at: node.span,
                notes: [.init("`\(target)` is declared here", at: other.span)])
        }
    }
}

/// The code of the diagnostic about a target that a configuration rules out.
///
/// Patterns skip such targets; naming one is an error.
public let incompatibleTargetCode = "incompatible"

/// The facts of a key of a select.
struct SelectKeyKey: Key {
    let label: ProvidersLabel

    var description: String { "select-key(\(label))" }

    func compute(in context: borrowing Context) async throws -> ConfigurationFacts {
        try await context.resources[ConfigurationProvidersResource.self]
            .facts(of: label, in: context)
    }

    static func fingerprint(_ output: ConfigurationFacts) -> Fingerprint? {
        var fingerprinter = Fingerprinter()
        output.combine(into: &fingerprinter)
        return fingerprinter.finish()
    }
}

extension TargetNode {
    /// The labels of an attribute such as `compatible_with`.
    fileprivate func compatibility(_ attribute: String) -> [ProvidersLabel] {
        guard case .list(let elements) = value(attribute) else { return [] }
        return elements.compactMap { element in
            if case .dependency(let label, _) = element { label } else { nil }
        }
    }
}

extension Context {
    /// A target in a configuration.
    ///
    /// - Throws: A diagnostic if the target or one that it names does not exist, if it may not
    ///   depend on it, if a select has no answer, or, with `incompatibleTargetCode`, if the
    ///   configuration rules the target out.
    public borrowing func configuredTarget(
        _ label: ConfiguredTargetLabel
    ) async throws -> ConfiguredTarget {
        try await request(ConfiguredTargetKey(label: label))
    }
}
