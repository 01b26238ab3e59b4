import BuildModel
import Diagnostics
import Incremental
import Starlark

/// A dynamic step as its rule registers it.
struct DynamicDraft {
    /// What it has to make.
    let outputs: [DeclaredOutput]
    /// The artifacts whose content it reads.
    let reads: [ArtifactReference]
    /// The steps whose providers it reads.
    let values: [AnalysisOwner]
    /// The function, or the value of a ``DynamicActionsObject``.
    let body: Value
    let span: SourceSpan?
}

/// A function that a rule has left to run once files are built, with all that it needs.
struct DynamicStep: Sendable {
    /// What it has to make, in order, each under the key of its promise.
    let outputs: [BuildArtifact]
    /// The artifacts whose content it reads.
    let reads: [Artifact]
    /// The steps whose providers it reads.
    let values: [AnalysisOwner]
    /// The function, or the value of a ``DynamicActionsObject``.
    let body: FrozenValue
    /// The context of the rule, whose attributes and label it sees.
    let context: FrozenValue
    /// The platform of what is run for the target.
    let execution: ConfigurationLabel
    /// The name of the rule that left it.
    let rule: String
}

extension DynamicDraft {
    /// Adds what the step is, once the rule has returned.
    ///
    /// - Returns: Whether that can be said: a function that captures values has no name by which it
    ///   could be told from another.
    func combine(into fingerprinter: inout Fingerprinter) throws -> Bool {
        guard let object = body.native(as: DynamicActionsObject.self),
            let callable = object.callable.native(as: DynamicActionsCallable.self),
            let name = callable.name, let module = callable.definition.moduleFingerprint
        else { return false }
        fingerprinter.combine(callable.definition.module)
        fingerprinter.combine(name)
        fingerprinter.combine(module)
        for output in outputs { fingerprinter.combine(try output.resolve()) }
        guard let values = try ValueFingerprinter.fingerprint(object.values, of: name) else {
            return false
        }
        fingerprinter.combine(values)
        return true
    }
}

/// `ctx.actions.dynamic_output` and `dynamic_output_new`.
enum DynamicActions {
    static let all = [dynamicOutput, dynamicOutputNew]

    private static let dynamicOutput = NativeFunction(
        "dynamic_output", "*, dynamic, inputs = [], outputs, f"
    ) { arguments, evaluation in
        let reads = try arguments.sequence(0).map { value in
            guard let artifact = value.native(as: ArtifactObject.self) else {
                throw arguments.mismatch(0, "a list of artifacts", got: value)
            }
            return artifact.reference
        }
        let outputs = try arguments.sequence(2).map { value in
            guard let output = value.native(as: OutputArtifactObject.self)?.output else {
                throw arguments.mismatch(2, "a list of outputs", got: value)
            }
            return output
        }
        guard !outputs.isEmpty else {
            throw Failure(
                "`dynamic_output` needs at least one output: `outputs` must not be empty")
        }
        guard arguments[3].isFunction else { throw arguments.mismatch(3, "a function") }
        _ = try arguments.scope().register(
            DynamicDraft(
                outputs: outputs, reads: reads, values: [], body: arguments[3],
                span: evaluation.callSite))
        return .none
    }

    private static let dynamicOutputNew = NativeFunction(
        "dynamic_output_new", "dynamic_actions, /"
    ) { arguments, evaluation in
        let object = try arguments.native(
            0, as: DynamicActionsObject.self, "what a `dynamic_actions()` function returns")
        let step = try arguments.scope().register(
            DynamicDraft(
                outputs: object.parts.outputs, reads: object.parts.reads,
                values: object.parts.values, body: arguments[0], span: evaluation.callSite))
        return evaluation.object(DynamicValueObject(step))
    }
}

extension DynamicActionsObject {
    /// The arguments with which the function is called.
    func arguments(
        _ replacements: DynamicAttributeType.Replacements, in evaluation: inout Evaluation
    ) throws -> (function: Value, named: [(String, Value)]) {
        guard let callable = callable.native(as: DynamicActionsCallable.self) else {
            preconditionFailure("dynamic actions are made by a callable")
        }
        var replacements = replacements
        var named: [(String, Value)] = []
        for (attribute, value) in zip(callable.definition.attributes, values) {
            let resolved = try attribute.type.resolve(value, &replacements, in: &evaluation)
            named.append((attribute.name, resolved))
        }
        return (callable.definition.implementation, named)
    }
}
