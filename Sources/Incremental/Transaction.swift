/// The changes of one commit.
public struct Transaction {
    /// A value from outside, kept in its slot but not seen yet.
    @usableFromInline
    struct Injection {
        let node: NodeID
        let slot: UInt32
        let fingerprint: Fingerprint?

        @usableFromInline
        init(node: NodeID, slot: UInt32, fingerprint: Fingerprint?) {
            self.node = node
            self.slot = slot
            self.fingerprint = fingerprint
        }
    }

    @usableFromInline let graph: Graph
    @usableFromInline var invalidated: [NodeID] = []
    @usableFromInline var injections: [Injection] = []

    init(graph: Graph) {
        self.graph = graph
    }

    /// Says that the part of the world behind an input key may have changed.
    ///
    /// It will be computed again when somebody needs it; if it is the same by its fingerprint, that
    /// is all.
    @inlinable
    public mutating func invalidate<K: Key>(_ key: K) {
        guard let id = graph.kinds.table(of: K.self).find(key) else { return }
        invalidated.append(id)
    }

    /// Gives a key a value from outside, which it keeps until it is set or invalidated again.
    ///
    /// The last value set in a transaction counts, also if the key is invalidated in it.
    @inlinable
    public mutating func set<K: Key>(_ key: K, _ output: K.Output) {
        let table = graph.kinds.table(of: K.self)
        let node = table.intern(key, in: graph)
        let slot = table.keep(.success(output))
        injections.append(
            Injection(node: node, slot: slot, fingerprint: K.fingerprint(output)))
    }
}
