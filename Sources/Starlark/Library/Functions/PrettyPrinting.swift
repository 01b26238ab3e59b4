/// `pprint`, `prepr` and `pstr`: containers of several elements over several lines.
enum PrettyPrinting {
    static let all: [NativeFunction] = [
        NativeFunction("pprint", "*args") { arguments, evaluation in
            var buffer = TextBuffer()
            for (position, value) in try arguments.sequence(0).enumerated() {
                if position > 0 { buffer.append(UInt8(ascii: " ")) }
                buffer.append(pretty: value, indent: 0)
            }
            evaluation.print(buffer.string)
            return .none
        },
        NativeFunction("prepr", "x, /") { arguments, evaluation in
            var buffer = TextBuffer()
            buffer.append(pretty: arguments[0], indent: 0)
            return evaluation.string(consuming: buffer)
        },
        NativeFunction("pstr", "x, /") { arguments, evaluation in
            if arguments[0].isString { return arguments[0] }
            var buffer = TextBuffer()
            buffer.append(pretty: arguments[0], indent: 0)
            return evaluation.string(consuming: buffer)
        },
    ]
}

extension TextBuffer {
    /// Writes a value as `repr` does, but each of several elements on a line of its own.
    fileprivate mutating func append(pretty value: Value, indent: Int) {
        // Deep nesting, which a value inside itself also is, is left to `repr`.
        guard indent < 200, let kind = value.kind else { return append(repr: value) }
        switch kind {
        case .list, .tuple:
            let elements = value.asSequence.map { Array($0) } ?? []
            let close = kind == .list ? "]" : elements.count == 1 ? ", )" : ")"
            append(kind == .list ? "[" : "(", close, elements, indent) { buffer, element, indent in
                buffer.append(pretty: element, indent: indent)
            }
        case .dict:
            append("{", "}", Array(TableView(value.object)), indent) { buffer, entry, indent in
                buffer.append(repr: entry.key)
                buffer.append(": ")
                buffer.append(pretty: entry.value, indent: indent)
            }
        case .set:
            append("set([", "])", Array(TableView(value.object)), indent) { buffer, entry, indent in
                buffer.append(pretty: entry.key, indent: indent)
            }
        case .structure:
            append("struct(", ")", Array(TableView(value.object)), indent) {
                buffer, entry, indent in
                buffer.append(str: entry.key)
                buffer.append("=")
                buffer.append(pretty: entry.value, indent: indent)
            }
        default:
            append(repr: value)
        }
    }

    /// Writes nothing between the brackets, one element beside them, or each on its own line.
    private mutating func append<Element>(
        _ open: String, _ close: String, _ elements: [Element], _ indent: Int,
        _ write: (inout TextBuffer, Element, Int) -> Void
    ) {
        append(open)
        if elements.count == 1 {
            append(UInt8(ascii: " "))
            write(&self, elements[0], indent)
            if !close.hasPrefix(",") { append(UInt8(ascii: " ")) }
        } else if elements.count > 1 {
            for (position, element) in elements.enumerated() {
                append(position > 0 ? ",\n" : "\n")
                append(repeating: UInt8(ascii: " "), count: indent + 2)
                write(&self, element, indent + 2)
            }
            append(UInt8(ascii: "\n"))
            append(repeating: UInt8(ascii: " "), count: indent)
        }
        append(close)
    }
}
