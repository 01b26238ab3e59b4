/// A function or method written in Swift.
///
/// ```swift
/// let join = NativeFunction("join", "elements") { arguments, evaluation in
///     evaluation.string(try arguments.strings(0).joined(separator: try arguments.receiverString))
/// }
/// ```
/// Functions and methods are made once, when a table of globals or of methods is built, and live as
/// long as the process or the `Globals` they are in.
public final class NativeFunction: Sendable {
    /// What runs: reads its arguments from registers, returns a value of the evaluation.
    public typealias Body = @Sendable (Arguments, inout Evaluation) throws -> Value

    /// The name under which it is found and which errors use.
    public let name: String
    /// Its parameters.
    public let signature: Signature
    /// The type it stands for, if it is a constructor such as `str` that is also an annotation.
    public let type: TypeValue?
    let body: Body
    let shape: ParameterShape

    /// Makes a function.
    ///
    /// - Parameters:
    ///   - name: The name that errors use.
    ///   - signature: The parameters in text, as `Signature` reads it.
    ///   - type: The type that the function's name means in an annotation.
    ///   - body: What runs. Prefer a function reference or a closure that captures nothing.
    public convenience init(
        _ name: String, _ signature: String, type: TypeValue? = nil, _ body: @escaping Body
    ) {
        self.init(Signature(function: name, signature), type: type, body)
    }

    /// Makes a function of a signature made by hand.
    public init(_ signature: Signature, type: TypeValue? = nil, _ body: @escaping Body) {
        name = signature.function
        self.signature = signature
        self.type = type
        self.body = body
        shape = signature.shape
    }
}
