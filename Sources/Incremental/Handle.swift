/// A key that has been interned: its node's number.
///
/// Values and keys that refer to many keys do better to carry handles. A handle is four bytes of
/// plain data, is compared and hashed as such, and a request through it hashes no key. A string
/// that many keys share is interned as a key of its own.
///
/// It means something to the engine that made it only, as long as that lives: an output with
/// handles is not to be kept on disk.
public struct Handle<K: Key>: Hashable, Sendable, BitwiseCopyable {
    @usableFromInline let node: NodeID

    @inlinable
    init(node: NodeID) { self.node = node }

    /// Equal for equal keys, otherwise different.
    @inlinable public var number: UInt32 { node.raw }
}

extension Context {
    /// The handle of a key, which is neither computed nor recorded as asked for.
    @inlinable
    public func handle<K: Key>(of key: K) -> Handle<K> {
        reference._withUnsafeGuaranteedRef { strand in
            strand.graphReference._withUnsafeGuaranteedRef { graph in
                graph.kinds.withTable(of: K.self) { Handle(node: $0.intern(key, in: graph)) }
            }
        }
    }

    /// The key of a handle.
    ///
    /// - Throws: If it was kept on disk, and is damaged.
    @inlinable
    public func key<K: Key>(of handle: Handle<K>) throws -> K {
        try reference._withUnsafeGuaranteedRef { strand in
            try strand.graphReference._withUnsafeGuaranteedRef { graph in
                let slot = try graph.keySlot(of: handle.node)
                return graph.kinds.withTable(of: K.self) { $0.keys[slot].pointee.key }
            }
        }
    }

    /// The output of the key of a handle; see `request(_:)` for a key.
    ///
    /// - Throws: What that throws.
    @inlinable
    nonisolated(nonsending) public func request<K: Key>(
        _ handle: Handle<K>
    ) async throws -> K.Output {
        let ready = reference._withUnsafeGuaranteedRef { $0.look(at: handle.node, as: K.self) }
        if let ready { return try ready.get() }
        if let recovered = try await provide(handle.node, key(of: handle)) { return recovered }
        return try reference._withUnsafeGuaranteedRef {
            $0.outcome(of: handle.node, as: K.self)
        }.get()
    }
}
