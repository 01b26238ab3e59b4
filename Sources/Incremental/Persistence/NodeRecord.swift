/// What is kept of a node, besides its key, its edges and its value: 64 bytes of a snapshot.
/// ```
///    0  key's hash     16     40  dependencies  4     56  value  6
///   16  fingerprint    16     44  dependents    4     62  kind   1 (of at most 255)
///   32  changedAt       4     48  key           4     63  condition 1
///   36  verifiedAt      4     52  engine's flags 1, - 3
/// ```
/// The places of edges are indices of words of the block, that of the key an offset into the keys
/// of the block, that of the value an offset into the file; 0 is none, but for keys.
struct NodeRecord: Hashable {
    var keyHash = Fingerprint(low: 0, high: 0)
    var fingerprint: Fingerprint?
    var changedAt: UInt32 = 0
    var verifiedAt: UInt32 = 0
    var dependencies: UInt32 = 0
    var dependents: UInt32 = 0
    var key: UInt32 = 0
    var value: UInt64 = 0
    var kind: UInt8 = 0
    var condition = Condition.clean
    /// What the engine's `NodeFlags` say.
    var flags: UInt8 = 0

    /// What a node is worth to the next process.
    enum Condition: UInt8, Comparable {
        /// Valid.
        case clean = 0
        /// Valid if its dependencies turn out to be unchanged.
        case dirty = 1
        /// To be computed again; its dependencies are not kept.
        case forced = 2
        /// Not kept at all.
        case omitted = 3

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    private static let conditionMask: UInt8 = 3
    private static let hasFingerprint: UInt8 = 4
    /// In a journal: the dependencies are those that the files have already.
    static let sameDependencies: UInt8 = 8

    /// The condition, and whether there is a fingerprint, in one byte.
    var conditionByte: UInt8 {
        condition.rawValue | (fingerprint == nil ? 0 : Self.hasFingerprint)
    }

    /// Takes the byte apart.
    static func split(_ byte: UInt8) -> (condition: Condition, hasFingerprint: Bool) {
        // Two bits are a condition.
        (Condition(rawValue: byte & conditionMask) ?? .forced, byte & hasFingerprint != 0)
    }

    /// Writes the record into 64 bytes.
    func encode(to bytes: UnsafeMutableRawBufferPointer) {
        bytes.put(keyHash.low, 0)
        bytes.put(keyHash.high, 8)
        bytes.put(fingerprint?.low ?? 0, 16)
        bytes.put(fingerprint?.high ?? 0, 24)
        bytes.put(changedAt, 32)
        bytes.put(verifiedAt, 36)
        bytes.put(dependencies, 40)
        bytes.put(dependents, 44)
        bytes.put(key, 48)
        bytes.put(UInt32(flags), 52)
        precondition(value < 1 << 48, "a file of less than 256 TiB")
        bytes.put(value | UInt64(kind) << 48 | UInt64(conditionByte) << 56, 56)
    }

    /// An empty record.
    init() {}

    /// Reads the record from 64 bytes.
    init(_ bytes: UnsafeRawBufferPointer) {
        keyHash = Fingerprint(low: bytes.get(UInt64.self, 0), high: bytes.get(UInt64.self, 8))
        changedAt = bytes.get(UInt32.self, 32)
        verifiedAt = bytes.get(UInt32.self, 36)
        dependencies = bytes.get(UInt32.self, 40)
        dependents = bytes.get(UInt32.self, 44)
        key = bytes.get(UInt32.self, 48)
        let word = bytes.get(UInt64.self, 56)
        value = word & 0xFFFF_FFFF_FFFF
        kind = UInt8(truncatingIfNeeded: word >> 48)
        flags = UInt8(truncatingIfNeeded: bytes.get(UInt32.self, 52))
        let split = Self.split(UInt8(truncatingIfNeeded: word >> 56))
        condition = split.condition
        if split.hasFingerprint {
            fingerprint = Fingerprint(
                low: bytes.get(UInt64.self, 16), high: bytes.get(UInt64.self, 24))
        }
    }
}
