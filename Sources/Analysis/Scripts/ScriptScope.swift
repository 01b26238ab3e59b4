package import BuildModel
import Diagnostics
import Incremental
package import Loading
package import Starlark

/// What a function of a script declares while it runs: the host of its evaluation.
package final class ScriptScope {
    let scope: AnalysisScope

    /// The scope of a run that has declared nothing.
    ///
    /// - Parameters:
    ///   - run: Owns what is declared.
    ///   - cells: Where the cells lie.
    ///   - configuration: Answers what the script reads of the configuration.
    package init(
        run: ScriptRun, cells: CellResolver, configuration: any ConfigurationReader
    ) {
        scope = AnalysisScope(
            owner: AnalysisOwner(.script(run)), cells: cells,
            execution: .unspecifiedExecution,
            rule: run.function, pathDefaults: OutputPathDefaults(), questions: configuration)
    }

    /// The scope of a part of a script that was left to be run.
    ///
    /// - Parameters:
    ///   - part: Owns what is declared.
    ///   - cells: Where the cells lie.
    ///   - configuration: Answers what the script reads of the configuration.
    package init(
        part: ScriptPart, cells: CellResolver, configuration: any ConfigurationReader
    ) {
        scope = AnalysisScope(
            owner: part.owner, cells: cells, execution: part.execution, rule: part.run.function,
            pathDefaults: OutputPathDefaults(), questions: configuration)
    }

    /// Keeps a value for the dynamic steps that are left.
    package func leave(_ value: Value) { scope.context = value }

    /// Notes the run, for the native functions of scripts that are not methods.
    package func attach(_ run: AnyObject) { scope.script = run }

    /// The run that was attached to the scope of an evaluation; nil outside of scripts.
    package static func attached(to evaluation: borrowing Evaluation) -> AnyObject? {
        (evaluation.host as? AnalysisScope)?.script
    }

    /// What native functions find as `evaluation.host`.
    package var host: AnyObject { scope }

    /// The platform that executes the actions, and that anonymous targets inherit.
    package var execution: ConfigurationLabel {
        get { scope.execution }
        set { scope.execution = newValue }
    }

    /// Makes the `actions` with which the script declares.
    package func actions(in evaluation: inout Evaluation) -> Value {
        evaluation.object(AnalysisActionsObject(scope))
    }

    /// Checks and freezes what was declared, once the function has returned.
    ///
    /// - Parameters:
    ///   - value: The providers that it has returned; nil if it returns none.
    ///   - evaluation: The evaluation, which ends.
    /// - Returns: What was declared.
    /// - Throws: A diagnostic, such as of an output that no action makes.
    package func finish(
        _ value: Value?, _ evaluation: consuming Evaluation
    ) throws -> AnalysisResult {
        let run = AnalysisRun(scope: scope, name: "`\(scope.owner)`", needs: []) { _ in }
        let providers = value ?? evaluation.list([])
        return try run.finish(providers, evaluation)
    }

    /// Analyses the anonymous targets that were asked for, and keeps their promises.
    ///
    /// - Parameters:
    ///   - evaluation: The evaluation that the promises belong to.
    ///   - analyze: Analyses targets, in their order.
    /// - Throws: What is wrong with a target, or what `analyze` throws.
    package func keepPromises(
        in evaluation: inout Evaluation,
        _ analyze: ([AnonymousTarget]) throws -> [AnalysisResult]
    ) throws {
        while true {
            var ready: [(request: AnonymousRequest, target: AnonymousTarget)] = []
            let requests = scope.takeRequests()
            if requests.isEmpty { return }
            for request in requests {
                if let target = try request.target(execution: scope.execution) {
                    ready.append((request, target))
                } else {
                    scope.register(request)
                }
            }
            guard !ready.isEmpty else {
                preconditionFailure("a promise is made by a target that was asked for before")
            }
            for (item, result) in zip(ready, try analyze(ready.map(\.target))) {
                let providers = evaluation.adopt(result.providers.frozen)
                try item.request.keep(providers, in: &evaluation)
            }
        }
    }
}

extension Value {
    /// What the promise of an anonymous target has come to; nil if the value is no promise, or
    /// `None` if it is open.
    package var promised: Value? {
        native(as: PromiseObject.self).map { $0.known ?? .none }
    }

    /// Whether the value is an `actions` object.
    package var isActions: Bool { native(as: AnalysisActionsObject.self) != nil }
}
