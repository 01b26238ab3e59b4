public import BuildModel
public import Incremental

/// Runs functions of scripts, for the actions that they declare.
///
/// What a script asks is about everything up to building; so the layer above all of that implements
/// this.
public protocol ScriptEvaluation: Sendable {
    /// What a run declared.
    ///
    /// - Throws: What is wrong with the script, or what it failed with.
    func analysis(
        of run: ScriptRun, in context: borrowing Context
    ) async throws -> AnalysisResult

    /// What a part of a script makes that was left to be run.
    ///
    /// - Throws: What it fails with.
    func result(
        of part: ScriptPart, in context: borrowing Context
    ) async throws -> AnalysisResult
}

/// Names who runs scripts among an engine's resources.
public enum ScriptEvaluationResource: ResourceKey {
    /// The type of the service.
    public typealias Service = any ScriptEvaluation
}
