package import BuildModel
import Loading
package import Starlark

/// What a script has left to be run when something is there: a dynamic step whose files are built,
/// or the rule of an anonymous target whose dependencies are analysed.
public struct ScriptPart: Sendable {
    private enum Content: Sendable {
        case step(DynamicEvaluation)
        case anonymous(Anonymous)
    }

    /// An anonymous target as plain data, for its attributes are read where they are used.
    private struct Anonymous: Sendable {
        let target: AnonymousTarget
        let rule: AnonymousRule
        let cells: CellResolver
        let dependencies: [(label: ConfiguredProvidersLabel, result: AnalysisResult)]
    }

    private let content: Content

    init(_ step: DynamicEvaluation) { content = .step(step) }

    init(
        _ target: AnonymousTarget, _ rule: AnonymousRule, cells: CellResolver,
        dependencies: [(label: ConfiguredProvidersLabel, result: AnalysisResult)]
    ) {
        content = .anonymous(
            Anonymous(target: target, rule: rule, cells: cells, dependencies: dependencies))
    }

    /// Who declares what it declares.
    var owner: AnalysisOwner {
        switch content {
        case .step(let step): step.owner
        case .anonymous(let anonymous): AnalysisOwner(.anonymous(anonymous.target))
        }
    }

    /// The platform that executes its actions.
    var execution: ConfigurationLabel {
        switch content {
        case .step(let step): step.step.execution
        case .anonymous(let anonymous): anonymous.target.execution
        }
    }

    /// The run that it belongs to; of an anonymous target, which belongs to all who ask for it, one
    /// that stands for its rule.
    package var run: ScriptRun {
        switch content {
        case .step(let step):
            guard case .script(let run) = step.owner.base else {
                preconditionFailure("a step of a script is owned by a run of it")
            }
            return run
        case .anonymous(let anonymous):
            return ScriptRun(file: anonymous.target.module, function: anonymous.target.rule)
        }
    }

    /// Says where it went wrong.
    package var place: String {
        switch content {
        case .step(let step): "Error running dynamic analysis for `\(step.owner.label)`"
        case .anonymous(let anonymous): "In the analysis of anonymous target `\(anonymous.target)`"
        }
    }

    /// What the script has kept for it, in the evaluation that calls it; `None` if nothing.
    package func inheritance(in evaluation: inout Evaluation) -> Value {
        guard case .step(let step) = content else { return .none }
        return evaluation.adopt(step.step.context)
    }

    /// Calls the function.
    ///
    /// - Parameters:
    ///   - context: The `bxl.Context` that it gets.
    ///   - scope: Where it declares.
    ///   - evaluation: Runs it.
    /// - Returns: A list of providers, or a promise of one.
    /// - Throws: What the function throws.
    package func call(
        with context: Value, _ scope: ScriptScope, in evaluation: inout Evaluation
    ) throws -> Value {
        switch content {
        case .step(let step):
            return try step.call(
                scope.scope, context: context, named: ("bxl_ctx", context), in: &evaluation)
        case .anonymous(let anonymous):
            let attributes = try AnonymousEvaluation(
                target: anonymous.target, rule: anonymous.rule,
                attributes: try anonymous.target.drafts(), cells: anonymous.cells,
                dependencies: anonymous.dependencies
            ).structure(scope.scope, in: &evaluation)
            return try evaluation.call(
                evaluation.adopt(anonymous.rule.implementation),
                positional: [context, attributes])
        }
    }
}
