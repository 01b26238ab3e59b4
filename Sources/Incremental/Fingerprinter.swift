import CXXHash

/// Collects the parts of a value and hashes them at once.
///
/// Every part of variable length is preceded by its length, so that `("ab", "c")` and `("a", "bc")`
/// differ. Numbers are written as eight little-endian bytes.
public struct Fingerprinter: Sendable {
    private var bytes: [UInt8] = []

    /// A fingerprinter that has seen nothing.
    public init() {}

    /// The fingerprint of one run of bytes, without a length in front.
    public static func fingerprint(of bytes: some Sequence<UInt8>) -> Fingerprint {
        let direct = bytes.withContiguousStorageIfAvailable { hash($0) }
        return direct ?? Array(bytes).withUnsafeBufferPointer { hash($0) }
    }

    /// The fingerprint of a string's UTF-8 bytes.
    public static func fingerprint(of string: String) -> Fingerprint {
        fingerprint(of: string.utf8)
    }

    /// Adds a number.
    public mutating func combine(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Adds a number.
    public mutating func combine(_ number: Int) {
        combine(UInt64(bitPattern: Int64(number)))
    }

    /// Adds a truth value.
    public mutating func combine(_ flag: Bool) {
        bytes.append(flag ? 1 : 0)
    }

    /// Adds a string: its length, then its UTF-8 bytes.
    public mutating func combine(_ string: String) {
        combine(string.utf8.count)
        bytes.append(contentsOf: string.utf8)
    }

    /// Adds bytes: their number, then themselves.
    public mutating func combine(bytes part: some Collection<UInt8>) {
        combine(part.count)
        bytes.append(contentsOf: part)
    }

    /// Adds the fingerprint of a part that was hashed before.
    public mutating func combine(_ fingerprint: Fingerprint) {
        combine(fingerprint.low)
        combine(fingerprint.high)
    }

    /// The fingerprint of all that was combined, in that order.
    public func finish() -> Fingerprint {
        Self.fingerprint(of: bytes)
    }

    private static func hash(_ buffer: UnsafeBufferPointer<UInt8>) -> Fingerprint {
        let hash = bld_xxh3_128(buffer.baseAddress, buffer.count, 0)
        return Fingerprint(low: hash.low, high: hash.high)
    }
}
