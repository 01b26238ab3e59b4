import BuildModel
import Diagnostics
import Incremental
import Loading
import Starlark

/// One evaluation of analysis: runs Starlark, asks for the anonymous targets that it wants, and
/// checks and freezes what it made.
struct AnalysisRun {
    let scope: AnalysisScope
    /// What messages call the owner of the providers.
    let name: String
    /// What the targets it depends on made.
    let dependencies: [AnalysisResult]
    /// What it waits for.
    let needs: [WorkKey]
    /// Says where an error happened.
    let locate: (inout Diagnostic) -> Void

    init(
        scope: AnalysisScope, name: String, dependencies: [AnalysisResult] = [],
        needs: [WorkKey], locate: @escaping (inout Diagnostic) -> Void
    ) {
        self.scope = scope
        self.name = name
        self.dependencies = dependencies
        self.needs = needs
        self.locate = locate
    }

    /// Runs the evaluation.
    ///
    /// No request is made while Starlark runs: promises are kept between two calls.
    ///
    /// - Parameters:
    ///   - context: Answers for anonymous targets.
    ///   - outer: For a dynamic step, the context of its rule, which its own steps inherit.
    ///   - body: Calls the function, whose result is a list of providers or a promise of one.
    /// - Returns: What it made.
    /// - Throws: A diagnostic that says where it happened; the error of an anonymous target.
    func result(
        in context: borrowing Context, inheriting outer: FrozenValue? = nil,
        _ body: (inout Evaluation) throws -> Value
    ) async throws -> AnalysisResult {
        var evaluation = Evaluation(
            host: scope, limits: EvaluationLimits(isCancelled: { Task.isCancelled }))
        var timing = AnalysisTiming()
        if let outer { scope.context = evaluation.adopt(outer) }
        let value: Value
        do {
            value = try located { try body(&evaluation) }
        } catch {
            try Task.checkCancellation()
            throw error
        }
        while true {
            let requests = scope.takeRequests()
            if requests.isEmpty { break }
            timing.pause()
            let asked = try await answer(requests, &evaluation, in: context) { timing.goOn() }
            timing.anonymous += asked.map(AnalysisOwner.init(anonymous:))
        }
        let result = try finish(value, evaluation)
        timing.tell(of: scope.owner, rule: scope.rule, needs: needs, to: context.workLog)
        return result
    }

    /// Analyses anonymous targets, and goes on with what waits for them.
    ///
    /// - Returns: The targets.
    private func answer(
        _ requests: [AnonymousRequest], _ evaluation: inout Evaluation,
        in context: borrowing Context, whenAnswered: () -> Void
    ) async throws -> [AnonymousTarget] {
        var ready: [(request: AnonymousRequest, target: AnonymousTarget)] = []
        var waiting: [AnonymousRequest] = []
        for request in requests {
            let target = try located { try request.target(execution: scope.execution) }
            if let target { ready.append((request, target)) } else { waiting.append(request) }
        }
        guard !ready.isEmpty else {
            preconditionFailure("a promise is made by a target that was asked for before")
        }
        let results: [AnalysisResult]
        do {
            results = try await context.all(ready.map { AnonymousTargetKey(target: $0.target) })
        } catch let diagnostic as Diagnostic {
            throw diagnostic.adding(
                note: "`\(scope.owner)` asks for an anonymous target", at: ready[0].request.span)
        }
        whenAnswered()
        for request in waiting { scope.register(request) }
        for ((request, _), result) in zip(ready, results) {
            let providers = evaluation.adopt(result.providers.frozen)
            try located { try request.keep(providers, in: &evaluation) }
        }
        return ready.map(\.target)
    }

    /// Checks and freezes what the evaluation made, whose result is `value`.
    ///
    /// - Throws: A diagnostic that says where it happened.
    func finish(
        _ value: Value, _ evaluation: consuming Evaluation
    ) throws -> AnalysisResult {
        do {
            let promise = value.native(as: PromiseObject.self)
            guard let value = promise.map({ $0.known }) ?? value else {
                throw Failure("The promise that \(name) returns is never kept")
            }
            let collection = try DefaultInfo.collection(value, of: name, in: &evaluation)
            let actions = try scope.finish()
            var fingerprinter = Fingerprinter()
            fingerprinter.combine(scope.owner)
            let parts = [
                try scope.fingerprint(), try ValueFingerprinter.fingerprint(collection),
            ].compactMap { $0 }
            for part in parts { fingerprinter.combine(part) }
            let sets = try scope.argumentSets()
            let promised = try scope.keptPromises()
            var values = [collection]
            if !scope.steps.isEmpty { values += scope.steps.map(\.body) + [scope.context] }
            let drafts = try scope.steps.map { step in
                (
                    outputs: try step.outputs.map { try $0.resolve() },
                    reads: try step.reads.map { try $0.resolve() }, values: step.values
                )
            }
            let (execution, rule) = (scope.execution, scope.rule)
            let handlers = try scope.errorHandlers.map { place, draft in
                (place: place, outputs: try draft.outputs.map { try $0.resolve() })
            }
            let first = values.count
            values += scope.errorHandlers.map(\.draft.function)
            let frozen = try evaluation.freeze(values)
            let steps = drafts.enumerated().map { place, draft in
                DynamicStep(
                    outputs: draft.outputs, reads: draft.reads, values: draft.values,
                    body: frozen[1 + place], context: frozen[first - 1],
                    execution: execution, rule: rule)
            }
            var errorHandlers: [Int: ErrorHandler] = [:]
            for (index, handler) in handlers.enumerated() {
                errorHandlers[handler.place] = ErrorHandler(
                    function: frozen[first + index], outputs: handler.outputs)
            }
            let providers = ProviderCollection(frozen[0])
            // What is below is validated with it.
            var validations = providers.validations(of: scope.owner.label)
            var seen = Set(validations)
            for result in dependencies {
                validations += result.validations.filter { seen.insert($0).inserted }
            }
            for validation in validations { fingerprinter.combine(validation) }
            return AnalysisResult(
                owner: scope.owner, providers: providers, actions: actions, sets: sets,
                steps: steps, promises: promised, errorHandlers: errorHandlers,
                validations: validations,
                fingerprint: parts.count == 2 ? fingerprinter.finish() : nil)
        } catch {
            throw located(error)
        }
    }

    private func located<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw located(error)
        }
    }

    private func located(_ error: any Error) -> any Error {
        var diagnostic: Diagnostic
        switch error {
        case let failure as Failure:
            diagnostic = failure.diagnostic
        case let error as Diagnostic: diagnostic = error
        default: preconditionFailure("rules throw failures and diagnostics, not \(error)")
        }
        // The outermost of the calls is that of the rule, which no code makes.
        if !diagnostic.callStack.isEmpty, diagnostic.callStack[0].span != nil {
            diagnostic.callStack.insert(.init(function: "<module>", span: nil), at: 0)
        }
        locate(&diagnostic)
        return diagnostic
    }
}
