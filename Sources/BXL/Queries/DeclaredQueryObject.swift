import Analysis
import BuildModel
import GraphQueries
import Loading
import Query
import Starlark

/// `bxl.UqueryContext`: queries of targets as they are declared.
final class DeclaredQueryObject: NativeObject {
    private let session: ScriptSession
    /// Whether methods answer what can be resolved later, rather than at once.
    private let isLazy: Bool

    init(_ session: ScriptSession, isLazy: Bool = false) {
        self.session = session
        self.isLazy = isLazy
    }

    override var typeName: String { isLazy ? "bxl.LazyUqueryContext" : "bxl.UqueryContext" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    override func write(into buffer: inout TextBuffer, this: Value) { buffer.append(typeName) }

    private static let methods = MethodTable(
        (QueryMethod.ofTargets + QueryMethod.ofDeclaredTargets).map { method in
            NativeFunction(method.name, method.signature) { arguments, evaluation in
                let object = try arguments.receiver(as: DeclaredQueryObject.self)
                let read = try method.read(arguments) { try TargetArgument(arguments, $0) }
                return try object.answer(in: &evaluation) { inquiry in
                    let environment = TargetQueryEnvironment(inquiry: inquiry)
                    let query: ScriptQuery<TargetQueryNode> = try await method.query(
                        read, nodes: { try await inquiry.targets($0).nodes },
                        files: { try await $0.files(in: environment) })
                    return try await query.answer(in: environment)
                }
            }
        } + [
            NativeFunction("eval", "query, query_args = None") { arguments, evaluation in
                let object = try arguments.receiver(as: DeclaredQueryObject.self)
                let text = try arguments.string(0)
                guard let words = try arguments.queryArguments(1, object.session) else {
                    return try object.answer(in: &evaluation) { inquiry in
                        try await QueryExpression(parsing: text).evaluate(
                            in: TargetQueryEnvironment(inquiry: inquiry))
                    }
                }
                return try evaluation.substituted(text, words) { text, evaluation in
                    try object.answer(in: &evaluation) { inquiry in
                        try await QueryExpression(parsing: text).evaluate(
                            in: TargetQueryEnvironment(inquiry: inquiry))
                    }
                }
            }
        ])

    /// Answers a query now, or leaves it to be resolved.
    private func answer(
        in evaluation: inout Evaluation,
        _ body: @escaping @Sendable (Inquiry) async throws -> QueryResult<TargetQueryNode>
    ) throws -> Value {
        let operation = LazyOperation { inquiry in
            let result = try await body(inquiry)
            return { session, evaluation in evaluation.value(result, session) }
        }
        if isLazy { return evaluation.object(LazyObject(session, operation)) }
        return try operation.resolve(session, in: &evaluation)
    }
}

extension Evaluation {
    /// Answers a query in which arguments take the place of `%s`, one after the other, or of `%Ss`.
    ///
    /// - Parameters:
    ///   - query: The query.
    ///   - words: The arguments.
    ///   - answer: Answers one query.
    /// - Returns: The answers by argument, or the only one.
    /// - Throws: What is wrong with the query or its arguments.
    mutating func substituted(
        _ query: String, _ words: [String],
        answer: (String, inout Evaluation) throws -> Value
    ) throws -> Value {
        switch try QuerySubstitution(query: query, arguments: words) {
        case .single(let text): return try answer(text, &self)
        case .multiple(let items):
            var entries: [(Value, Value)] = []
            for item in items {
                let result = try answer(item.query, &self)
                entries.append((string(item.argument), result))
            }
            return try dict(entries)
        }
    }

    /// Makes a set of targets or of files.
    mutating func value(
        _ result: QueryResult<TargetQueryNode>, _ session: ScriptSession
    ) -> Value {
        switch result {
        case .targets(let set): object(TargetSetObject(set))
        case .files(let files): object(FileSetObject(files, session.cells))
        }
    }
}

extension Arguments {
    /// The words that take the place of `%s` in a query; nil if none are given.
    func queryArguments(_ slot: Int, _ session: ScriptSession) throws -> [String]? {
        guard present(slot) != nil else { return nil }
        if self[slot].native(as: TargetSetObject.self) == nil, self[slot].asSequence != nil {
            var words: [String] = []
            for value in try sequence(slot) {
                guard let text = value.asString ?? value.asTargetLabel?.description else {
                    throw mismatch(slot, "a list of patterns or labels", got: value)
                }
                words.append(text)
            }
            return words
        }
        let argument = try TargetArgument(self, slot)
        return try session.inquire { try await $0.targets(argument) }.nodes.map {
            $0.label.description
        }
    }
}
