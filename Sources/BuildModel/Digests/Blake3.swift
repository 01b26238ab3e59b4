/// The hash function BLAKE3, for short inputs.
///
/// Only for what has to be the same as in Buck2: hashes of configurations, which are in output
/// paths, and the sketches of build reports. Contents are named by SHA-256.
///
/// Source: "BLAKE3: one function, fast everywhere", section 2.
public enum Blake3 {
    private static let initial: [UInt32] = [
        0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB,
        0x5BE0_CD19,
    ]
    private static let permutation = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8]

    private enum Flag {
        static let chunkStart: UInt32 = 1
        static let chunkEnd: UInt32 = 2
        static let parent: UInt32 = 4
        static let root: UInt32 = 8
    }

    private static let chunkLength = 1024
    private static let blockLength = 64

    /// Hashes bytes.
    ///
    /// - Returns: 32 bytes.
    public static func hash(_ bytes: [UInt8]) -> [UInt8] {
        words(of: bytes[...], chunk: 0, flags: Flag.root).flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
    }

    /// The chaining value of a subtree; `chunk` is the number of its first chunk.
    private static func words(
        of bytes: ArraySlice<UInt8>, chunk: UInt64, flags: UInt32
    ) -> [UInt32] {
        guard bytes.count > chunkLength else {
            return leaf(bytes, number: chunk, flags: flags)
        }
        // On the left is the largest power of two of chunks that leaves something on the right.
        var left = chunkLength
        while left * 2 < bytes.count { left *= 2 }
        let split = bytes.startIndex + left
        let message =
            words(of: bytes[..<split], chunk: chunk, flags: 0)
            + words(of: bytes[split...], chunk: chunk + UInt64(left / chunkLength), flags: 0)
        return compress(initial, message, counter: 0, length: 64, flags: flags | Flag.parent)
    }

    private static func leaf(
        _ bytes: ArraySlice<UInt8>, number: UInt64, flags: UInt32
    ) -> [UInt32] {
        var value = initial
        var start = bytes.startIndex
        repeat {
            let end = min(start + blockLength, bytes.endIndex)
            var message = [UInt32](repeating: 0, count: 16)
            for (offset, byte) in bytes[start..<end].enumerated() {
                message[offset / 4] |= UInt32(byte) << (8 * UInt32(offset % 4))
            }
            var own: UInt32 = 0
            if start == bytes.startIndex { own |= Flag.chunkStart }
            if end == bytes.endIndex { own |= Flag.chunkEnd | flags }
            value = compress(
                value, message, counter: number, length: UInt32(end - start), flags: own)
            start = end
        } while start < bytes.endIndex
        return value
    }

    private static func compress(
        _ value: [UInt32], _ message: [UInt32], counter: UInt64, length: UInt32, flags: UInt32
    ) -> [UInt32] {
        var state =
            value + initial[..<4] + [
                UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32),
                length, flags,
            ]
        func mix(_ a: Int, _ b: Int, _ c: Int, _ d: Int, _ x: UInt32, _ y: UInt32) {
            state[a] = state[a] &+ state[b] &+ x
            state[d] = rotated(state[d] ^ state[a], 16)
            state[c] = state[c] &+ state[d]
            state[b] = rotated(state[b] ^ state[c], 12)
            state[a] = state[a] &+ state[b] &+ y
            state[d] = rotated(state[d] ^ state[a], 8)
            state[c] = state[c] &+ state[d]
            state[b] = rotated(state[b] ^ state[c], 7)
        }
        var message = message
        for _ in 0..<7 {
            for column in 0..<4 {
                mix(
                    column, 4 + column, 8 + column, 12 + column, message[2 * column],
                    message[2 * column + 1])
            }
            for column in 0..<4 {
                mix(
                    column, 4 + (column + 1) % 4, 8 + (column + 2) % 4, 12 + (column + 3) % 4,
                    message[8 + 2 * column], message[9 + 2 * column])
            }
            message = permutation.map { message[$0] }
        }
        return (0..<8).map { state[$0] ^ state[$0 + 8] }
    }

    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word >> count | word << (32 - count)
    }
}
