import ActionGraph
import Analysis
import BuildModel
import Diagnostics
import GraphQueries
import Incremental
import Loading
import Query
import Starlark
import TargetConfiguration

/// `bxl.LazyContext`: `ctx.lazy`, what can be asked later or with its errors caught.
final class LazyContextObject: NativeObject {
    fileprivate let session: ScriptSession

    init(_ session: ScriptSession) { self.session = session }

    override var typeName: String { "bxl.LazyContext" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    override func write(into buffer: inout TextBuffer, this: Value) { buffer.append(typeName) }

    private static let methods = MethodTable([
        NativeFunction("join", "lazy0, lazy1, /") { arguments, evaluation in
            let operations = try (0..<2).map { slot in
                try arguments.native(slot, as: LazyObject.self, "a `bxl.Lazy`").operation
            }
            return evaluation.object(
                try arguments.lazy(.all(operations, asTuple: true)))
        },
        NativeFunction("join_all", "operations, /") { arguments, evaluation in
            let operations = try arguments.sequence(0).map { value in
                guard let lazy = value.native(as: LazyObject.self) else {
                    throw arguments.mismatch(0, "a list of `bxl.Lazy`", got: value)
                }
                return lazy.operation
            }
            return evaluation.object(try arguments.lazy(.all(operations, asTuple: false)))
        },
        NativeFunction("uquery", "") { arguments, evaluation in
            evaluation.object(DeclaredQueryObject(try arguments.lazySession(), isLazy: true))
        },
        NativeFunction("cquery", "*, target_platform = None, modifiers = []") {
            arguments, evaluation in
            let session = try arguments.lazySession()
            let configuration = try arguments.configuration(platform: 0, modifiers: 1, session)
            return evaluation.object(
                ConfiguredQueryObject(session, configuration, isLazy: true))
        },
        NativeFunction("analysis", "label, /") { arguments, evaluation in
            let argument = try TargetArgument(arguments, 0)
            guard argument.isConfigured, argument.items.count == 1 else {
                throw arguments.mismatch(0, "a configured target: a node or a label")
            }
            return evaluation.object(try arguments.lazy(analysis(of: argument)))
        },
        NativeFunction(
            "configured_target_node", "expr, /, *, target_platform = None, modifiers = []"
        ) { arguments, evaluation in
            let session = try arguments.lazySession()
            let argument = try TargetArgument(arguments, 0)
            let configuration = try arguments.configuration(platform: 1, modifiers: 2, session)
            return evaluation.object(
                try arguments.lazy(
                    LazyOperation { inquiry in
                        let named = try await inquiry.configuredTargets(argument, configuration)
                        if let reason = named.incompatible.first { throw reason.diagnostic }
                        guard named.isSingle, let node = named.nodes.first else {
                            throw Failure("Expected a single target, not a target pattern")
                        }
                        return { _, evaluation in
                            evaluation.object(ConfiguredTargetNodeObject(node))
                        }
                    }))
        },
        NativeFunction("unconfigured_target_node", "expr, /") { arguments, evaluation in
            let argument = try TargetArgument(arguments, 0)
            return evaluation.object(
                try arguments.lazy(
                    LazyOperation { inquiry in
                        let named = try await inquiry.targets(argument)
                        guard named.isSingle, let node = named.nodes.first else {
                            throw Failure("Expected a single target, not a target pattern")
                        }
                        return { _, evaluation in evaluation.object(TargetNodeObject(node)) }
                    }))
        },
        NativeFunction("unconfigured_target_nodes_keep_going", "pattern, /") {
            arguments, evaluation in
            let pattern = try arguments.string(0)
            return evaluation.object(try arguments.lazy(loadableNodes(matching: pattern)))
        },
        NativeFunction("build_artifact", "artifact, /") { arguments, evaluation in
            guard let artifact = arguments[0].asScriptArtifact else {
                throw arguments.mismatch(0, "an artifact")
            }
            guard let known = artifact.known else {
                throw Failure(
                    "`build_artifact` does not accept declared artifact",
                    help: ["What a script declares is built when the script has ended"])
            }
            return evaluation.object(
                try arguments.lazy(
                    LazyOperation { inquiry in
                        try await inquiry.ask { context in
                            try await context.make([known], isPlaced: true)[0].get()
                        }
                        return { _, evaluation in evaluation.artifact(known) }
                    }))
        },
    ])

    private static func analysis(of argument: TargetArgument) -> LazyOperation {
        LazyOperation { inquiry in
            let labels = try await inquiry.configuredLabels(of: argument, .none)
            let (results, _) = try await inquiry.ask { context in
                try await context.analysisResults(of: labels, skipsIncompatible: false)
            }
            return { _, evaluation in
                evaluation.object(AnalysisResultObject(results[0].0, results[0].1))
            }
        }
    }

    /// The targets of the packages that can be loaded, and what is wrong with the others.
    private static func loadableNodes(matching text: String) -> LazyOperation {
        LazyOperation { inquiry in
            let environment = TargetQueryEnvironment(inquiry: inquiry)
            let pattern = try await inquiry.ask {
                try await inquiry.parseTargets([text], in: $0)[0]
            }
            let packages = try await inquiry.ask { context in
                if case .target(let label) = pattern { return [label.target.package] }
                return try await context.packages(matching: pattern)
            }
            let outcomes = try await inquiry.ask { await $0.packages(at: packages) }
            var labels: [TargetLabel] = []
            var errors: [(package: PackageLabel, message: String)] = []
            for (package, outcome) in zip(packages, outcomes) {
                switch outcome {
                case .success(let package):
                    if case .target(let label) = pattern {
                        labels.append(label.target)
                    } else {
                        labels += package.targets.map(\.label).sorted()
                    }
                case .failure(let error) where error.endsEvaluation: throw error
                case .failure(let error): errors.append((package, error.scriptMessage))
                }
            }
            let nodes = try await environment.nodes(at: labels)
            let failed = errors
            return { _, evaluation in
                var entries: [(Value, Value)] = []
                for (package, message) in failed {
                    let error = evaluation.object(ScriptErrorObject(message))
                    entries.append((evaluation.packagePath(package), error))
                }
                let found = evaluation.object(TargetSetObject(TargetSet(nodes)))
                return evaluation.tuple([found, try evaluation.dict(entries)])
            }
        }
    }
}

extension Arguments {
    /// The run on whose `ctx.lazy` a method was called.
    fileprivate func lazySession() throws -> ScriptSession {
        try receiver(as: LazyContextObject.self).session
    }

    fileprivate func lazy(_ operation: LazyOperation) throws -> LazyObject {
        LazyObject(try lazySession(), operation)
    }
}
