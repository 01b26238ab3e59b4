/// Reads JSON (RFC 8259) into values.
///
/// Strict: no comments, trailing commas or leading zeros, and escapes must form valid Unicode. Of
/// equal keys of an object the last wins.
struct JSONReader {
    private let bytes: UTF8Bytes
    private var offset = 0
    private var depth = 0
    private static let depthLimit = 128

    init(_ bytes: UTF8Bytes) { self.bytes = bytes }

    /// Reads the whole text as one value.
    mutating func document(_ evaluation: inout Evaluation) throws -> Value {
        let value = try value(&evaluation)
        skipSpace()
        guard offset == bytes.count else { throw unexpected("the end of the text") }
        return value
    }

    private mutating func value(_ evaluation: inout Evaluation) throws -> Value {
        skipSpace()
        guard offset < bytes.count else { throw unexpected("a value") }
        switch bytes[offset] {
        case UInt8(ascii: "{"): return try nested { try $0.object(&evaluation) }
        case UInt8(ascii: "["): return try nested { try $0.array(&evaluation) }
        case UInt8(ascii: "\""): return try string(&evaluation)
        case UInt8(ascii: "-"), 0x30...0x39: return try number(&evaluation)
        default:
            if take("true") { return .trueValue }
            if take("false") { return .falseValue }
            if take("null") { return .none }
            throw unexpected("a value")
        }
    }

    private mutating func nested(_ body: (inout JSONReader) throws -> Value) throws -> Value {
        depth += 1
        guard depth <= JSONReader.depthLimit else {
            throw failure("more than \(JSONReader.depthLimit) levels deep")
        }
        offset += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func array(_ evaluation: inout Evaluation) throws -> Value {
        let list = evaluation.heap.uninitializedList(count: 0, capacity: 4)
        skipSpace()
        if take("]") { return Value(object: list.object) }
        repeat {
            let element = try value(&evaluation)
            evaluation.heap.append(element, to: list)
            skipSpace()
        } while take(",")
        guard take("]") else { throw unexpected("`,` or `]`") }
        return Value(object: list.object)
    }

    private mutating func object(_ evaluation: inout Evaluation) throws -> Value {
        let table = evaluation.heap.table(.dict)
        skipSpace()
        if take("}") { return Value(object: table.object) }
        repeat {
            skipSpace()
            guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
                throw unexpected("a string as a key")
            }
            let key = try string(&evaluation)
            skipSpace()
            guard take(":") else { throw unexpected("`:`") }
            let value = try value(&evaluation)
            evaluation.heap.insert(string: key, value: value, into: table)
            skipSpace()
        } while take(",")
        guard take("}") else { throw unexpected("`,` or `}`") }
        return Value(object: table.object)
    }

    private mutating func number(_ evaluation: inout Evaluation) throws -> Value {
        let start = offset
        let isNegative = take("-")
        let whole = offset
        try digits()
        guard bytes[whole] != 0x30 || offset == whole + 1 else {
            offset = whole + 1
            throw unexpected("no digits after a leading zero")
        }
        var isFloat = false
        if take(".") {
            isFloat = true
            try digits()
        }
        if take("e") || take("E") {
            isFloat = true
            if !take("+") { _ = take("-") }
            try digits()
        }
        if isFloat {
            guard let double = parseFloat(bytes.sub(start..<offset)), double.isFinite else {
                throw failure("a number too large for a float")
            }
            return evaluation.heap.float(double)
        }
        guard !BigInteger.isTooLarge(digits: offset - whole, radix: 10) else {
            throw failure("a number of too many digits")
        }
        guard
            let integer = BigInteger(
                digits: bytes[whole..<offset], radix: 10, isNegative: isNegative)
        else { preconditionFailure("what was read are digits") }
        return integer.asInt.map { evaluation.heap.integer($0) } ?? evaluation.heap.integer(integer)
    }

    private mutating func digits() throws {
        let start = offset
        while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
        if offset == start { throw unexpected("a digit") }
    }

    private mutating func string(_ evaluation: inout Evaluation) throws -> Value {
        offset += 1
        let start = offset
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\""),
            bytes[offset] != UInt8(ascii: "\\"), bytes[offset] >= 0x20
        {
            offset += 1
        }
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") {
            offset += 1
            return evaluation.heap.string(utf8: bytes.sub(start..<offset - 1))
        }
        var text = TextBuffer()
        text.append(bytes.sub(start..<offset))
        while offset < bytes.count {
            let byte = bytes[offset]
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return evaluation.heap.string(utf8: text.bytes)
            case UInt8(ascii: "\\"):
                offset += 1
                text.append(try escape())
            case ..<0x20: throw failure("an unescaped control character in a string")
            default:
                text.append(byte)
                offset += 1
            }
        }
        throw unexpected("`\"`")
    }

    /// The character after a backslash; a surrogate pair is one character in two escapes.
    private mutating func escape() throws -> Unicode.Scalar {
        guard offset < bytes.count else { throw unexpected("an escape") }
        let letter = bytes[offset]
        offset += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let unit = try codeUnit()
            if let scalar = Unicode.Scalar(unit) { return scalar }
            guard unit < 0xDC00, take("\\u") else { throw failure("half of a surrogate pair") }
            let low = try codeUnit()
            guard (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            else { throw failure("half of a surrogate pair") }
            return scalar
        default:
            throw failure("an unknown escape in a string")
        }
    }

    private mutating func codeUnit() throws -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard offset < bytes.count, let digit = digitValue(bytes[offset]), digit < 16 else {
                throw unexpected("a hexadecimal digit of an escape")
            }
            unit = unit << 4 | UInt32(digit)
            offset += 1
        }
        return unit
    }

    private mutating func skipSpace() {
        while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
    }

    private mutating func take(_ word: StaticString) -> Bool {
        let wanted = UTF8Bytes(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard bytes.count - offset >= wanted.count,
            bytes.sub(offset..<offset + wanted.count).equals(wanted)
        else { return false }
        offset += wanted.count
        return true
    }

    private func unexpected(_ wanted: String) -> Failure {
        guard offset < bytes.count else {
            return failure("the end of the text instead of \(wanted)")
        }
        return failure("`\(bytes.scalar(at: offset).scalar)` instead of \(wanted)")
    }

    private func failure(_ found: String) -> Failure {
        Failure("`json.decode`: at byte \(offset) there is \(found)")
    }
}
