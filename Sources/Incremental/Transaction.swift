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
    /// The highest durability of which all keys are invalidated.
    var widest: Durability?
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
        guard let id = graph.kinds.table(of: K.self).find(key, in: graph) else { return }
        invalidated.append(id)
    }

    /// Says that any part of the world may have changed which keys of at most some durability read.
    ///
    /// Keys that have asked for others read no world; values that were set stay.
    public mutating func invalidateAll(upTo durability: Durability) {
        widest = max(widest ?? durability, durability)
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
