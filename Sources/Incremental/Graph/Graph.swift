public import Synchronization

/// The nodes, the kinds of keys, and the ledger.
@usableFromInline
final class Graph: Sendable {
    @usableFromInline let nodes: NodeStorage
    @usableFromInline let kinds = KindRegistry()
    let ledger = Mutex(Ledger())

    /// The one revision at which strands may ask.
    ///
    /// Written under the ledger's lock.
    @usableFromInline let live: Atomic<Revision>

    let resources: Resources
    let log: EventLog?
    /// Told of computations that are not deterministic.
    let reportDifference: (@Sendable (String) -> Void)?
    /// Where values that are not in memory are read from.
    let keptValues: (any KeptValues)?
    /// What connects the graph with the files in which it is kept.
    @usableFromInline let persistence: GraphPersistence?

    /// A graph that has nothing but what is kept.
    init(
        resources: Resources, log: EventLog?,
        reportDifference: (@Sendable (String) -> Void)? = nil,
        keptValues: (any KeptValues)? = nil, persistence: GraphPersistence? = nil
    ) {
        self.resources = resources
        self.log = log
        self.reportDifference = reportDifference
        self.keptValues = keptValues ?? persistence
        self.persistence = persistence
        nodes = NodeStorage(source: persistence)
        live = Atomic(persistence?.revision ?? 1)
        if let persistence { kinds.register(persistence.types) }
    }

    @inlinable
    func node(_ id: NodeID) -> UnsafeMutablePointer<Node> { nodes[id.raw] }

    /// How a node's key describes itself.
    func describe(_ id: NodeID) -> String {
        guard let key = try? keySlot(of: id) else { return "a key that cannot be read" }
        return kinds[node(id).pointee.kind].pointee.describe(key)
    }

    /// The durability that a node's key states.
    func durability(of id: NodeID) -> Durability {
        let node = node(id)
        return kinds[node.pointee.kind].pointee.durability(
            node.pointee.key.load(ordering: .acquiring))
    }

    func record(_ verb: EventLog.Verb, _ id: NodeID) {
        if verb == .differ { reportDifference?(describe(id)) }
        guard let log else { return }
        log.record(verb, describe(id))
    }

    /// Destroys what `Ledger.drain()` let go.
    ///
    /// Called without the lock, since it runs the destructors of values.
    func destroy(_ values: [Retirement.Value]) {
        for value in values { kinds[value.kind].pointee.discard(value.slot) }
    }
}

/// Brings back values that are not in memory.
protocol KeptValues: Sendable {
    /// Reads the outcome of a clean valueless node.
    ///
    /// Called without a lock by the strand that has claimed the node, so that its key, fingerprint
    /// and dependencies stay as they are.
    ///
    /// - Returns: The slot among the values of its kind where the outcome has been put; nil if it
    ///   is not kept, or damaged, whereupon the key is computed.
    func restore(_ id: NodeID, in graph: Graph) -> UInt32?
}
