public import BuildModel
import Diagnostics
public import Incremental
import Starlark

/// What an error handler makes of a failed action: one thing that is wrong.
public struct ActionSubError: Sendable, Hashable {
    /// The rule author's word for the kind of error.
    public var category: String
    /// What is wrong.
    public var message: String?
    /// The file in which it is.
    public var file: String?
    /// The first line, from 1.
    public var line: Int?
    /// The last line.
    public var endLine: Int?
    /// The first column, from 1.
    public var column: Int?
    /// The last column.
    public var endColumn: Int?
    /// A word such as `error` or `warning`.
    public var errorType: String?
    /// A number by which a tool knows the error.
    public var errorNumber: Int?
    /// Whether it is shown with the failure.
    public var isShown: Bool
    /// A finer kind.
    public var subcategory: String?
    /// What to do about it.
    public var remediation: String?

    /// One line: `[category] file:line message`.
    public var text: String {
        var parts = ["[\(category)]"]
        if let file { parts.append(line.map { "\(file):\($0)" } ?? file) }
        if let message { parts.append(message) }
        return parts.joined(separator: " ")
    }
}

/// The function that a rule gave to `run` for the case that the action fails.
struct ErrorHandler: Sendable {
    /// The function.
    let function: FrozenValue
    /// The outputs whose content it may read.
    let outputs: [BuildArtifact]
}

extension Context {
    /// What the error handler of an action makes of its failure.
    ///
    /// - Parameters:
    ///   - action: An action whose rule gave it an error handler.
    ///   - stdout: What the command wrote to standard output.
    ///   - stderr: What it wrote to standard error.
    ///   - read: Reads an output that the handler may read; nothing if it was not written.
    /// - Returns: The errors it found; nothing if the action has no handler.
    /// - Throws: A diagnostic if the handler itself fails.
    public borrowing func subErrors(
        of action: ActionKey, stdout: String, stderr: String,
        reading read: (BuildArtifact) -> [UInt8]?
    ) async throws -> [ActionSubError]? {
        let result = try await analysis(of: action.owner)
        guard let handler = result.errorHandlers[action.index] else { return nil }
        var evaluation = Evaluation()
        do {
            return try handler.call(
                stdout: stdout, stderr: stderr, reading: read, in: &evaluation)
        } catch let failure as Failure {
            throw Diagnostic.error(
                "Error handler failed: \(failure.message)", notes: failure.notes,
                help: failure.help)
        } catch var diagnostic as Diagnostic {
            diagnostic.message = "Error handler failed: \(diagnostic.message)"
            throw diagnostic
        }
    }
}

extension ErrorHandler {
    fileprivate func call(
        stdout: String, stderr: String, reading read: (BuildArtifact) -> [UInt8]?,
        in evaluation: inout Evaluation
    ) throws -> [ActionSubError] {
        var files: [(Value, Value)] = []
        for output in outputs {
            guard let bytes = read(output) else { continue }
            let artifact = Artifact.build(output)
            files.append(
                (
                    evaluation.object(ArtifactObject(artifact)),
                    evaluation.object(ArtifactValueObject(artifact, .file(bytes)))
                ))
        }
        let context = evaluation.object(
            ActionErrorContextObject(
                stdout: evaluation.string(stdout), stderr: evaluation.string(stderr),
                outputs: try evaluation.dict(files)))
        let function = evaluation.adopt(function)
        let result = try evaluation.call(function, positional: [context])
        guard let list = result.asSequence else {
            throw Failure(
                "An error handler must return a list of `ActionSubError`, but returned "
                    + "`\(result.shortRepr)`")
        }
        return try list.map { value in
            guard let error = value.native(as: ActionSubErrorObject.self)?.error else {
                throw Failure(
                    "An error handler must return a list of `ActionSubError`, but it contains "
                        + "`\(value.shortRepr)`")
            }
            return error
        }
    }
}

/// `ActionErrorCtx`: what an error handler is called with.
final class ActionErrorContextObject: NativeObject {
    private let stdout: Value
    private let stderr: Value
    private let outputs: Value

    init(stdout: Value, stderr: Value, outputs: Value) {
        self.stdout = stdout
        self.stderr = stderr
        self.outputs = outputs
    }

