/// 128 bits that stand for some bytes: they notice damage, they do not withstand forgery.
///
/// Four lanes of multiply-and-fold, so that the checksum of an image costs less than reading it.
struct SnapshotDigest: Hashable, Sendable, BitwiseCopyable {
    var low: UInt64
    var high: UInt64

    private static let keys: (UInt64, UInt64, UInt64, UInt64) = (
        0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB, 0x8EBC_6AF0_9C88_C6E3, 0x5899_65CC_7537_4CC3
    )

    init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// The digest of bytes at any address.
    init(of bytes: UnsafeRawBufferPointer) {
        let keys = SnapshotDigest.keys
        var lanes = keys
        lanes.0 ^= UInt64(truncatingIfNeeded: bytes.count)
        var offset = 0
        if let base = bytes.baseAddress {
            while offset &+ 64 <= bytes.count {
                let words = base + offset
                lanes.0 = Self.fold(lanes.0 ^ Self.word(words, 0), keys.0 ^ Self.word(words, 8))
                lanes.1 = Self.fold(lanes.1 ^ Self.word(words, 16), keys.1 ^ Self.word(words, 24))
                lanes.2 = Self.fold(lanes.2 ^ Self.word(words, 32), keys.2 ^ Self.word(words, 40))
                lanes.3 = Self.fold(lanes.3 ^ Self.word(words, 48), keys.3 ^ Self.word(words, 56))
                offset &+= 64
            }
        }
        while offset < bytes.count {
            var word: UInt64 = 0
            for position in 0..<min(8, bytes.count - offset) {
                word |= UInt64(bytes[offset + position]) << UInt64(position * 8)
            }
            lanes.0 = Self.fold(lanes.0 ^ word, keys.1)
            lanes.2 = Self.fold(lanes.2 ^ word, keys.3)
            offset += 8
        }
        low = Self.fold(lanes.0 ^ keys.2, lanes.1 ^ keys.3) ^ lanes.2
        high = Self.fold(lanes.2 ^ keys.0, lanes.3 ^ keys.1) ^ lanes.0
    }

    init(of bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { SnapshotDigest(of: $0) }
    }

    @inline(__always)
    private static func word(_ base: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    /// Folds a product and keeps one factor in it, so that a factor of zero loses nothing.
    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low ^ (left &+ right &<< 1)
    }
}
