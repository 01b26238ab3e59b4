public import ByteCoding

extension Fingerprint: ByteCodable {
    /// Appends 16 bytes, the low half first, each little-endian.
    public func write(to writer: inout ByteWriter) {
        for half in [low, high] {
            withUnsafeBytes(of: half.littleEndian) { writer.write(raw: $0) }
        }
    }

    /// Reads a fingerprint.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        let part = try reader.slice(16)
        self.init(
            low: UInt64(littleEndian: part.loadUnaligned(as: UInt64.self)),
            high: UInt64(littleEndian: part.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
}
