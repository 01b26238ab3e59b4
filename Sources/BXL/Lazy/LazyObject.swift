import Analysis
import GraphQueries
import Starlark

/// Something that a script may want to know, and how its answer becomes a value.
///
/// Plain code, so that several can be asked before any is turned into values.
struct LazyOperation: Sendable {
    /// Makes the value of an answer, on the thread of the script.
    typealias Maker = @Sendable (ScriptSession, inout Evaluation) throws -> Value

    /// Finds the answer.
    let find: @Sendable (Inquiry) async throws -> Maker

    init(_ find: @escaping @Sendable (Inquiry) async throws -> Maker) { self.find = find }

    /// The value, at once.
    ///
    /// - Throws: What finding or making it throws.
    func resolve(_ session: ScriptSession, in evaluation: inout Evaluation) throws -> Value {
        let find = find
        return try session.inquire { try await find($0) }(session, &evaluation)
    }

    /// The values of several operations, as a list or a tuple.
    static func all(_ operations: [LazyOperation], asTuple: Bool) -> LazyOperation {
        LazyOperation { inquiry in
            var makers: [Maker] = []
            for operation in operations { makers.append(try await operation.find(inquiry)) }
            let all = makers
            return { session, evaluation in
                var values: [Value] = []
                for make in all { values.append(try make(session, &evaluation)) }
                return asTuple ? evaluation.tuple(values) : evaluation.list(values)
            }
        }
    }

    /// The same, with an error as a value.
    var caught: LazyOperation {
        let find = find
        return LazyOperation { inquiry in
            do {
                let make = try await find(inquiry)
                return { session, evaluation in
                    let value = try make(session, &evaluation)
                    return evaluation.object(ScriptResultObject(.success(value)))
                }
            } catch let error where !error.endsEvaluation {
                let message = error.scriptMessage
                return { _, evaluation in
                    evaluation.object(ScriptResultObject(.failure(ScriptErrorObject(message))))
                }
            }
        }
    }
}

/// `bxl.Lazy`: something that is found out when it is resolved.
final class LazyObject: NativeObject {
    let operation: LazyOperation
    private let session: ScriptSession

    init(_ session: ScriptSession, _ operation: LazyOperation) {
        self.session = session
        self.operation = operation
    }

    override var typeName: String { "bxl.Lazy" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("resolve", "") { arguments, evaluation in
            let object = try arguments.receiver(as: LazyObject.self)
            return try object.operation.resolve(object.session, in: &evaluation)
        },
        NativeFunction("catch", "") { arguments, evaluation in
            let object = try arguments.receiver(as: LazyObject.self)
            return evaluation.object(LazyObject(object.session, object.operation.caught))
        },
    ])
}
