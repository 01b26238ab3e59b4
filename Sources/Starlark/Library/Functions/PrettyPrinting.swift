/// `debug`, `pprint`, `prepr` and `pstr`: containers of several elements over several lines.
enum PrettyPrinting {
    static let all: [NativeFunction] = [
        NativeFunction("debug", "x, /") { arguments, evaluation in
            var buffer = evaluation.buffer()
            buffer.append(arguments[0].typeName)
            buffer.append(": ")
            buffer.append(pretty: arguments[0])
            return try evaluation.string(consuming: buffer)
        },
        NativeFunction("pprint", "*args") { arguments, evaluation in
            var buffer = evaluation.buffer()
            for (position, value) in try arguments.sequence(0).enumerated() {
                if position > 0 { buffer.append(UInt8(ascii: " ")) }
                buffer.append(pretty: value)
            }
            evaluation.print(buffer.string)
            return .none
        },
        NativeFunction("prepr", "x, /") { arguments, evaluation in
            var buffer = evaluation.buffer()
            buffer.append(pretty: arguments[0])
            return try evaluation.string(consuming: buffer)
        },
        NativeFunction("pstr", "x, /") { arguments, evaluation in
            if arguments[0].isString { return arguments[0] }
            var buffer = evaluation.buffer()
            buffer.append(pretty: arguments[0])
            return try evaluation.string(consuming: buffer)
        },
    ]
}

extension Value {
    /// The value as `prepr` gives it: each of several elements on a line of its own.
    public var prettyRepr: String {
        var buffer = TextBuffer()
        buffer.append(pretty: self)
        return buffer.string
    }
}

extension TextBuffer {
    /// Writes a value as `repr` does, but each of several elements on a line of its own.
    fileprivate mutating func append(pretty value: Value, _ level: Level = Level()) {
        // Deep nesting, which a value inside itself also is, is left to `repr`.
        guard level.depth < 50, let kind = value.kind else { return append(repr: value) }
        if isFull { return }
        switch kind {
        case .list, .tuple:
            let elements = value.asSequence.map { Array($0) } ?? []
            let close = kind == .list ? "]" : elements.count == 1 ? ", )" : ")"
            append(kind == .list ? "[" : "(", close, elements, level) { buffer, element, level in
                buffer.append(pretty: element, level)
            }
        case .dict:
            append("{", "}", Array(TableView(value.object)), level) { buffer, entry, level in
                buffer.append(pretty: entry.key, level)
                buffer.append(": ")
                buffer.append(pretty: entry.value, level)
            }
        case .set:
            append("set([", "])", Array(TableView(value.object)), level) { buffer, entry, level in
                buffer.append(pretty: entry.key, level)
            }
        case .structure:
            append("struct(", ")", Array(TableView(value.object)), level) { buffer, entry, level in
                buffer.append(str: entry.key)
                buffer.append("=")
                buffer.append(pretty: entry.value, level)
            }
        default:
            guard let parts = value.native(as: NativeObject.self)?.prettyParts else {
                return append(repr: value)
            }
            append(parts.open, parts.close, parts.elements, level) { buffer, part, level in
                buffer.append(part.prefix)
                buffer.append(pretty: part.value, level)
            }
        }
    }

    /// Writes nothing between the brackets, one element beside them, or each on its own line.
    private mutating func append<Element>(
        _ open: String, _ close: String, _ elements: [Element], _ level: Level,
        _ write: (inout TextBuffer, Element, Level) -> Void
    ) {
        append(open)
        let inner = Level(
            indent: level.indent + (elements.count > 1 ? 2 : 0), depth: level.depth + 1)
        if elements.count == 1 {
            append(UInt8(ascii: " "))
            write(&self, elements[0], inner)
            if !close.hasPrefix(",") { append(UInt8(ascii: " ")) }
        } else if elements.count > 1 {
            for (position, element) in elements.enumerated() {
                append(position > 0 ? ",\n" : "\n")
                append(repeating: UInt8(ascii: " "), count: inner.indent)
                write(&self, element, inner)
            }
            append(UInt8(ascii: "\n"))
            append(repeating: UInt8(ascii: " "), count: level.indent)
        }
        append(close)
    }
}

/// How far in a value is: in columns and in containers around it.
private struct Level {
    var indent = 0
    var depth = 0
}
