import Diagnostics

/// `call_stack` and `call_stack_frame`: who called.
enum CallStackFunctions {
    static let all: [NativeFunction] = [
        NativeFunction("call_stack", "*, strip_frames = 0") { arguments, evaluation in
            let stripped = try arguments.integer(0)
            var buffer = evaluation.buffer()
            let levels = max(0, evaluation.depth - max(0, stripped))
            if levels > 0 { buffer.append("Traceback (most recent call last):\n") }
            for level in 0..<levels {
                let frame = evaluation.frames[level]
                let span = frame.span
                let line = span.start.line
                let text = span.file.line(line).drop { $0 == " " || $0 == "\t" }
                let function = frame.code.pointee.nameText
                buffer.append("  * \(span.file.path):\(line), in \(function)\n      \(text)\n")
            }
            return try evaluation.string(consuming: buffer)
        },
        NativeFunction("call_stack_frame", "n, /") { arguments, evaluation in
            // Level 0 is this very call: each has the name of what is called, and the file that
            // calls it.
            let up = try arguments.integer(0)
            let level = evaluation.depth - 1 - up
            guard (0..<evaluation.depth).contains(level) else { return .none }
            let function =
                up == 0 ? "call_stack_frame" : evaluation.frames[level + 1].code.pointee.nameText
            return evaluation.object(
                StackFrame(function: function, path: evaluation.frames[level].path))
        },
    ]
}

/// A level of the call stack.
private final class StackFrame: NativeObject {
    private let function: String
    private let path: String

    init(function: String, path: String) {
        self.function = function
        self.path = path
    }

    override var typeName: String { "StackFrame" }

    override var attributeNames: [String] { ["func_name", "module_path"] }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "func_name": evaluation.string(function)
        case "module_path": evaluation.string(path)
        default: nil
        }
    }
}
