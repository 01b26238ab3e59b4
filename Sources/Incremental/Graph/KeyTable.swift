public import Synchronization

/// All keys of type `K`, and the outcomes of those that were computed.
/// ```
///   index   hash -> slot
///   keys    slot -> key, node        never moves, never shrinks
///   values  slot -> outcome          slots are used again; a node says which one is its
/// ```
@usableFromInline
final class KeyTable<K: Key>: Sendable {
    @usableFromInline typealias Outcome = Result<K.Output, any Error>

    @usableFromInline
    struct Entry: Sendable {
        @usableFromInline let key: K
        @usableFromInline let node: NodeID

        @inlinable
        init(key: K, node: NodeID) {
            self.key = key
            self.node = node
        }
    }

    @usableFromInline let kind: UInt16
    @usableFromInline let index: KeyIndex
    @usableFromInline let keys: ChunkedStorage<Entry>
    @usableFromInline let values: ChunkedStorage<Outcome?>
    @usableFromInline let freeValues: Mutex<[UInt32]>
    @usableFromInline let freeCount = Atomic<Int>(0)
    /// The sum of the sizes of all outcomes.
    @usableFromInline let bytes = Atomic<Int>(0)

    /// The node that a kept graph has of a key; nil if keys of this type are not kept.
    @usableFromInline let restored: (@Sendable (K, Graph) -> NodeID?)?

    @inlinable
    init(kind: UInt16, restored: (@Sendable (K, Graph) -> NodeID?)?) {
        self.kind = kind
        self.restored = restored
        index = KeyIndex()
        keys = ChunkedStorage()
        values = ChunkedStorage()
        freeValues = Mutex([])
    }

    /// The node of a key, made if it is new.
    @inlinable
    @inline(__always)
    func intern(_ key: K, in graph: Graph) -> NodeID {
        let hash = key.lookupHash
        if let slot = index.find(hash, where: { keys[$0].pointee.key == key }) {
            return keys[slot].pointee.node
        }
        return insert(key, hash, in: graph)
    }

    /// The node of a key, if it was ever asked for.
    @inlinable
    func find(_ key: K, in graph: Graph) -> NodeID? {
        let hash = key.lookupHash
        if let slot = index.find(hash, where: { keys[$0].pointee.key == key }) {
            return keys[slot].pointee.node
        }
        guard restored?(key, graph) != nil else { return nil }
        return insert(key, hash, in: graph)
    }

    @inlinable
    @inline(never)
    func insert(_ key: K, _ hash: UInt64, in graph: Graph) -> NodeID {
        let slot = index.findOrInsert(
            hash,
            where: { keys[$0].pointee.key == key },
            make: {
                if let node = restored?(key, graph) { return adopt(key, node, in: graph) }
                let slot = UInt32(keys.count)
                let node = graph.nodes.append(Node(kind: kind, key: slot))
                return keys.append(Entry(key: key, node: NodeID(raw: node)))
            })
        return keys[slot].pointee.node
    }

    /// Gives a node that was read from disk its key.
    ///
    /// - Returns: The slot of the key.
    @usableFromInline
    func adopt(_ key: K, _ node: NodeID, in graph: Graph) -> UInt32 {
        let slot = keys.append(Entry(key: key, node: node))
        graph.node(node).pointee.key.store(slot, ordering: .releasing)
        return slot
    }

    /// The slot of the key of a node that was read from disk.
    @usableFromInline
    func slot(of key: K, restoredAs node: NodeID, in graph: Graph) -> UInt32 {
        index.findOrInsert(
            key.lookupHash,
            where: { keys[$0].pointee.key == key },
            make: { adopt(key, node, in: graph) })
    }

    /// Whether the outcome in a slot is an error.
    @inlinable
    func isFailure(_ slot: UInt32) -> Bool {
        guard case .failure? = values[slot].pointee else { return false }
        return true
    }

    /// The outcome of a node that is, or for an older strand was, ready.
    @inlinable
    @inline(__always)
    func outcome(of node: UnsafeMutablePointer<Node>) -> Outcome {
        let slot = node.pointee.value.load(ordering: .acquiring)
        guard slot != Node.noValue, let outcome = values[slot].pointee else {
            preconditionFailure("the value of a ready node is kept while it can be read")
        }
        return outcome
    }

    /// Computes the key in a slot and finishes the claim on top of the strand.
    @inlinable
    @inline(__always)
    nonisolated(nonsending) func execute(_ slot: UInt32, on strand: Strand) async throws {
        let outcome: Outcome
        do {
            let key = keys[slot].pointee.key
            outcome = .success(try await Context(strand: strand).output(of: key))
        } catch {
            outcome = .failure(error)
        }
        try strand.finish(outcome, of: self)
    }

    /// Puts an outcome where nobody sees it yet.
    @inlinable
    func keep(_ outcome: Outcome) -> UInt32 {
        let size = Self.sizeBytes(outcome)
        if size > 0 { bytes.wrappingAdd(size, ordering: .relaxed) }
        // Looked at without the lock: in a build from scratch none is ever free.
        guard freeCount.load(ordering: .relaxed) > 0,
            let slot = freeValues.withLock({ slots -> UInt32? in
                defer { freeCount.store(slots.count, ordering: .relaxed) }
                return slots.popLast()
            })
        else { return values.append(outcome) }
        values[slot].pointee = outcome
        return slot
    }

    /// Destroys an outcome that nobody can reach any more.
    @inlinable
    func discard(_ slot: UInt32) {
        let size = sizeBytes(slot)
        if size > 0 { bytes.wrappingSubtract(size, ordering: .relaxed) }
        values[slot].pointee = nil
        freeValues.withLock { slots in
            slots.append(slot)
            freeCount.store(slots.count, ordering: .relaxed)
        }
    }

    /// About how many bytes are freed when the outcome in a slot goes.
    @inlinable
    func sizeBytes(_ slot: UInt32) -> Int {
        guard let outcome = values[slot].pointee else { return 0 }
        return Self.sizeBytes(outcome)
    }

    @inlinable
    static func sizeBytes(_ outcome: Outcome) -> Int {
        guard case .success(let output) = outcome else { return 0 }
        return K.sizeBytes(of: output)
    }
}
