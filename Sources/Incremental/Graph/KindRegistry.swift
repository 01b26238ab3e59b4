/// Finds the keys of a type without a lock.
@usableFromInline
struct KindRegistry: ~Copyable, Sendable {
    @usableFromInline let index = KeyIndex()
    @usableFromInline let kinds = ChunkedStorage<Kind>()

    @usableFromInline
    init() {}

    /// The keys of type `K`, made at the first use.
    @inlinable
    func table<K: Key>(of type: K.Type) -> KeyTable<K> {
        withTable(of: type) { $0 }
    }

    /// Calls `body` with the keys of type `K`, without counting the reference.
    @inlinable
    @inline(__always)
    func withTable<K: Key, Answer>(
        of type: K.Type, _ body: (KeyTable<K>) throws -> Answer
    ) rethrows -> Answer {
        let identifier = ObjectIdentifier(type)
        let hash = Self.hash(identifier)
        let slot =
            index.find(hash, where: { kinds[$0].pointee.type == identifier })
            ?? insert(type, identifier, hash)
        // The kind's table is made for its type, which is compared above.
        let table = Unmanaged<KeyTable<K>>.fromOpaque(kinds[slot].pointee.table)
        return try table._withUnsafeGuaranteedRef(body)
    }

    /// How many kinds there are.
    var count: Int { kinds.count }

    /// The kind that bears a number.
    subscript(number: UInt16) -> UnsafeMutablePointer<Kind> { kinds[UInt32(number)] }

    @inlinable
    @inline(never)
    func insert<K: Key>(_ type: K.Type, _ identifier: ObjectIdentifier, _ hash: UInt64) -> UInt32 {
        index.findOrInsert(
            hash,
            where: { kinds[$0].pointee.type == identifier },
            make: {
                precondition(kinds.count < Int(UInt16.max), "fewer than 65,535 kinds of keys")
                return kinds.append(Kind(of: type, number: UInt16(kinds.count)))
            })
    }

    /// Gives the first kinds, of which there are none yet, the numbers by their order.
    func register(_ types: [any PersistentKey.Type]) {
        for type in types {
            let identifier = ObjectIdentifier(type)
            _ = index.findOrInsert(
                Self.hash(identifier),
                where: { kinds[$0].pointee.type == identifier },
                make: { kinds.append(type.kindMaker.make(UInt16(kinds.count))) })
        }
    }

    @inlinable
    static func hash(_ identifier: ObjectIdentifier) -> UInt64 {
        UInt64(UInt(bitPattern: identifier)) &* 0x9E37_79B9_7F4A_7C15
    }
}
