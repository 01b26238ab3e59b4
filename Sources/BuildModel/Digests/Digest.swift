internal import Crypto

/// The identity of bytes: their SHA-256 and their number, as in the Remote Execution API.
public struct Digest: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The hash in four words, the first eight bytes in the first word, big-endian.
    let words: (UInt64, UInt64, UInt64, UInt64)
    /// How many bytes were hashed.
    public let sizeBytes: Int64

    /// Hashes bytes.
    public init(of bytes: borrowing some Collection<UInt8>) {
        var hasher = DigestHasher()
        hasher.update(bytes)
        self = hasher.finalize()
    }

    /// Hashes bytes.
    public init(of bytes: UnsafeRawBufferPointer) {
        var hasher = DigestHasher()
        hasher.update(bytes)
        self = hasher.finalize()
    }

    /// Hashes the UTF-8 bytes of text.
    public init(of text: String) {
        self.init(of: text.utf8)
    }

    /// Takes a hash made elsewhere; nil unless `hash` has exactly 32 bytes and the size is not
    /// negative.
    public init?(hash: UnsafeRawBufferPointer, sizeBytes: Int64) {
        guard hash.count == Self.hashByteCount, sizeBytes >= 0 else { return nil }
        func word(_ offset: Int) -> UInt64 {
            UInt64(bigEndian: hash.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        words = (word(0), word(8), word(16), word(24))
        self.sizeBytes = sizeBytes
    }

    /// Reads the 64 lower-case hexadecimal digits of a hash; nil for any other text or a negative
    /// size.
    public init?(hex: some StringProtocol, sizeBytes: Int64) {
        guard hex.utf8.count == 2 * Self.hashByteCount, sizeBytes >= 0 else { return nil }
        var parsed = [UInt64](repeating: 0, count: 4)
        for (index, digit) in hex.utf8.enumerated() {
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
            default: return nil
            }
            parsed[index / 16] = parsed[index / 16] << 4 | UInt64(value)
        }
        words = (parsed[0], parsed[1], parsed[2], parsed[3])
        self.sizeBytes = sizeBytes
    }

    /// The number of bytes of a hash.
    public static let hashByteCount = 32

    /// The digest of no bytes.
    public static let empty = Digest(of: EmptyCollection())

    /// The 32 bytes of the hash.
    public var hashBytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.hashByteCount) { buffer, count in
            for (index, word) in [words.0, words.1, words.2, words.3].enumerated() {
                for byte in 0..<8 {
                    buffer[index * 8 + byte] = UInt8(truncatingIfNeeded: word >> (56 - 8 * byte))
                }
            }
            count = Self.hashByteCount
        }
    }

    /// The hash as 64 lower-case hexadecimal digits.
    public var hex: String {
        String(unsafeUninitializedCapacity: 2 * Self.hashByteCount) { buffer in
            writeHex(into: buffer)
            return 2 * Self.hashByteCount
        }
    }

    /// Writes the 64 hexadecimal digits at the start of `buffer`.
    func writeHex(into buffer: UnsafeMutableBufferPointer<UInt8>) {
        func write(_ word: UInt64, at start: Int) {
            for index in 0..<16 {
                let nibble = UInt8(truncatingIfNeeded: word >> (60 - 4 * index)) & 0xF
                buffer[start + index] =
                    nibble < 10 ? nibble + UInt8(ascii: "0") : nibble + UInt8(ascii: "a") - 10
            }
        }
        write(words.0, at: 0)
        write(words.1, at: 16)
        write(words.2, at: 32)
        write(words.3, at: 48)
    }

    /// `hash/size`, as resource names of the Remote Execution API spell it.
    public var description: String { "\(hex)/\(sizeBytes)" }

    /// Whether hash and size are the same.
    public static func == (left: Digest, right: Digest) -> Bool {
        left.words == right.words && left.sizeBytes == right.sizeBytes
    }

    /// Orders by hash, then by size.
    public static func < (left: Digest, right: Digest) -> Bool {
        left.words == right.words
            ? left.sizeBytes < right.sizeBytes : left.words < right.words
    }

    /// A quarter of the hash is as good as all of it for a table.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
    }
}

/// SHA-256 over bytes that arrive in pieces.
public struct DigestHasher {
    private var state = SHA256()
    private var sizeBytes: Int64 = 0

    /// Creates a hasher that has seen nothing.
    public init() {}

    /// Adds bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        state.update(bufferPointer: bytes)
        sizeBytes += Int64(bytes.count)
    }

    /// Adds bytes.
    public mutating func update(_ bytes: borrowing some Collection<UInt8>) {
        let done: Void? = bytes.withContiguousStorageIfAvailable { storage in
            update(UnsafeRawBufferPointer(storage))
        }
        if done == nil {
            Array(copy bytes).withUnsafeBytes { update($0) }
        }
    }

    /// The digest of everything added so far.
    public func finalize() -> Digest {
        let digest = state.finalize().withUnsafeBytes { hash in
            Digest(hash: hash, sizeBytes: sizeBytes)
        }
        guard let digest else { preconditionFailure("SHA-256 has 32 bytes") }
        return digest
    }
}

/// The digest of an encoded `Action` message: the key of an action's result in every cache.
public struct ActionDigest: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The digest of the message's bytes.
    public let digest: Digest

    /// Wraps the digest of an `Action` message.
    public init(_ digest: Digest) {
        self.digest = digest
    }

    /// `hash/size`.
    public var description: String { digest.description }

    /// Orders by hash, then by size.
    public static func < (left: ActionDigest, right: ActionDigest) -> Bool {
        left.digest < right.digest
    }
}
