public import ByteCoding

/// 16 bytes, the low half first, each little-endian.
extension ByteWriter {
    /// Writes a fingerprint.
    public mutating func write(_ fingerprint: Fingerprint) {
        for half in [fingerprint.low, fingerprint.high] {
            withUnsafeBytes(of: half.littleEndian) { write(raw: $0) }
        }
    }
}

extension ByteReader {
    /// Reads a fingerprint.
    public mutating func fingerprint() throws(DamagedBytes) -> Fingerprint {
        let part = try slice(16)
        return Fingerprint(
            low: UInt64(littleEndian: part.loadUnaligned(as: UInt64.self)),
            high: UInt64(littleEndian: part.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
}
