/// Reads a `%` format string piece by piece.
///
///     "lib%s.so: %d%%"  →  text "lib", s, text ".so: ", d, text "%"
struct PercentFormat {
    enum Piece: Equatable {
        case text(Range<Int>)
        /// A conversion and, for `%(name)s`, the key it names.
        case conversion(UInt8, key: Range<Int>?)
    }

    enum Failure: Error, Equatable {
        case incomplete
        case unclosedKey
        case unknown(Unicode.Scalar)
    }

    let bytes: UTF8Bytes
    private var offset = 0

    init(_ bytes: UTF8Bytes) { self.bytes = bytes }

    /// The next piece, or nil at the end.
    mutating func next() throws -> Piece? {
        guard offset < bytes.count else { return nil }
        let start = offset
        guard bytes[offset] == UInt8(ascii: "%") else {
            while offset < bytes.count && bytes[offset] != UInt8(ascii: "%") { offset += 1 }
            return .text(start..<offset)
        }
        offset += 1
        guard offset < bytes.count else { throw Failure.incomplete }
        var key: Range<Int>?
        if bytes[offset] == UInt8(ascii: "(") {
            let first = offset + 1
            while offset < bytes.count && bytes[offset] != UInt8(ascii: ")") { offset += 1 }
            guard offset < bytes.count else { throw Failure.unclosedKey }
            key = first..<offset
            offset += 1
            guard offset < bytes.count else { throw Failure.incomplete }
        }
        let conversion = bytes[offset]
        switch conversion {
        case UInt8(ascii: "%") where key == nil:
            offset += 1
            return .text(offset - 1..<offset)
        case UInt8(ascii: "s"), UInt8(ascii: "r"), UInt8(ascii: "d"), UInt8(ascii: "i"),
            UInt8(ascii: "o"), UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "e"),
            UInt8(ascii: "E"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "g"),
            UInt8(ascii: "G"), UInt8(ascii: "c"):
            offset += 1
            return .conversion(conversion, key: key)
        default:
            throw Failure.unknown(bytes.scalar(at: offset).scalar)
        }
    }
}
