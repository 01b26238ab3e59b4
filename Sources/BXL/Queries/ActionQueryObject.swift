import Analysis
import BuildModel
import GraphQueries
import Query
import Starlark

/// `bxl.AqueryContext`: queries of actions.
final class ActionQueryObject: NativeObject {
    private let session: ScriptSession
    private let configuration: TargetConfigurationArguments

    init(_ session: ScriptSession, _ configuration: TargetConfigurationArguments) {
        self.session = session
        self.configuration = configuration
    }

    override var typeName: String { "bxl.AqueryContext" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    override func write(into buffer: inout TextBuffer, this: Value) { buffer.append(typeName) }

    private static let methods = MethodTable(
        QueryMethod.ofActions.map { method in
            NativeFunction(method.name, method.signature) { arguments, evaluation in
                let object = try arguments.receiver(as: ActionQueryObject.self)
                let read = try method.read(arguments) { try ActionArgument(arguments, $0) }
                return try object.answer(in: &evaluation) { environment in
                    let query: ScriptQuery<ActionQueryNode> = try await method.query(
                        read, nodes: { try await $0.nodes(in: environment) },
                        files: { _ in FileSet([]) })
                    return try await query.answer(in: environment)
                }
            }
        } + [
            NativeFunction("eval", "query, query_args = None") { arguments, evaluation in
                let object = try arguments.receiver(as: ActionQueryObject.self)
                func answer(_ text: String, _ evaluation: inout Evaluation) throws -> Value {
                    try object.answer(in: &evaluation) { environment in
                        try await QueryExpression(parsing: text).evaluate(in: environment)
                    }
                }
                let text = try arguments.string(0)
                guard let words = try arguments.queryArguments(1, object.session) else {
                    return try answer(text, &evaluation)
                }
                return try evaluation.substituted(text, words, answer: answer)
            }
        ])

    private func answer(
        in evaluation: inout Evaluation,
        _ body:
            @escaping @Sendable (ActionQueryEnvironment) async throws
            -> QueryResult<ActionQueryNode>
    ) throws -> Value {
        let (configuration, layout) = (configuration, session.surroundings.layout)
        let result = try session.inquire { inquiry in
            try await body(
                ActionQueryEnvironment(inquiry: inquiry, configuration, layout: layout))
        }
        switch result {
        case .targets(let set): return evaluation.object(ActionSetObject(set))
        case .files(let files): return evaluation.object(FileSetObject(files, session.cells))
        }
    }
}

/// What a script gives where actions are expected: nodes, or the targets whose actions are meant.
struct ActionArgument: Sendable {
    private var nodes: [ActionQueryNode] = []
    private var targets: TargetArgument?

    init(_ arguments: Arguments, _ slot: Int) throws {
        let value = arguments[slot]
        if let node = value.native(as: ActionQueryNodeObject.self)?.node {
            nodes = [node]
        } else if let set = value.native(as: ActionSetObject.self)?.set {
            nodes = set.nodes
        } else if let list = value.asSequence, let first = list.first,
            first.native(as: ActionQueryNodeObject.self) != nil
        {
            for element in list {
                guard let node = element.native(as: ActionQueryNodeObject.self)?.node else {
                    throw arguments.mismatch(slot, "a list of action query nodes", got: element)
                }
                nodes.append(node)
            }
        } else {
            targets = try TargetArgument(arguments, slot)
        }
    }

    /// The nodes; of targets, those that a query of their labels finds.
    func nodes(in environment: ActionQueryEnvironment) async throws -> [ActionQueryNode] {
        guard let targets else { return nodes }
        let labels = try await environment.inquiry.configuredLabels(
            of: targets, environment.arguments)
        return try await environment.nodes(of: labels)
    }
}
