/// Writes values as JSON.
extension TextBuffer {
    /// Writes a value on one line, without spaces.
    ///
    /// Structs and records become objects, tuples and other sequences arrays, elements of enums
    /// their names.
    ///
    /// - Throws: If the value, or one inside it, has no form in JSON.
    mutating func append(
        json value: Value, depth: Int = 0, in evaluation: inout Evaluation
    ) throws {
        guard depth < 128 else {
            throw Failure("`json.encode`: a value is nested too deeply, or contains itself")
        }
        if isFull { throw evaluation.memoryFailure }
        if value.isNone { return append("null") }
        if let bool = value.asBool { return append(bool ? "true" : "false") }
        switch value.kind {
        case nil, .bigInteger: append(repr: value)
        case .string: append(json: value.text)
        case .float:
            guard let double = value.asDouble, double.isFinite else {
                throw Failure("`json.encode`: the float `\(value.repr)` has no form in JSON")
            }
            append(json: double)
        case .dict, .structure:
            let entries = TableView(value.object).map { ($0.key, $0.value) }
            try append(object: entries, depth: depth, in: &evaluation)
        case .list, .tuple, .set, .range:
            append("[")
            var isFirst = true
            let elements = try Iteration.elements(of: value, in: &evaluation) { noForm(value) }
            for element in elements {
                if !isFirst { append(",") }
                isFirst = false
                try append(json: element, depth: depth + 1, in: &evaluation)
            }
            append("]")
        case .native:
            if let element = value.native(as: EnumElement.self) {
                append(json: element.name.text)
            } else if let namespace = value.native(as: Namespace.self) {
                try append(object: Array(namespace.members), depth: depth, in: &evaluation)
            } else if let record = value.native(as: Record.self) {
                let names = record.identity.fields.map { evaluation.string($0) }
                try append(
                    object: Array(zip(names, record.elements)), depth: depth, in: &evaluation)
            } else {
                throw noForm(value)
            }
        default: throw noForm(value)
        }
    }

    private mutating func append(
        object entries: [(Value, Value)], depth: Int, in evaluation: inout Evaluation
    ) throws {
        append("{")
        for (position, (key, content)) in entries.enumerated() {
            if position > 0 { append(",") }
            // As in Buck2, keys that are scalars of JSON become strings.
            if key.isString {
                append(json: key.text)
            } else if Number(key) != nil || key.asBool != nil {
                append("\"")
                try append(json: key, depth: depth + 1, in: &evaluation)
                append("\"")
            } else {
                throw Failure(
                    "`json.encode`: a key of a dict must be a string, a number or a bool, but got "
                        + "`\(key.shortRepr)` of type `\(key.typeName)`")
            }
            append(":")
            try append(json: content, depth: depth + 1, in: &evaluation)
        }
        append("}")
    }

    private func noForm(_ value: Value) -> Failure {
        Failure("`json.encode`: a value of type `\(value.typeName)` has no form in JSON")
    }

    /// Writes JSON text again with line breaks and indents; what is within strings stays.
    mutating func append(indenting text: UTF8Bytes, prefix: UTF8Bytes, indent: UTF8Bytes) {
        var depth = 0
        var offset = 0
        func byte(_ offset: Int) -> UInt8 { offset < text.count ? text[offset] : 0 }
        while offset < text.count, !isFull {
            let current = text[offset]
            offset += 1
            switch current {
            case UInt8(ascii: "\""):
                let start = offset - 1
                while offset < text.count && text[offset] != UInt8(ascii: "\"") {
                    offset += text[offset] == UInt8(ascii: "\\") ? 2 : 1
                }
                offset = min(offset + 1, text.count)
                append(text.sub(start..<offset))
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                append(current)
                while [0x20, 0x09, 0x0A, 0x0D].contains(byte(offset)) { offset += 1 }
                if byte(offset) == UInt8(ascii: "}") || byte(offset) == UInt8(ascii: "]") {
                    append(byte(offset))
                    offset += 1
                } else {
                    depth += 1
                    appendBreak(depth, prefix, indent)
                }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth = max(0, depth - 1)
                appendBreak(depth, prefix, indent)
                append(current)
            case UInt8(ascii: ","):
                append(current)
                appendBreak(depth, prefix, indent)
            case UInt8(ascii: ":"): append(": ")
            case 0x20, 0x09, 0x0A, 0x0D: continue
            default: append(current)
            }
        }
    }

    private mutating func appendBreak(_ depth: Int, _ prefix: UTF8Bytes, _ indent: UTF8Bytes) {
        append(UInt8(ascii: "\n"))
        append(prefix)
        for _ in 0..<depth { append(indent) }
    }
}
