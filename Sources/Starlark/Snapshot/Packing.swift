/// Writes integers in as few bytes as they need, and bytes with their count before them.
struct PackedWriter {
    private(set) var bytes: [UInt8] = []

    /// Writes an integer that is not negative.
    mutating func write(_ integer: Int) {
        var rest = UInt64(truncatingIfNeeded: integer)
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func write(word: UInt64) {
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift * 8))) }
    }

    mutating func write(_ digest: SnapshotDigest) {
        write(word: digest.low)
        write(word: digest.high)
    }

    mutating func write(bytes more: some Collection<UInt8>) {
        write(more.count)
        bytes.append(contentsOf: more)
    }

    mutating func write(_ text: String) {
        write(bytes: Array(text.utf8))
    }
}

/// Reads what `PackedWriter` wrote; whatever else it is given, it stays within the bytes.
///
/// The bytes must outlive the reader.
struct PackedReader: BitwiseCopyable {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    mutating func integer() throws(SnapshotDiscard) -> Int {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count, shift < 64 {
            let byte = bytes[position]
            position &+= 1
            result |= UInt64(byte & 0x7F) &<< shift
            if byte & 0x80 == 0 { return Int(truncatingIfNeeded: result) }
            shift &+= 7
        }
        throw .malformed
    }

    mutating func integer(below limit: Int) throws(SnapshotDiscard) -> Int {
        let number = try integer()
        guard number >= 0, number < limit else { throw .malformed }
        return number
    }

    /// A number of things that follow, each of which takes at least a byte.
    mutating func counter() throws(SnapshotDiscard) -> Int {
        try integer(below: bytes.count - position + 1)
    }

    mutating func word() throws(SnapshotDiscard) -> UInt64 {
        guard bytes.count - position >= 8 else { throw .malformed }
        defer { position += 8 }
        return UInt64(
            littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }

    mutating func digest() throws(SnapshotDiscard) -> SnapshotDigest {
        SnapshotDigest(low: try word(), high: try word())
    }

    /// Bytes with their count before them, where they are.
    mutating func part() throws(SnapshotDiscard) -> UnsafeRawBufferPointer {
        let length = try counter()
        defer { position += length }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + length])
    }

    mutating func string() throws(SnapshotDiscard) -> String {
        String(decoding: try part(), as: UTF8.self)
    }
}
