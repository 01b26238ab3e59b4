public import BuildModel
import Incremental
import Starlark

/// What one evaluation of analysis made: that of a rule or of a dynamic step.
public struct AnalysisResult: Sendable {
    /// Whose evaluation it was.
    public let owner: AnalysisOwner
    /// What it tells those that depend on it.
    public let providers: ProviderCollection
    /// Its actions; the place of each is the index of its key.
    public let actions: [ActionSpec]
    /// The transitive sets that its command lines, and those of its dependents, name; the place of
    /// each is the index of its identity.
    public let sets: [CommandLineSet]
    /// What it has left to run once files are built.
    let steps: [DynamicStep]
    /// Of a dynamic step: who makes the outputs that were handed to it, in their order.
    public let promises: [ActionKey]
    /// The functions that explain failures, by the places of their actions.
    let errorHandlers: [Int: ErrorHandler]
    /// The files that say whether the target, and all that is below it, is valid.
    public let validations: [TargetValidation]
    /// Stands for all of the above; nothing if a provider holds what cannot be compared.
    let fingerprint: Fingerprint?

    /// The target.
    public var label: ConfiguredTargetLabel { owner.label }

    /// The action of a key that belongs to this evaluation.
    ///
    /// - Precondition: The key is in an artifact of this very result, and no promise.
    public func action(_ key: ActionKey) -> ActionSpec {
        precondition(key.owner == owner, "an action is asked for at its owner")
        return actions[key.index]
    }

    /// The providers of the target, or of one of its sub-targets.
    ///
    /// - Throws: When there is no such sub-target; the nearest is offered.
    public func providers(of label: ProvidersLabel) throws -> ProviderCollection {
        try providers.subTarget(label.subTargets, of: self.label)
    }
}
