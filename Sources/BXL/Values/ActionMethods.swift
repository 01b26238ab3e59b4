import ActionGraph
import Analysis
import BuildModel
import Diagnostics
import GraphQueries
import Incremental
import Loading
import Starlark
import TargetConfiguration

/// The methods of `bxl.Context` that declare actions.
enum ActionMethods {
    static let all = [bxlActions, resolve]

    private static let bxlActions = NativeFunction(
        "bxl_actions",
        """
        *, exec_deps = None, toolchains = None, target_platform = None, \
        exec_compatible_with = None
        """
    ) { arguments, evaluation in
        let session = try arguments.session()
        if session.isPart { return try partActions(arguments, session, in: &evaluation) }
        let dependencies = try session.labels(arguments, 0)
        let toolchains = try session.labels(arguments, 1)
        let platform = try arguments.configuration(platform: 2, session).platform
        let conditions = try session.labels(arguments, 3)
        let cell = session.run.file.cell
        let (execution, results) = try session.inquire { inquiry in
            try await inquiry.ask { context in
                var configuration = ConfigurationLabel.unspecified
                let request = try await inquiry.configurationRequest(
                    TargetConfigurationArguments(platform: platform), in: context)
                if let label = request.platform {
                    configuration = try await context.platform(label)
                }
                let execution = try await context.freeExecution(
                    conditions: conditions, dependencies: dependencies.map(\.target),
                    toolchains: toolchains.map(\.target), for: configuration, in: cell)
                let labels =
                    zip(dependencies, execution.dependencies).map {
                        ConfiguredProvidersLabel($1, subTargets: $0.subTargets)
                    }
                    + zip(toolchains, execution.toolchains).map {
                        ConfiguredProvidersLabel($1, subTargets: $0.subTargets)
                    }
                let results = try await context.analysisResults(
                    of: labels, skipsIncompatible: false
                ).0
                return (execution, results)
            }
        }
        session.declaring.execution = execution.configuration
        func dict(
            _ labels: [ProvidersLabel],
            _ results: ArraySlice<(ConfiguredProvidersLabel, ProviderCollection)>
        ) throws -> Value {
            var entries: [(Value, Value)] = []
            for (label, result) in zip(labels, results) {
                let key = evaluation.providersLabel(label)
                entries.append((key, evaluation.dependency(result.0, result.1)))
            }
            return try evaluation.dict(entries)
        }
        let actions = evaluation.object(
            ScriptActionsObject(
                actions: session.declaring.actions(in: &evaluation),
                dependencies: try dict(dependencies, results[..<dependencies.count]),
                toolchains: try dict(toolchains, results[dependencies.count...])))
        session.declaring.leave(actions)
        return actions
    }

    /// The actions of a part of a script, on the platform that the script has chosen.
    private static func partActions(
        _ arguments: Arguments, _ session: ScriptSession, in evaluation: inout Evaluation
    ) throws -> Value {
        guard (0..<4).allSatisfy({ arguments.present($0) == nil }) else {
            throw Failure("Execution platform is inherited from the root BXL")
        }
        let inherited = session.inheritance.native(as: ScriptActionsObject.self)
        let nothing = try evaluation.dict([])
        let actions = evaluation.object(
            ScriptActionsObject(
                actions: session.declaring.actions(in: &evaluation),
                dependencies: inherited?.dependencies ?? nothing,
                toolchains: inherited?.toolchains ?? nothing))
        session.declaring.leave(actions)
        return actions
    }

    private static let resolve = NativeFunction("resolve", "action_factory, promise") {
        arguments, evaluation in
        let session = try arguments.session()
        guard arguments[0].isActions else {
            throw arguments.mismatch(0, "the `actions` of `ctx.bxl_actions()`")
        }
        try session.keepPromises(in: &evaluation)
        guard let value = arguments[1].promised else { throw arguments.mismatch(1, "a promise") }
        return value
    }
}

extension ScriptSession {
    /// The targets and sub-targets that an argument names; none if it is `None`.
    fileprivate func labels(_ arguments: Arguments, _ slot: Int) throws -> [ProvidersLabel] {
        guard arguments.present(slot) != nil else { return [] }
        let argument = try TargetArgument(arguments, slot)
        return try inquire { inquiry in
            try await inquiry.ask { context in
                var labels: [ProvidersLabel] = []
                for item in argument.items {
                    labels.append(try await inquiry.providersLabel(of: item, in: context))
                }
                return labels
            }
        }
    }
}

/// `bxl.Actions`: what a script declares actions with.
final class ScriptActionsObject: NativeObject {
    private let actions: Value
    let dependencies: Value
    let toolchains: Value

    init(actions: Value, dependencies: Value, toolchains: Value) {
        self.actions = actions
        self.dependencies = dependencies
        self.toolchains = toolchains
    }

    override var typeName: String { "bxl.Actions" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "actions": actions
        case "exec_deps": dependencies
        case "toolchains": toolchains
        default: nil
        }
    }

    override var attributeNames: [String] { ["actions", "exec_deps", "toolchains"] }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        ScriptActionsObject(
            actions: try freezer.freeze(actions), dependencies: try freezer.freeze(dependencies),
            toolchains: try freezer.freeze(toolchains))
    }
}
