import Diagnostics

/// `call_stack` and `call_stack_frame`: who called.
enum CallStackFunctions {
    static let all: [NativeFunction] = [
        NativeFunction("call_stack", "*, strip_frames = 0") { arguments, evaluation in
            let stripped = try arguments.integer(0)
            var buffer = evaluation.buffer()
            for level in 0..<max(0, evaluation.depth - max(0, stripped)) {
                let frame = evaluation.frames[level]
                let span = frame.span
                let line = span.file.position(ofByte: span.range.lowerBound).line
                buffer.append("* \(span.file.path):\(line), in \(frame.code.pointee.nameText)\n")
            }
            return evaluation.string(consuming: buffer)
        },
        NativeFunction("call_stack_frame", "n, /") { arguments, evaluation in
            let level = evaluation.depth - 1 - (try arguments.integer(0))
            guard (0..<evaluation.depth).contains(level) else { return .none }
            let frame = evaluation.frames[level]
            return evaluation.object(
                StackFrame(function: frame.code.pointee.nameText, path: frame.path))
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
