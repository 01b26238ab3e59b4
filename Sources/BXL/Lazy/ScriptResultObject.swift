import Analysis
import Diagnostics
import Starlark

/// `bxl.Error`: what went wrong, as a value.
final class ScriptErrorObject: NativeObject {
    private let message: String

    init(_ message: String) { self.message = message }

    override var typeName: String { "bxl.Error" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        name == "message" ? evaluation.string(message) : nil
    }

    override var attributeNames: [String] { ["message"] }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("bxl.Error(\(message))")
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: ScriptErrorObject.self)?.message == message
    }
}

/// `bxl.Result`: a value, or what went wrong instead.
final class ScriptResultObject: NativeObject {
    /// Which of the two.
    enum Content {
        case success(Value)
        case failure(ScriptErrorObject)
    }

    private let content: Content

    init(_ content: Content) { self.content = content }

    override var typeName: String { "bxl.Result" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("is_ok", "") { arguments, _ in
            let result = try arguments.receiver(as: ScriptResultObject.self)
            if case .success = result.content { return Value(bool: true) }
            return Value(bool: false)
        },
        NativeFunction("unwrap", "") { arguments, evaluation in
            switch try arguments.receiver(as: ScriptResultObject.self).content {
            case .success(let value): return value
            case .failure(let error):
                let text = evaluation.object(error).str
                throw Failure("called `bxl.Result.unwrap()` on an `Err` value: \(text)")
            }
        },
        NativeFunction("unwrap_or", "default, /") { arguments, _ in
            switch try arguments.receiver(as: ScriptResultObject.self).content {
            case .success(let value): value
            case .failure: arguments[0]
            }
        },
        NativeFunction("unwrap_err", "") { arguments, evaluation in
            switch try arguments.receiver(as: ScriptResultObject.self).content {
            case .success(let value):
                throw Failure(
                    "called `bxl.Result.unwrap_err()` on an `Ok` value: \(value.shortRepr)")
            case .failure(let error): return evaluation.object(error)
            }
        },
    ])

    override func write(into buffer: inout TextBuffer, this: Value) {
        switch content {
        case .success(let value): buffer.append("Result(Ok = \(value.repr))")
        case .failure: buffer.append("Result(Err = bxl.Error)")
        }
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        switch content {
        case .success(let value): ScriptResultObject(.success(try freezer.freeze(value)))
        case .failure: self
        }
    }
}

extension Error {
    /// What a script is told of it.
    var scriptMessage: String {
        switch self {
        case let diagnostic as Diagnostic:
            ([diagnostic.message] + diagnostic.notes.map(\.message)).joined(separator: "\n")
        case let failure as Failure: failure.message
        default: "\(self)"
        }
    }
}
