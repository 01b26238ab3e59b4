/// The namespace `json`.
enum JSONFunctions {
    static let namespace: Globals = {
        var builder = Globals.Builder()
        builder.add([
            NativeFunction("decode", "x, /, default?", decode),
            NativeFunction("encode", "x, /") { arguments, evaluation in
                var buffer = evaluation.buffer()
                try buffer.append(json: arguments[0], in: &evaluation)
                return try evaluation.string(consuming: buffer)
            },
            NativeFunction("encode_indent", "x, /, *, prefix = \"\", indent = \"\t\"") {
                arguments, evaluation in
                var compact = TextBuffer()
                compact.limit = evaluation.heap.roomBytes
                try compact.append(json: arguments[0], in: &evaluation)
                return try indented(compact.bytes, arguments, &evaluation)
            },
            NativeFunction("indent", "s, /, *, prefix = \"\", indent = \"\t\"") {
                arguments, evaluation in
                let text = try arguments.text(0)
                // Only to refuse what is no JSON.
                var reader = JSONReader(text)
                _ = try reader.document(&evaluation)
                return try indented(text, arguments, &evaluation)
            },
        ])
        return builder.build()
    }()

    private static func decode(
        _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        var reader = JSONReader(try arguments.text(0))
        guard let fallback = arguments.optional(1) else { return try reader.document(&evaluation) }
        return (try? reader.document(&evaluation)) ?? fallback
    }

    private static func indented(
        _ text: UTF8Bytes, _ arguments: Arguments, _ evaluation: inout Evaluation
    ) throws -> Value {
        var buffer = TextBuffer(capacity: text.count * 2)
        buffer.limit = evaluation.heap.roomBytes
        buffer.append(
            indenting: text, prefix: try arguments.text(1), indent: try arguments.text(2))
        return try evaluation.string(consuming: buffer)
    }
}

extension Evaluation {
    /// Makes the value that a JSON text means.
    ///
    /// - Throws: A `Failure` if it is no JSON.
    public mutating func json(_ text: String) throws -> Value {
        let bytes = heap.string(text)
        var reader = JSONReader(StringView(bytes.object).bytes)
        return try reader.document(&self)
    }
}
