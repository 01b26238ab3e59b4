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
struct PackedReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 0
    /// Keeps the bytes, if they are an array's.
    private var owned: [UInt8]?

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        owned = nil
    }

    init(_ bytes: [UInt8]) {
        self.bytes = UnsafeRawBufferPointer(start: nil, count: 0)
        owned = bytes
    }

    private var count: Int { owned?.count ?? bytes.count }

    private func byte(at position: Int) -> UInt8 { owned?[position] ?? bytes[position] }

    var isAtEnd: Bool { position == count }

    mutating func integer() throws(SnapshotDiscard) -> Int {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while position < count, shift < 64 {
            let byte = byte(at: position)
            position += 1
            result |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return Int(truncatingIfNeeded: result) }
            shift += 7
        }
        throw .malformed
    }

    /// A number of things that follow, each of which takes at least a byte.
    mutating func counter() throws(SnapshotDiscard) -> Int {
        let number = try integer()
        guard number >= 0, number <= count - position else { throw .malformed }
        return number
    }

    mutating func counted(below limit: Int) throws(SnapshotDiscard) -> Int {
        let number = try integer()
        guard number >= 0, number < limit else { throw .malformed }
        return number
    }

    /// A reader of bytes with their count before them.
    mutating func part() throws(SnapshotDiscard) -> PackedReader {
        let length = try counter()
        defer { position += length }
        return PackedReader(UnsafeRawBufferPointer(rebasing: bytes[position..<position + length]))
    }

    mutating func word() throws(SnapshotDiscard) -> UInt64 {
        guard count - position >= 8 else { throw .malformed }
        var word: UInt64 = 0
        for shift in 0..<8 { word |= UInt64(byte(at: position + shift)) << UInt64(shift * 8) }
        position += 8
        return word
    }

    mutating func digest() throws(SnapshotDiscard) -> SnapshotDigest {
        SnapshotDigest(low: try word(), high: try word())
    }

    mutating func array() throws(SnapshotDiscard) -> [UInt8] {
        let length = try counter()
        defer { position += length }
        if let owned { return Array(owned[position..<position + length]) }
        return Array(bytes[position..<position + length])
    }

    mutating func string() throws(SnapshotDiscard) -> String {
        let length = try counter()
        defer { position += length }
        if let owned {
            return String(decoding: owned[position..<position + length], as: UTF8.self)
        }
        return String(decoding: bytes[position..<position + length], as: UTF8.self)
    }
}
