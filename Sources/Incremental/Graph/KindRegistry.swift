/// Finds the kind of a key type without a lock.
struct KindRegistry: ~Copyable, Sendable {
    private let index = KeyIndex()
    private let kinds = ChunkedStorage<AnyKind>()

    /// The kind of keys of type `K`, made at the first use.
    @inline(__always)
    func kind<K: Key>(of type: K.Type) -> Kind<K> {
        let identifier = ObjectIdentifier(type)
        let hash = Self.hash(identifier)
        let slot =
            index.find(hash, where: { kinds[$0].pointee.type == identifier })
            ?? insert(type, identifier, hash)
        // The type is the identity of the kind, which is compared above.
        return unsafeDowncast(kinds[slot].pointee, to: Kind<K>.self)
    }

    /// The kind that bears a number.
    subscript(number: UInt16) -> AnyKind { kinds[UInt32(number)].pointee }

    @inline(never)
    private func insert<K: Key>(
        _ type: K.Type, _ identifier: ObjectIdentifier, _ hash: UInt64
    ) -> UInt32 {
        index.findOrInsert(
            hash,
            where: { kinds[$0].pointee.type == identifier },
            make: {
                precondition(kinds.count < Int(UInt16.max), "fewer than 65,535 kinds of keys")
                let number = UInt16(kinds.count)
                return kinds.append(Kind<K>(type: identifier, number: number))
            },
            rehash: { Self.hash(kinds[$0].pointee.type) })
    }

    private static func hash(_ identifier: ObjectIdentifier) -> UInt64 {
        UInt64(UInt(bitPattern: identifier)) &* 0x9E37_79B9_7F4A_7C15
    }
}
