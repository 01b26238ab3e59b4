import BuildModel
import ByteCoding
import Diagnostics
import Incremental
import Loading
import Starlark
import TargetConfiguration

/// What the rule of an anonymous target makes.
struct AnonymousTargetKey: Key {
    let target: AnonymousTarget

    var description: String { "anonymous(\(target))" }

    func compute(in context: borrowing Context) async throws -> AnalysisResult {
        do {
            return try await analyse(in: context)
        } catch {
            throw error.within(.step("Error running analysis for `\(target)`"))
        }
    }

    private func analyse(in context: borrowing Context) async throws -> AnalysisResult {
        let attributes = try target.drafts()
        let rule = try await context.rule(named: target.rule, in: target.module)
        var labels: [ConfiguredProvidersLabel] = []
        for (_, value) in attributes {
            value.visitDependencies { if !labels.contains($0) { labels.append($0) } }
        }
        let results = try await context.all(labels.map { AnalysisKey(label: $0.target) })
        let evaluation = AnonymousEvaluation(
            target: target, rule: rule, attributes: attributes,
            cells: try await context.cells(), dependencies: Array(zip(labels, results)))
        if rule.definition.traits.isOfScripts {
            return try await context.resources[ScriptEvaluationResource.self].result(
                of: ScriptPart(
                    target, rule, cells: evaluation.cells, dependencies: evaluation.dependencies),
                in: context)
        }
        return try await evaluation.run(in: context)
    }

    static func fingerprint(_ output: AnalysisResult) -> Fingerprint? { output.fingerprint }

    /// Never evicted, as any analysis.
    static func sizeBytes(of output: AnalysisResult) -> Int { 0 }
}

extension AnonymousTarget {
    /// The attributes, read from the target's definition.
    func drafts() throws -> [(name: String, value: AnonymousDraft)] {
        try ByteReader.read(attributes) { reader throws(DamagedBytes) in
            var model = ModelReader(reader, parts: parts)
            var attributes: [(name: String, value: AnonymousDraft)] = []
            for _ in 0..<(try model.bytes.integer()) {
                let name = try model.bytes.string()
                attributes.append((name, try AnonymousDraft(from: &model)))
            }
            return attributes
        }
    }
}

/// Runs the rule of an anonymous target whose dependencies are analysed.
struct AnonymousEvaluation {
    let target: AnonymousTarget
    let rule: AnonymousRule
    let attributes: [(name: String, value: AnonymousDraft)]
    let cells: CellResolver
    /// The targets that attributes name, with what they provide.
    let dependencies: [(label: ConfiguredProvidersLabel, result: AnalysisResult)]

    func run(in context: borrowing Context) async throws -> AnalysisResult {
        try await ConfigurationQuestions.answering(
            root: cells.rootCell, own: rule.definition.module.cell, in: context
        ) { try await run($0, in: context) }
    }

    private func run(
        _ questions: ConfigurationQuestions, in context: borrowing Context
    ) async throws -> AnalysisResult {
        let owner = AnalysisOwner(.anonymous(target))
        let scope = AnalysisScope(
            owner: owner, cells: cells, execution: target.execution, rule: target.rule,
            pathDefaults: try await context.request(OutputPathDefaultsKey()),
            questions: questions)
        let run = AnalysisRun(
            scope: scope, name: "`\(target.label.target)`",
            needs: dependencies.map { .analysis($0.result.owner) }
        ) { _ in }
        return try await run.result(in: context) { evaluation in
            let label = ConfiguredProvidersLabel(target.label)
            let context = evaluation.object(
                AnalysisContextObject(
                    attributes: try structure(scope, in: &evaluation),
                    actions: evaluation.object(AnalysisActionsObject(scope)),
                    label: evaluation.object(LabelObject(label))))
            scope.context = context
            return try evaluation.call(
                evaluation.adopt(rule.implementation), positional: [context])
        }
    }

    /// The attributes as the rule sees them.
    ///
    /// - Throws: When a target does not provide what its use asks for.
    func structure(_ scope: AnalysisScope, in evaluation: inout Evaluation) throws -> Value {
        var providers: [ConfiguredProvidersLabel: Value] = [:]
        for (label, result) in dependencies {
            providers[label] = try subTarget(
                label.providers.subTargets, of: evaluation.adopt(result.providers.frozen),
                label: ConfiguredProvidersLabel(label.target)
            ).providers
        }
        let resolver = AttributeResolver(
            scope: scope, providers: providers, programs: [:], queries: [:])
        var fields: [(String, Value)] = []
        for (name, value) in attributes {
            fields.append((name, try resolver.resolve(value, in: &evaluation)))
        }
        return evaluation.structure(fields)
    }
}

extension AttributeResolver {
    /// The value of an attribute of an anonymous target.
    fileprivate func resolve(
        _ draft: AnonymousDraft, in evaluation: inout Evaluation
    ) throws -> Value {
        switch draft {
        case .null: return .none
        case .bool(let bool): return Value(bool: bool)
        case .int(let digits): return try evaluation.json(digits)
        case .float(let number): return evaluation.float(number)
        case .string(let text): return evaluation.string(text)
        case .list(let elements): return evaluation.list(try all(elements, in: &evaluation))
        case .tuple(let elements): return evaluation.tuple(try all(elements, in: &evaluation))
        case .dict(let entries):
            var pairs: [(Value, Value)] = []
            for entry in entries {
                let key = try resolve(entry.key, in: &evaluation)
                pairs.append((key, try resolve(entry.value, in: &evaluation)))
            }
            return try evaluation.dict(pairs)
        case .dependency(let label):
            return evaluation.object(DependencyObject(label, providers: providers(of: label)))
        case .configuredLabel(let label): return evaluation.object(LabelObject(label))
        case .targetLabel(let label): return evaluation.object(TargetLabelObject(label))
        case .providersLabel(let label): return evaluation.object(ProvidersLabelObject(label))
        case .artifact(let reference):
            if case .promised = reference, let artifact = reference.named {
                return evaluation.object(ArtifactObject(.known(artifact), isPromised: true))
            }
            return evaluation.object(ArtifactObject(reference))
        case .arg(let parts): return evaluation.object(try arguments(parts))
        }
    }

    private func all(
        _ elements: [AnonymousDraft], in evaluation: inout Evaluation
    ) throws -> [Value] {
        var values: [Value] = []
        for element in elements { values.append(try resolve(element, in: &evaluation)) }
        return values
    }
}
