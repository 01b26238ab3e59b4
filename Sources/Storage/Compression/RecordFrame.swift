internal import CXXHash

/// The form in which bytes lie in the database, so that damage is noticed and not believed.
///
/// ```text
/// 0      kind: 1 plain, 2 a zstd frame that tells its decompressed size
/// 1..8   xxh3 of the payload, seeded with the kind, little-endian
/// 9..    payload
/// ```
enum RecordFrame {
    private enum Kind: UInt8 {
        case plain = 1
        case zstd = 2
    }

    private static let headerSize = 9
    /// Below this, a zstd frame's own header and the time it takes do not pay.
    private static let smallestWorthCompressing = 96

    /// Wraps bytes, compressed if that makes them smaller.
    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.count >= smallestWorthCompressing,
            let frame = Zstd.shared.compress(bytes, headroom: headerSize)
        {
            return seal(frame, .zstd)
        }
        var frame = [UInt8](repeating: 0, count: headerSize)
        frame.append(contentsOf: bytes)
        return seal(frame, .plain)
    }

    /// Unwraps bytes; nil if they are not what ``encode(_:)`` made.
    static func decode(_ frame: UnsafeRawBufferPointer) -> [UInt8]? {
        guard frame.count >= headerSize, let kind = Kind(rawValue: frame[0]) else { return nil }
        let payload = UnsafeRawBufferPointer(rebasing: frame[headerSize...])
        let stored = UInt64(
            littleEndian: frame.loadUnaligned(fromByteOffset: 1, as: UInt64.self))
        guard stored == checksum(payload, kind) else { return nil }
        return switch kind {
        case .plain: Array(payload)
        case .zstd: Zstd.shared.decompress(payload)
        }
    }

    private static func seal(_ frame: [UInt8], _ kind: Kind) -> [UInt8] {
        var frame = frame
        frame[0] = kind.rawValue
        frame.withUnsafeMutableBytes { bytes in
            let payload = UnsafeRawBufferPointer(rebasing: bytes[headerSize...])
            let sum = checksum(payload, kind)
            bytes.storeBytes(of: sum.littleEndian, toByteOffset: 1, as: UInt64.self)
        }
        return frame
    }

    private static func checksum(_ payload: UnsafeRawBufferPointer, _ kind: Kind) -> UInt64 {
        bld_xxh3_128(payload.baseAddress, payload.count, UInt64(kind.rawValue)).low
    }
}
