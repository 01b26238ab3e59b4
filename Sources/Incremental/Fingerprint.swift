/// 128 bits that stand for a value: xxh3-128 of its bytes.
///
/// Stable across processes and machines of any word size and byte order, so that it can be kept on
/// disk. It is not proof against an adversary: what is shared between machines uses SHA-256.
public struct Fingerprint: Hashable, Sendable, BitwiseCopyable {
    /// The low 64 bits.
    public let low: UInt64
    /// The high 64 bits.
    public let high: UInt64

    /// A fingerprint from its two halves, as read back from a file.
    public init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }
}

extension Fingerprint: CustomStringConvertible {
    /// 32 lower-case hexadecimal digits, the high half first.
    public var description: String {
        [high, low].map { half in
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
