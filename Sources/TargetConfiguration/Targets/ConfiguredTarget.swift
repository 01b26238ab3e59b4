public import BuildModel
public import Diagnostics
public import Incremental
public import Loading
public import Starlark

/// A target in a configuration, ready to be analysed.
public final class ConfiguredTarget: Sendable {
    /// The target and its configuration.
    public let label: ConfiguredTargetLabel
    /// The target as it was declared, with its rule.
    public let node: TargetNode
    /// What runs its actions, and why not another platform.
    public let executionResolution: ExecutionResolution
    /// The target that it stands for, which is the same in another configuration: its rule or its
    /// attribute `incoming_transition` says so.
    ///
    /// It then has no values, and no other dependency.
    public let forwardTarget: ConfiguredTargetLabel?
    /// The values of the attributes that the rule declares, in the order of
    /// `node.rule.declaredAttributes`.
    public let values: [ConfiguredValue]
    /// The values given for attributes that every rule has, by position in `node.rule.attributes`.
    let implicitValues: [(position: Int, value: ConfiguredValue)]
    /// What it depends on, each target once a kind, in the order of attributes.
    public let dependencies: [ConfiguredDependency]
    /// Its plugins: its own, and those that it pulls from dependencies.
    public let plugins: PluginLists
    /// The plugins that its rule uses, configured; they are among ``dependencies``.
    public let usedPlugins: [PluginUse]
    /// Stands for all of the above.
    public let fingerprint: Fingerprint

    init(
        label: ConfiguredTargetLabel, node: TargetNode, executionResolution: ExecutionResolution,
        values: [ConfiguredValue], implicitValues: [(position: Int, value: ConfiguredValue)],
        dependencies: [ConfiguredDependency], plugins: PluginLists = PluginLists(),
        usedPlugins: [PluginUse] = [], facts: Fingerprint
    ) {
        self.label = label
        self.node = node
        self.executionResolution = executionResolution
        forwardTarget = nil
        self.values = values
        self.implicitValues = implicitValues
        self.dependencies = dependencies
        self.plugins = plugins
        self.usedPlugins = usedPlugins
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(node.fingerprint)
        fingerprinter.combine(label.description)
        executionResolution.combine(into: &fingerprinter)
        fingerprinter.combine(facts)
        plugins.combine(into: &fingerprinter)
        for dependency in dependencies {
            fingerprinter.combine(dependency.label.description)
            fingerprinter.combine(dependency.kind.rawValue)
        }
        fingerprint = fingerprinter.finish()
    }

    /// Stands for the same target in another configuration.
    init(label: ConfiguredTargetLabel, node: TargetNode, forwardTarget: ConfiguredTargetLabel) {
        self.label = label
        self.node = node
        executionResolution = .none
        self.forwardTarget = forwardTarget
        values = []
        implicitValues = []
        plugins = PluginLists()
        usedPlugins = []
        dependencies = [
            ConfiguredDependency(
                label: ConfiguredProvidersLabel(forwardTarget), kind: .target,
                attribute: Self.forwardAttribute, requiredProviders: [])
        ]
        var fingerprinter = Fingerprinter()
        fingerprinter.combine(node.fingerprint)
        fingerprinter.combine(label.description)
        fingerprinter.combine(forwardTarget.description)
        fingerprint = fingerprinter.finish()
    }

    /// The name of the rule that queries show for a target which stands for another.
    public static let forwardRule = "forward"
    /// The only attribute that queries show for it.
    public static let forwardAttribute = "actual"

    /// The configuration of what runs to build it.
    public var execution: ConfigurationLabel { executionResolution.configuration }

    /// The names and values of the attributes that the rule declares.
    public var attributes: [(name: String, value: ConfiguredValue)] {
        zip(node.rule.declaredAttributes, values).map { ($0.name, $1) }
    }

    /// The names and values of all attributes, those that every rule has first.
    ///
    /// Among the latter, one that was not given a value is left out.
    public var allAttributes: [(name: String, value: ConfiguredValue)] {
        if let forwardTarget {
            return [(Self.forwardAttribute, .dependency(ConfiguredProvidersLabel(forwardTarget)))]
        }
        return implicitValues.map { (node.rule.attributes[$0.position].name, $0.value) }
            + attributes
    }
}

/// The plugins of one kind that a rule uses.
public struct PluginUse: Sendable {
    /// The kind.
    public let kind: PluginKind
    /// The plugins, built for the platform that runs the target's actions.
    public let targets: [ConfiguredTargetLabel]
}

/// What became of configuring a target.
public enum ConfiguredTargetOutcome: Sendable {
    /// The target.
    case compatible(ConfiguredTarget)
    /// The configuration rules the target out.
    case incompatible(Incompatibility)

    /// The target.
    ///
    /// - Throws: A diagnostic with `incompatibleTargetCode` if the configuration rules it out.
    public func get() throws(Diagnostic) -> ConfiguredTarget {
        switch self {
        case .compatible(let target): return target
        case .incompatible(let reason): throw reason.diagnostic
        }
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
