/// Reads the format string of `str.format` piece by piece.
///
///     "{}-{name!r}{{"  →  field "", text "-", field "name" as repr, text "{"
struct BraceFormat {
    enum Piece: Equatable {
        case text(Range<Int>)
        case field(name: Range<Int>, isRepr: Bool)
    }

    enum Failure: Error, Equatable {
        case unmatchedOpen
        /// A field inside a field.
        case nested
        case unmatchedClose
        case unknownConversion(String)
        case formatSpecifier(String)
        /// A name that cannot be an argument's, and the character that shows it.
        case invalidName(String, Unicode.Scalar)
    }

    let bytes: UTF8Bytes
    private var offset = 0

    init(_ bytes: UTF8Bytes) { self.bytes = bytes }

    /// The next piece, or nil at the end.
    mutating func next() throws -> Piece? {
        guard offset < bytes.count else { return nil }
        let start = offset
        switch bytes[start] {
        case UInt8(ascii: "{"):
            if follows(UInt8(ascii: "{")) { return escaped() }
            return try field()
        case UInt8(ascii: "}"):
            guard follows(UInt8(ascii: "}")) else { throw Failure.unmatchedClose }
            return escaped()
        default:
            while offset < bytes.count && bytes[offset] != UInt8(ascii: "{")
                && bytes[offset] != UInt8(ascii: "}")
            {
                offset += 1
            }
            return .text(start..<offset)
        }
    }

    private func follows(_ byte: UInt8) -> Bool {
        offset + 1 < bytes.count && bytes[offset + 1] == byte
    }

    private mutating func escaped() -> Piece {
        offset += 2
        return .text(offset - 1..<offset)
    }

    private mutating func field() throws -> Piece {
        let start = offset + 1
        var end = start
        while end < bytes.count && bytes[end] != UInt8(ascii: "}") {
            if bytes[end] == UInt8(ascii: "{") { throw Failure.nested }
            end += 1
        }
        guard end < bytes.count else { throw Failure.unmatchedOpen }
        offset = end + 1
        if let colon = bytes[start..<end].firstIndex(of: UInt8(ascii: ":")) {
            guard colon + 1 == end else {
                throw Failure.formatSpecifier(String(bytes.sub(colon + 1..<end)))
            }
            end = colon
        }
        var isRepr = false
        if let mark = bytes[start..<end].firstIndex(of: UInt8(ascii: "!")) {
            let conversion = String(bytes.sub(mark + 1..<end))
            guard conversion == "s" || conversion == "r" else {
                throw Failure.unknownConversion(conversion)
            }
            isRepr = conversion == "r"
            end = mark
        }
        for byte in bytes[start..<end] where ".,[]".utf8.contains(byte) {
            throw Failure.invalidName(String(bytes.sub(start..<end)), Unicode.Scalar(byte))
        }
        return .field(name: start..<end, isRepr: isRepr)
    }
}
