public import BuildModel
import Incremental
import Starlark

/// What the rule of a configured target made.
public struct AnalysisResult: Sendable {
    /// The target.
    public let label: ConfiguredTargetLabel
    /// What it tells those that depend on it.
    public let providers: ProviderCollection
    /// Its actions; the place of each is the index of its key.
    public let actions: [ActionSpec]
    /// The transitive sets that its command lines, and those of its dependents, name; the place of
    /// each is the index of its identity.
    public let sets: [CommandLineSet]
    /// Stands for all of the above; nothing if a provider holds what cannot be compared.
    let fingerprint: Fingerprint?

    /// The action of a key that belongs to this target.
    ///
    /// - Precondition: The key is in an artifact of this very result.
    public func action(_ key: ActionKey) -> ActionSpec {
        precondition(key.owner == label, "an action is asked for at its owner")
        return actions[key.index]
    }

    /// The providers of the target, or of one of its sub-targets.
    ///
    /// - Throws: When there is no such sub-target; the nearest is offered.
    public func providers(of label: ProvidersLabel) throws -> ProviderCollection {
        try providers.subTarget(label.subTargets, of: self.label)
    }
}
