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
        let cells = try await context.cells()
        var labels: [ConfiguredTargetLabel] = []
        var seen: Set<ConfiguredTargetLabel> = []
        for dependency in target.dependencies where seen.insert(dependency.label.target).inserted {
            labels.append(dependency.label.target)
        }
        let needs = AttributeNeeds(of: target.values)
        let results: [AnalysisResult]
        var answers: [AttributeQueryKey: [ConfiguredTargetLabel]] = [:]
        do {
            if !needs.queries.isEmpty {
                let found = try await context.all(needs.queries)
                answers = Dictionary(uniqueKeysWithValues: zip(needs.queries, found))
                labels += found.joined().filter { seen.insert($0).inserted }
            }
            results = try await context.all(labels.map { AnalysisKey(label: $0) })
        } catch let cycle as CycleError {
            context.markTransient()
            throw cycle.diagnostic(at: target.node.span)
        }
        let names = needs.hostTools
        let searches = try await context.all(names.map { HostToolKey(names: $0) })
        var programs: [[String]: HostProgram] = [:]
        for (names, search) in zip(names, searches) {
            do throws(Diagnostic) {
                programs[names] = try search.program(names: names, for: label.target)
            } catch {
                var error = error
                error.span = target.node.span
                throw error
            }
        }
        let evaluation = RuleEvaluation(
            target: target, cells: cells,
            results: Dictionary(uniqueKeysWithValues: zip(labels, results)), programs: programs,
            queries: answers)
        return try await evaluation.run(recordedIn: context)
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

extension CycleError {
    /// The cycle as one of targets, found at the target declared at `span`.
    fileprivate func diagnostic(at span: SourceSpan?) -> Diagnostic {
        let prefix = "analysis("
        let targets = keys.filter { $0.hasPrefix(prefix) }
            .map { "`\($0.dropFirst(prefix.count).prefix { $0 != " " })`" }
        let chain = (targets + targets.prefix(1)).joined(separator: " -> ")
        return .error("Targets depend on each other in a cycle: \(chain)", at: span)
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
