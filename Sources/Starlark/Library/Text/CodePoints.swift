/// Reading UTF-8 by code point. Strings are valid UTF-8 by construction, so decoding never fails.
extension UnsafeBufferPointer<UInt8> {
    /// How many code points the bytes hold: all bytes that do not continue a sequence.
    var codePointCount: Int {
        var total = 0
        for byte in self where Int8(bitPattern: byte) >= -0x40 { total += 1 }
        return total
    }

    var isASCII: Bool {
        var all: UInt8 = 0
        for byte in self { all |= byte }
        return all < 0x80
    }

    /// The code point whose first byte is at `offset`.
    func scalar(at offset: Int) -> (scalar: Unicode.Scalar, length: Int) {
        let first = UInt32(self[offset])
        guard first >= 0x80 else { return (Unicode.Scalar(UInt8(first)), 1) }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var code = first & (0xFF >> (UInt32(length) + 1))
        for place in 1..<length { code = code << 6 | UInt32(self[offset + place] & 0x3F) }
        return (Unicode.Scalar(code) ?? "\u{FFFD}", length)
    }

    /// The code point whose last byte is before `end`.
    func scalar(before end: Int) -> (scalar: Unicode.Scalar, length: Int) {
        var start = end - 1
        while start > 0 && Int8(bitPattern: self[start]) < -0x40 { start -= 1 }
        return scalar(at: start)
    }

    /// The byte offset of the code point `number` steps after `offset`, or the end.
    func advance(_ offset: Int, codePoints number: Int) -> Int {
        var offset = offset
        var left = number
        while offset < count {
            if Int8(bitPattern: self[offset]) >= -0x40 {
                if left == 0 { return offset }
                left -= 1
            }
            offset += 1
        }
        return count
    }

    /// The code points in order.
    var scalars: Scalars { Scalars(bytes: self) }
}

/// The code points of UTF-8 bytes.
struct Scalars: Sequence, IteratorProtocol {
    var bytes: UTF8Bytes
    var offset = 0

    init(bytes: UTF8Bytes) { self.bytes = bytes }

    mutating func next() -> Unicode.Scalar? {
        guard offset < bytes.count else { return nil }
        let (scalar, length) = bytes.scalar(at: offset)
        offset += length
        return scalar
    }
}