    override var typeName: String { "ActionErrorCtx" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "stdout": stdout
        case "stderr": stderr
        case "output_artifacts": outputs
        default: nil
        }
    }

    override var attributeNames: [String] {
        ["output_artifacts", "stderr", "stdout"] + Self.methods.names
    }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction(
            "new_sub_error",
            """
            *, category, message = None, file = None, lnum = None, end_lnum = None, col = None, \
            end_col = None, error_type = None, error_number = None, show_in_stderr = False, \
            subcategory = None, remediation = None
            """
        ) { arguments, evaluation in
            func number(_ slot: Int) throws -> Int? {
                arguments.present(slot) == nil ? nil : try arguments.integer(slot)
            }
            return evaluation.object(
                ActionSubErrorObject(
                    ActionSubError(
                        category: try arguments.string(0),
                        message: try arguments.optionalString(1),
                        file: try arguments.optionalString(2), line: try number(3),
                        endLine: try number(4), column: try number(5), endColumn: try number(6),
                        errorType: try arguments.optionalString(7), errorNumber: try number(8),
                        isShown: try arguments.bool(9),
                        subcategory: try arguments.optionalString(10),
                        remediation: try arguments.optionalString(11))))
        },
        NativeFunction("parse_with_errorformat", "*, category, error, errorformats") {
            arguments, evaluation in
            let reader = try ErrorFormatReader(
                try arguments.strings(2), category: try arguments.string(0))
            let errors = reader.read(try arguments.string(1)).map {
                evaluation.object(ActionSubErrorObject($0))
            }
            return evaluation.list(errors)
        },
    ])
}

/// `ActionSubError`: one error as a handler reports it.
final class ActionSubErrorObject: NativeObject {
    private(set) var error: ActionSubError

    init(_ error: ActionSubError) {
        self.error = error
    }

    override var typeName: String { "ActionSubError" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        func text(_ text: String?, _ evaluation: inout Evaluation) -> Value {
            text.map { evaluation.string($0) } ?? Value.none
        }
        func number(_ number: Int?, _ evaluation: inout Evaluation) -> Value {
            number.map { evaluation.integer($0) } ?? Value.none
        }
        switch name {
        case "category": return evaluation.string(error.category)
        case "message": return text(error.message, &evaluation)
        case "file": return text(error.file, &evaluation)
        case "lnum": return number(error.line, &evaluation)
        case "end_lnum": return number(error.endLine, &evaluation)
        case "col": return number(error.column, &evaluation)
        case "end_col": return number(error.endColumn, &evaluation)
        case "error_type": return text(error.errorType, &evaluation)
        case "error_number": return number(error.errorNumber, &evaluation)
        case "show_in_stderr": return Value(bool: error.isShown)
        case "subcategory": return text(error.subcategory, &evaluation)
        case "remediation": return text(error.remediation, &evaluation)
        default: return nil
        }
    }

    /// A handler may change what `parse_with_errorformat` found.
    override func setAttribute(_ name: String, to value: Value) throws -> Bool {
        func mismatch(_ expected: String) -> Failure {
            Failure(
                "`\(name)` of an `ActionSubError` is \(expected), but got "
                    + "`\(value.shortRepr)` of type `\(value.typeName)`")
        }
        func text() throws -> String? {
            guard value.isNone || value.asString != nil else { throw mismatch("a string or None") }
            return value.asString
        }
        func number() throws -> Int? {
            guard value.isNone || value.asInt != nil else { throw mismatch("a number or None") }
            return value.asInt
        }
        switch name {
        case "category":
            guard let category = value.asString else { throw mismatch("a string") }
            error.category = category
        case "message": error.message = try text()
        case "file": error.file = try text()
        case "lnum": error.line = try number()
        case "end_lnum": error.endLine = try number()
        case "col": error.column = try number()
        case "end_col": error.endColumn = try number()
        case "error_type": error.errorType = try text()
        case "error_number": error.errorNumber = try number()
        case "show_in_stderr":
            guard let isShown = value.asBool else { throw mismatch("a bool") }
            error.isShown = isShown
        case "subcategory": error.subcategory = try text()
        case "remediation": error.remediation = try text()
        default: return false
        }
        return true
    }

    override var attributeNames: [String] {
        [
            "category", "col", "end_col", "end_lnum", "error_number", "error_type", "file", "lnum",
            "message", "remediation", "show_in_stderr", "subcategory",
        ]
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("ActionSubError(\(error.text))")
    }
}
