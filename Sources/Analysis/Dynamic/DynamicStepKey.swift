import BuildModel
import Diagnostics
import Incremental
import Loading
import Starlark

/// What a dynamic step makes, once the files it reads are built.
struct DynamicStepKey: Key {
    let owner: AnalysisOwner

    var description: String { "dynamic(\(owner))" }

    func compute(in context: borrowing Context) async throws -> AnalysisResult {
        do {
            return try await analyse(in: context)
        } catch {
            throw error.within(.step("Error running dynamic analysis for `\(owner.label)`"))
        }
    }

    private func analyse(in context: borrowing Context) async throws -> AnalysisResult {
        guard let parent = owner.parent, let place = owner.steps.last else {
            preconditionFailure("a dynamic step has an evaluation that left it")
        }
        let steps = try await context.analysis(of: parent).steps
        guard place < steps.count else {
            throw Diagnostic.error("`\(parent)` leaves no dynamic step \(place) any more")
        }
        let step = steps[place]
        let contents =
            step.reads.isEmpty
            ? []
            : try await context.resources[BuiltFilesResource.self]
                .contents(of: step.reads, in: context)
        var values: [AnalysisResult] = []
        for owner in step.values { values.append(try await context.analysis(of: owner)) }
        let evaluation = DynamicEvaluation(
            owner: owner, step: step, cells: try await context.cells(), contents: contents,
            values: values)
        if case .script = owner.base {
            return try await context.resources[ScriptEvaluationResource.self]
                .result(of: ScriptPart(evaluation), in: context)
        }
        return try await evaluation.run(in: context)
    }

    static func fingerprint(_ output: AnalysisResult) -> Fingerprint? { output.fingerprint }

    /// Never evicted, as any analysis.
    static func sizeBytes(of output: AnalysisResult) -> Int { 0 }
}

/// Runs a dynamic step whose files are built.
struct DynamicEvaluation: Sendable {
    let owner: AnalysisOwner
    let step: DynamicStep
    let cells: CellResolver
    /// The contents of `step.reads`.
    let contents: [BuiltContent]
    /// What the steps of `step.values` made.
    let values: [AnalysisResult]

    /// What it waits for: the evaluation that left it, the files it reads, what others made.
    var needs: [WorkKey] {
        [owner.parent].compactMap { $0 }.map { .analysis($0) }
            + step.reads.compactMap(\.buildArtifact?.key).map { .action($0) }
            + values.map { .analysis($0.owner) }
    }

    func run(in context: borrowing Context) async throws -> AnalysisResult {
        try await ConfigurationQuestions.answering(root: cells.rootCell, own: nil, in: context) {
            try await run($0, in: context)
        }
    }

    private func run(
        _ questions: ConfigurationQuestions, in context: borrowing Context
    ) async throws -> AnalysisResult {
        let scope = AnalysisScope(
            owner: owner, cells: cells, execution: step.execution, rule: step.rule,
            pathDefaults: try await context.request(OutputPathDefaultsKey()),
            questions: questions)
        let run = AnalysisRun(
            scope: scope, name: "dynamic output of `\(owner.target)`", needs: needs
        ) { _ in }
        return try await run.result(in: context, inheriting: step.context) { evaluation in
            let actions = evaluation.object(AnalysisActionsObject(scope))
            let outer = evaluation.adopt(step.context).native(as: AnalysisContextObject.self)
            guard let outer else { preconditionFailure("a step has the context of its rule") }
            let context = evaluation.object(outer.with(actions: actions))
            return try call(
                scope, context: context, named: ("actions", actions), in: &evaluation)
        }
    }

    /// Calls the function that was left.
    ///
    /// - Parameters:
    ///   - scope: Where it declares.
    ///   - context: What the function of a `dynamic_output` gets first.
    ///   - named: What the function of a `dynamic_output_new` gets besides its attributes.
    ///   - evaluation: Runs it.
    /// - Returns: A list of providers, or a promise of one.
    /// - Throws: What the function throws.
    func call(
        _ scope: AnalysisScope, context: Value, named: (name: String, value: Value),
        in evaluation: inout Evaluation
    ) throws -> Value {
        let outputs = step.outputs.map { artifact in
            ArtifactReference.declared(
                scope.takeOver(artifact), projection: .base, hidesPrefix: false)
        }
        var contents: [Value] = []
        for (artifact, content) in zip(step.reads, self.contents) {
            contents.append(evaluation.object(ArtifactValueObject(artifact, content)))
        }
        let body = evaluation.adopt(step.body)
        guard let object = body.native(as: DynamicActionsObject.self) else {
            return try call(
                body, outputs: outputs, contents: contents, context: context, &evaluation)
        }
        var handed: [Value] = []
        for case .declared(let output, _, _) in outputs {
            handed.append(evaluation.object(OutputArtifactObject(output)))
        }
        var values: [Value] = []
        for result in self.values {
            let providers = evaluation.adopt(result.providers.frozen)
            values.append(evaluation.object(ResolvedDynamicValueObject(providers)))
        }
        let (function, attributes) = try object.arguments(
            .init(outputs: handed, contents: contents, values: values), in: &evaluation)
        return try evaluation.call(function, named: [named] + attributes)
    }

    /// Calls the function of a `dynamic_output`: with a context, contents and outputs.
    private func call(
        _ function: Value, outputs: [ArtifactReference], contents: [Value], context: Value,
        _ evaluation: inout Evaluation
    ) throws -> Value {
        var files: [(Value, Value)] = []
        for (artifact, content) in zip(step.reads, contents) {
            files.append((evaluation.object(ArtifactObject(artifact)), content))
        }
        var declared: [(Value, Value)] = []
        for (artifact, output) in zip(step.outputs, outputs) {
            declared.append(
                (
                    evaluation.object(ArtifactObject(.build(artifact))),
                    evaluation.object(ArtifactObject(output))
                ))
        }
        let result = try evaluation.call(
            function,
            positional: [context, try evaluation.dict(files), try evaluation.dict(declared)])
        return result.isNone ? evaluation.list([]) : result
    }
}
