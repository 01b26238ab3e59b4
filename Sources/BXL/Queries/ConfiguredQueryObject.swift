import Analysis
import BuildModel
import GraphQueries
import Incremental
import Loading
import Query
import Starlark
import TargetConfiguration

/// `bxl.CqueryContext`: queries of targets in configurations.
///
/// Sets that a script hands over are the universe themselves; a traversal goes on from them to what
/// they depend on.
final class ConfiguredQueryObject: NativeObject {
    private let session: ScriptSession
    private let configuration: TargetConfigurationArguments
    /// Whether methods answer what can be resolved later, rather than at once.
    private let isLazy: Bool

    init(
        _ session: ScriptSession, _ configuration: TargetConfigurationArguments,
        isLazy: Bool = false
    ) {
        self.session = session
        self.configuration = configuration
        self.isLazy = isLazy
    }

    override var typeName: String { isLazy ? "bxl.LazyCqueryContext" : "bxl.CqueryContext" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    override func write(into buffer: inout TextBuffer, this: Value) { buffer.append(typeName) }

    private static let methods = MethodTable(
        QueryMethod.ofTargets.map { method in
            NativeFunction(method.name, method.signature) { arguments, evaluation in
                let object = try arguments.receiver(as: ConfiguredQueryObject.self)
                let configuration = object.configuration
                let read = try method.read(arguments) { try TargetArgument(arguments, $0) }
                return try object.answer(in: &evaluation) { inquiry in
                    var incompatible: [Incompatibility] = []
                    let files = TargetQueryEnvironment(inquiry: inquiry)
                    let query: ScriptQuery<ConfiguredQueryNode> = try await method.query(
                        read,
                        nodes: { argument in
                            let named = try await inquiry.configuredTargets(
                                argument, configuration)
                            incompatible += named.incompatible
                            return named.nodes
                        }, files: { try await $0.files(in: files) })
                    inquiry.saySkipped(incompatible)
                    return try await query.answer(
                        in: ConfiguredQueryEnvironment(
                            inquiry: inquiry, universe: QueriedUniverse()))
                }
            }
        } + [owner, testsOfByDefaultPlatform, eval])

    private static let owner = NativeFunction("owner", "files, universe = None") {
        arguments, evaluation in
        let object = try arguments.receiver(as: ConfiguredQueryObject.self)
        let configuration = object.configuration
        let argument = try FileArgument(arguments, 0)
        let universe = try arguments.present(1).map { _ in try TargetArgument(arguments, 1) }
        return try object.answer(in: &evaluation) { inquiry in
            let declared = TargetQueryEnvironment(inquiry: inquiry)
            let files = try await argument.files(in: declared)
            let named: NamedConfiguredTargets
            if let universe {
                named = try await inquiry.configuredTargets(universe, configuration)
            } else {
                let owners = try await declared.owners(of: files.paths)
                named = try await inquiry.configuredTargets(
                    TargetArgument(items: owners.map { .node($0) }), configuration)
            }
            let reached = try await inquiry.ask { context in
                let universe = try await context.targetUniverse(from: named.nodes.map(\.target))
                return try await QueriedUniverse(of: universe, in: context)
            }
            var query = ScriptQuery<ConfiguredQueryNode>("owner")
            query.add(files)
            return try await query.answer(
                in: ConfiguredQueryEnvironment(inquiry: inquiry, universe: reached))
        }
    }

    private static let testsOfByDefaultPlatform = NativeFunction(
        "testsof_with_default_target_platform", "targets"
    ) { arguments, evaluation in
        let object = try arguments.receiver(as: ConfiguredQueryObject.self)
        let configuration = object.configuration
        let argument = try TargetArgument(arguments, 0)
        return try object.answer(in: &evaluation) { inquiry in
            let named = try await inquiry.configuredTargets(argument, configuration)
            let tests = named.nodes.flatMap(\.tests).map(\.target)
            let found = try await inquiry.configuredTargets(
                TargetArgument(items: tests.map { .target($0) }), .none)
            inquiry.saySkipped(found.incompatible)
            return .targets(TargetSet(found.nodes))
        }
    }

    private static let eval = NativeFunction(
        "eval", "query, query_args = None, target_universe = None"
    ) { arguments, evaluation in
        let object = try arguments.receiver(as: ConfiguredQueryObject.self)
        let configuration = object.configuration
        let universe = try arguments.present(2).map { value in
            try value.asString.map { [$0] } ?? arguments.strings(2)
        }
        func answer(_ text: String, _ evaluation: inout Evaluation) throws -> Value {
            try object.answer(in: &evaluation) { inquiry in
                let expression = try QueryExpression(parsing: text)
                let patterns = universe ?? expression.targetLiterals.map(\.text)
                return try await expression.evaluate(
                    in: ConfiguredQueryEnvironment(
                        inquiry: inquiry, universe: patterns, configuration))
            }
        }
        let text = try arguments.string(0)
        guard let words = try arguments.queryArguments(1, object.session) else {
            return try answer(text, &evaluation)
        }
        return try evaluation.substituted(text, words, answer: answer)
    }

    /// Answers a query now, or leaves it to be resolved.
    private func answer(
        in evaluation: inout Evaluation,
        _ body: @escaping @Sendable (Inquiry) async throws -> QueryResult<ConfiguredQueryNode>
    ) throws -> Value {
        let operation = LazyOperation { inquiry in
            let result = try await body(inquiry)
            return { session, evaluation in
                switch result {
                case .targets(let set): evaluation.object(ConfiguredTargetSetObject(set))
                case .files(let files): evaluation.object(FileSetObject(files, session.cells))
                }
            }
        }
        if isLazy { return evaluation.object(LazyObject(session, operation)) }
        return try operation.resolve(session, in: &evaluation)
    }
}
