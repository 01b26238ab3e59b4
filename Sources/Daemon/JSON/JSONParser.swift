/// Reads one JSON value from bytes.
///
/// Source: RFC 8259.
struct JSONParser {
    /// Text that is no JSON.
    struct Malformed: Error {
        /// Where it was noticed, in bytes from the start.
        let offset: Int
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0

    /// Deeper nesting than any log has, and shallower than the stack.
    private static let maximumDepth = 256

    /// Reads a whole text.
    ///
    /// - Returns: The value.
    /// - Throws: `Malformed` if it is anything else than one value.
    static func parse(_ bytes: some Collection<UInt8>) throws(Malformed) -> JSONValue {
        let array = ContiguousArray(bytes)
        let result = array.withUnsafeBufferPointer { buffer -> Result<JSONValue, Malformed> in
            var parser = JSONParser(bytes: buffer)
            do throws(Malformed) {
                let value = try parser.value()
                parser.skipSpace()
                guard parser.position == buffer.count else { throw parser.malformed }
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    private var malformed: Malformed { Malformed(offset: position) }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func value() throws(Malformed) -> JSONValue {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(
        _ word: StaticString, _ value: JSONValue
    ) throws(Malformed) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount where !take(word.utf8Start[index]) {
            throw malformed
        }
        return value
    }

    private mutating func number() throws(Malformed) -> JSONValue {
        let start = position
        while let byte = next, byte > 0x20, ![0x2C, 0x5D, 0x7D].contains(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text) else { throw malformed }
        return .number(number)
    }

    private mutating func enter() throws(Malformed) {
        position += 1
        depth += 1
        guard depth < JSONParser.maximumDepth else { throw malformed }
        skipSpace()
    }

    private mutating func array() throws(Malformed) -> JSONValue {
        try enter()
        defer { depth -= 1 }
        var elements: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try value())
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw malformed }
        }
    }

    private mutating func object() throws(Malformed) -> JSONValue {
        try enter()
        defer { depth -= 1 }
        var members: [(name: String, value: JSONValue)] = []
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw malformed }
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw malformed }
            members.append((name, try value()))
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw malformed }
        }
    }

    private mutating func string() throws(Malformed) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw malformed
            default: text.append(byte)
            }
        }
        throw malformed
    }

    private mutating func escape(into text: inout [UInt8]) throws(Malformed) {
        guard let byte = next else { throw malformed }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "u"):
            var code = UInt32(try hexadecimal())
            if (0xD800..<0xDC00).contains(code), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
                code = 0x10000 + (code - 0xD800) << 10 + (UInt32(try hexadecimal()) &- 0xDC00)
            }
            text += String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8
        default: throw malformed
        }
    }

    private mutating func hexadecimal() throws(Malformed) -> UInt16 {
        guard position + 4 <= bytes.count,
            let code = UInt16(
                String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw malformed }
        position += 4
        return code
    }
}
