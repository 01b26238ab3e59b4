/// Reads the keys and values of a TOML document, byte by byte.
struct TOMLReader {
    private let bytes: [UInt8]
    private(set) var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next byte; nil at the end.
    var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    mutating func advance() { offset += 1 }

    private func failure(_ reason: String) -> TOMLError {
        TOMLError(offset: offset, reason: reason)
    }

    /// Skips spaces and tabs.
    mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x09 { advance() }
    }

    /// Skips what says nothing: spaces, ends of lines and comments.
    mutating func skipBlank() {
        while let byte = peek {
            if byte == UInt8(ascii: "#") {
                while let next = peek, next != 0x0A { advance() }
            } else if byte == 0x20 || (0x09...0x0D).contains(byte) {
                advance()
            } else {
                return
            }
        }
    }

    /// Takes the end of a line, with a comment before it.
    mutating func endOfLine() throws(TOMLError) {
        skipSpace()
        guard let byte = peek else { return }
        guard byte == 0x0A || byte == 0x0D || byte == UInt8(ascii: "#") else {
            throw failure("the end of the line is expected")
        }
        skipBlank()
    }

    /// Takes a character, with space before it.
    mutating func expect(_ character: Unicode.Scalar) throws(TOMLError) {
        skipSpace()
        guard peek == UInt8(ascii: character) else {
            throw failure("`\(character)` is expected")
        }
        advance()
    }

    /// Takes a key: names and strings with dots between them.
    mutating func key() throws(TOMLError) -> [String] {
        var parts: [String] = []
        repeat {
            if !parts.isEmpty { advance() }
            skipSpace()
            switch peek {
            case UInt8(ascii: "\"")?: parts.append(try basicString())
            case UInt8(ascii: "'")?: parts.append(try literalString())
            default:
                let start = offset
                while let byte = peek, Self.isBare(byte) { advance() }
                guard offset > start else { throw failure("a key is expected") }
                parts.append(String(decoding: bytes[start..<offset], as: UTF8.self))
            }
            skipSpace()
        } while peek == UInt8(ascii: ".")
        return parts
    }

    private static func isBare(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Takes a value.
    mutating func value() throws(TOMLError) -> TOMLDocument.Item {
        skipSpace()
        switch peek {
        case nil: throw failure("a value is expected")
        case UInt8(ascii: "\"")?: return .string(try basicString())
        case UInt8(ascii: "'")?: return .string(try literalString())
        case UInt8(ascii: "[")?: return .array(try array())
        case UInt8(ascii: "{")?: return .table(try inlineTable())
        default: return try scalar()
        }
    }

    private mutating func array() throws(TOMLError) -> [TOMLDocument.Item] {
        advance()
        var items: [TOMLDocument.Item] = []
        while true {
            skipBlank()
            if peek == UInt8(ascii: "]") { break }
            items.append(try value())
            skipBlank()
            guard peek == UInt8(ascii: ",") else { break }
            advance()
        }
        try expect("]")
        return items
    }

    private mutating func inlineTable() throws(TOMLError) -> TOMLDocument.Table {
        advance()
        var table = TOMLDocument.Table()
        skipSpace()
        while peek != UInt8(ascii: "}") {
            let start = offset
            let path = try key()
            try expect("=")
            try Self.insert(try value(), at: path[...], into: &table, start)
            skipSpace()
            guard peek == UInt8(ascii: ",") else { break }
            advance()
            skipSpace()
        }
        try expect("}")
        table.isClosed = true
        return table
    }

    private static func insert(
        _ item: TOMLDocument.Item, at path: ArraySlice<String>,
        into table: inout TOMLDocument.Table, _ start: Int
    ) throws(TOMLError) {
        guard let name = path.first else { return }
        var item = item
        if path.count > 1 {
            var inner = TOMLDocument.Table()
            if case .table(let known)? = table.items[name], !known.isClosed { inner = known }
            try insert(item, at: path.dropFirst(), into: &inner, start)
            item = .table(inner)
        } else if table.items[name] != nil {
            throw TOMLError(offset: start, reason: "the key `\(name)` is set twice")
        }
        table.set(name, item)
    }

    /// Takes a number, a truth value or a date.
    private mutating func scalar() throws(TOMLError) -> TOMLDocument.Item {
        let start = offset
        func isPart(_ byte: UInt8) -> Bool {
            Self.isBare(byte)
                || [UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: ":")]
                    .contains(byte)
        }
        while let byte = peek, isPart(byte) { advance() }
        // A date and a time can have a space between them.
        if offset - start == 10, peek == 0x20, offset + 3 < bytes.count,
            Self.isDigit(bytes[offset + 1]), bytes[offset + 3] == UInt8(ascii: ":")
        {
            advance()
            while let byte = peek, isPart(byte) { advance() }
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        switch text {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "inf", "+inf", "-inf", "nan", "+nan", "-nan": return .string(text)
        default: break
        }
        if let item = Self.number(text) ?? Self.date(text) { return item }
        offset = start
        throw failure(text.isEmpty ? "a value is expected" : "`\(text)` is no value")
    }

    private static func number(_ text: String) -> TOMLDocument.Item? {
        guard !text.hasPrefix("_"), !text.hasSuffix("_"), !text.contains("__") else { return nil }
        let plain = text.filter { $0 != "_" }
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where plain.hasPrefix(prefix) {
            return Int64(plain.dropFirst(2), radix: radix).map { .number(String($0)) }
        }
        let digits = plain.drop { $0 == "+" || $0 == "-" }
        guard plain.utf8.count - digits.utf8.count <= 1, let first = digits.utf8.first,
            isDigit(first),
            !(digits.hasPrefix("0") && digits.utf8.dropFirst().first.map(isDigit) == true)
        else { return nil }
        if let integer = Int64(plain) { return .number(String(integer)) }
        guard !digits.hasSuffix("."), !digits.contains(".e"), !digits.contains(".E"),
            let float = Double(plain), float.isFinite,
            digits.utf8.allSatisfy({ isDigit($0) || "eE.+-".utf8.contains($0) })
        else { return nil }
        return .number(float.description)
    }

    /// A date, a time, or both, kept as text.
    private static func date(_ text: String) -> TOMLDocument.Item? {
        let bytes = Array(text.utf8)
        let isDate =
            bytes.count >= 10 && bytes[4] == UInt8(ascii: "-") && bytes[7] == UInt8(ascii: "-")
            && bytes[..<4].allSatisfy(isDigit)
        let isTime =
            bytes.count >= 8 && bytes[2] == UInt8(ascii: ":") && bytes[5] == UInt8(ascii: ":")
            && bytes[..<2].allSatisfy(isDigit)
        return isDate || isTime ? .string(text) : nil
    }

    // MARK: Strings

    private func startsWith(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard offset + count <= bytes.count else { return false }
        return text.withUTF8Buffer { $0.elementsEqual(bytes[offset..<offset + count]) }
    }

    private mutating func skipFirstLineBreak() {
        if peek == 0x0D { advance() }
        if peek == 0x0A { advance() }
    }

    private mutating func literalString() throws(TOMLError) -> String {
        let isMultiline = startsWith("'''")
        offset += isMultiline ? 3 : 1
        if isMultiline { skipFirstLineBreak() }
        let start = offset
        while let byte = peek {
            if isMultiline, startsWith("'''") {
                var end = offset
                offset += 3
                // Up to two quotes may stand before the three that end the string.
                while peek == UInt8(ascii: "'"), offset - end < 5 { advance() }
                end = offset - 3
                return String(decoding: bytes[start..<end], as: UTF8.self)
            }
            if !isMultiline {
                if byte == 0x0A { break }
                if byte == UInt8(ascii: "'") {
                    advance()
                    return String(decoding: bytes[start..<offset - 1], as: UTF8.self)
                }
            }
            advance()
        }
        throw failure("the string has no end")
    }

    private mutating func basicString() throws(TOMLError) -> String {
        let isMultiline = startsWith("\"\"\"")
        offset += isMultiline ? 3 : 1
        if isMultiline { skipFirstLineBreak() }
        var result: [UInt8] = []
        while let byte = peek {
            if byte == UInt8(ascii: "\\") {
                advance()
                try escape(isMultiline, into: &result)
                continue
            }
            if isMultiline, startsWith("\"\"\"") {
                offset += 3
                while peek == UInt8(ascii: "\"") {
                    result.append(UInt8(ascii: "\""))
                    advance()
                }
                return String(decoding: result, as: UTF8.self)
            }
            if !isMultiline {
                if byte == 0x0A { break }
                if byte == UInt8(ascii: "\"") {
                    advance()
                    return String(decoding: result, as: UTF8.self)
                }
            }
            result.append(byte)
            advance()
        }
        throw failure("the string has no end")
    }

    private mutating func escape(
        _ isMultiline: Bool, into result: inout [UInt8]
    ) throws(TOMLError) {
        guard let byte = peek else { throw failure("the string has no end") }
        advance()
        switch byte {
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): result.append(byte)
        case UInt8(ascii: "u"): try scalar(digits: 4, into: &result)
        case UInt8(ascii: "U"): try scalar(digits: 8, into: &result)
        case 0x20, 0x09, 0x0A, 0x0D:
            guard isMultiline else { throw failure("a line must not end within a string") }
            while let next = peek, next == 0x20 || (0x09...0x0D).contains(next) { advance() }
        default: throw failure("`\\\(Character(Unicode.Scalar(byte)))` is no escape")
        }
    }

    private mutating func scalar(
        digits: Int, into result: inout [UInt8]
    ) throws(TOMLError) {
        let end = min(offset + digits, bytes.count)
        let text = String(decoding: bytes[offset..<end], as: UTF8.self)
        guard text.utf8.count == digits, let code = UInt32(text, radix: 16),
            let scalar = Unicode.Scalar(code)
        else { throw failure("\(digits) hexadecimal digits of a character are expected") }
        offset = end
        result += Array(String(Character(scalar)).utf8)
    }
}
