public import BuildModel
public import Incremental
public import Loading
public import Starlark

/// A target in a configuration, ready to be analysed.
public final class ConfiguredTarget: Sendable {
    /// The target and its configuration.
    public let label: ConfiguredTargetLabel
    /// The target as it was declared, with its rule.
    public let node: TargetNode
    /// The configuration of what runs to build it.
    public let execution: ConfigurationLabel
    /// The values of the attributes that the rule declares, in the order of
    /// `node.rule.declaredAttributes`.
    public let values: [ConfiguredValue]
    /// What it depends on, each target once a kind, in the order of attributes.
    public let dependencies: [ConfiguredDependency]
    /// Stands for all of the above.
    public let fingerprint: Fingerprint

    init(
        label: ConfiguredTargetLabel, node: TargetNode, execution: ConfigurationLabel,
        values: [ConfiguredValue], dependencies: [ConfiguredDependency], facts: Fingerprint
    ) {
        self.label = label
        self.node = node
        self.execution = execution
        self.values = values
        self.dependencies = dependencies
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(node.fingerprint)
        fingerprinter.combine(label.configuration.description)
        fingerprinter.combine(execution.description)
        fingerprinter.combine(facts)
        for dependency in dependencies {
            fingerprinter.combine(dependency.label.description)
            fingerprinter.combine(dependency.kind.rawValue)
        }
        fingerprint = fingerprinter.finish()
    }

    /// The names and values of the attributes that the rule declares.
    public var attributes: [(name: String, value: ConfiguredValue)] {
        zip(node.rule.declaredAttributes, values).map { ($0.name, $1) }
    }
}

/// An edge from a configured target to another.
public struct ConfiguredDependency: Sendable {
    /// The target, or sub-target, at the other end.
    public let label: ConfiguredProvidersLabel
    /// What the edge means.
    public let kind: DependencyKind
    /// The attribute that names it, the first if there are several.
    public let attribute: String
    /// The providers that it must have, by what `attrs.dep(providers = …)` lists.
    public let requiredProviders: [FrozenValue]
}
