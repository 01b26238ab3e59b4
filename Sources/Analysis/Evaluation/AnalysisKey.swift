import BuildEvents
public import BuildModel
public import Diagnostics
public import Incremental
import Loading
import TargetConfiguration

/// What the rule of a configured target makes.
struct AnalysisKey: Key {
    let label: ConfiguredTargetLabel

    var description: String { "analysis(\(label))" }

    func compute(in context: borrowing Context) async throws -> AnalysisResult {
        do {
            return try await analyse(in: context)
        } catch let error as Diagnostic where error.code == incompatibleTargetCode {
            throw error
        } catch {
            throw error.within(.analysis(of: label))
        }
    }

    private func analyse(in context: borrowing Context) async throws -> AnalysisResult {
        let target = try await context.configuredTarget(label)
        if let actual = target.forwardTarget {
            return try await context.request(AnalysisKey(label: actual))
        }
        let parts = try await context.resolutionParts(of: target)
        return try await RuleEvaluation(target: target, parts).run(recordedIn: context)
    }

    static func fingerprint(_ output: AnalysisResult) -> Fingerprint? { output.fingerprint }

    /// Never evicted: providers refer to each other's values by identity, of which there must be
    /// one.
    static func sizeBytes(of output: AnalysisResult) -> Int { 0 }
}

extension Diagnostic.Context {
    /// The rule of a target runs, or what it takes is gathered.
    public static func analysis(of label: ConfiguredTargetLabel) -> Diagnostic.Context {
        .step("Error running analysis for `\(label)`")
    }
}

extension RuleEvaluation {
    /// Runs the rule, and takes down that it is evaluated.
    fileprivate func run(recordedIn context: borrowing Context) async throws -> AnalysisResult {
        let recorder = context.recorder
        guard recorder.isEnabled else { return try await run(in: context) }
        let label = target.label
        let logged = LoggedTarget(
            package: label.target.package.description, name: label.target.name,
            configuration: label.configuration.description)
        let rule = "\(target.node.rule.module):\(target.node.rule.name)"
        let span = recorder.begin(.analysis(logged, rule: rule))
        do {
            let result = try await run(in: context)
            recorder.end(
                span, .analysis(logged, rule: rule, actions: result.actions.count, error: nil))
            return result
        } catch {
            recorder.end(span, .analysis(logged, rule: rule, actions: nil, error: "\(error)"))
            throw error
        }
    }
}

extension Context {
    /// What a configured target provides and how it is built.
    ///
    /// - Throws: A diagnostic of its rule, of its attributes or of a dependency, with the calls
    ///   that led to it and the target it happened in.
    public borrowing func analysis(
        of label: ConfiguredTargetLabel
    ) async throws -> AnalysisResult {
        try await request(AnalysisKey(label: label))
    }

    /// What an evaluation made: of a rule, or of a dynamic step whose files are built first.
    public borrowing func analysis(of owner: AnalysisOwner) async throws -> AnalysisResult {
        if !owner.steps.isEmpty { return try await request(DynamicStepKey(owner: owner)) }
        switch owner.base {
        case .target(let label): return try await request(AnalysisKey(label: label))
        case .anonymous(let target):
            return try await request(AnonymousTargetKey(target: target))
        case .script(let run):
            return try await lend { context in
                try await context.resources[ScriptEvaluationResource.self]
                    .analysis(of: run, in: context)
            }
        }
    }

    /// What several configured targets provide, analysed concurrently.
    ///
    /// - Returns: The outcomes in the order of the labels.
    public borrowing func analyses(
        of labels: [ConfiguredTargetLabel]
    ) async -> [Result<AnalysisResult, any Error>] {
        await results(labels.map { AnalysisKey(label: $0) })
    }

    /// What several configured targets provide, the first error thrown.
    borrowing func analyses(
        ofAll labels: [ConfiguredTargetLabel]
    ) async throws -> [AnalysisResult] {
        try await all(labels.map { AnalysisKey(label: $0) })
    }
}
