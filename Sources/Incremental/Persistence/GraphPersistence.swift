public import ByteCoding
import CXXHash
import Synchronization

/// What connects a graph with the files in which it is kept: nodes, keys and values that are read
/// when they are needed, and what has to be written by the next save.
///
/// `@unchecked Sendable`: `unsaved` is used under the graph's lock.
@usableFromInline
final class GraphPersistence: NodeSource, KeptValues, @unchecked Sendable {
    let store: GraphStore
    /// The snapshot whose nodes have the same numbers here; nil if the graph began empty.
    let base: SnapshotFile?
    /// The numbers in this process of the kinds in the snapshot.
    let kindNumbers: [UInt16]
    /// For each kind in this process, the hash of its name, with which those of its keys begin.
    private let seeds: [UInt64]
    /// The revision after the one at which the snapshot was written: what is computed from now on
    /// is newer than all that was verified then.
    let revision: Revision

    /// The nodes that have changed since the last save.
    let unsaved = UnsafeStack<NodeID>()

    /// Lock order: the graph's lock, then this one.
    let files: Mutex<SavedFiles>

    /// What a store has for a new graph.
    init(_ store: GraphStore) {
        self.store = store
        base = store.snapshot
        let names = store.kinds.types.map { $0.persistentName }
        seeds = names.map { name in Fingerprinter.fingerprint(of: name).low }
        // The store has checked that all of them are known.
        kindNumbers = (base?.kinds ?? []).map { UInt16(names.firstIndex(of: $0) ?? 0) }
        revision = base.map { $0.header.revision + 1 } ?? 1
        files = Mutex(SavedFiles(base, kinds: names))
    }

    var types: [any PersistentKey.Type] { store.kinds.types }

    @usableFromInline var nodeCount: Int { base?.nodeCount ?? 0 }

    @usableFromInline var isDamaged: Bool { base?.isDamaged ?? false }

    /// Throws the files away once it is known that they are damaged.
    func discardIfDamaged() {
        guard isDamaged else { return }
        let isFirst = files.withLock { files in
            defer { files.isDiscarded = true }
            return !files.isDiscarded
        }
        if isFirst { store.discard(.damaged) }
    }

    @usableFromInline
    func makeNodes(_ nodes: UnsafeMutablePointer<Node>, ofBlock number: Int) {
        guard let base, let block = base.block(number) else {
            let count = min(NodeStorage.blockSize, nodeCount - number * NodeStorage.blockSize)
            for index in 0..<count {
                (nodes + index).initialize(to: Node(kind: 0, key: Node.noKey))
            }
            return
        }
        for index in 0..<block.nodes {
            let record = block.record(index)
            let node = nodes + index
            node.initialize(to: Node(kind: kindNumbers[Int(record.kind)], key: Node.noKey))
            node.pointee.store(restored: record)
            if record.dependencies != 0 {
                node.pointee.dependencies.store(
                    block.words + Int(record.dependencies), ordering: .relaxed)
            }
            if record.dependents != 0 {
                node.pointee.store(
                    DependentList(base: block.words + Int(record.dependents)))
            }
        }
    }

    /// The node that the snapshot has of a key.
    @usableFromInline
    func node(ofKind kind: UInt16, key: (inout ByteWriter) -> Void) -> NodeID? {
        guard let base, base.nodeCount > 0 else { return nil }
        var writer = ByteWriter()
        key(&writer)
        return base.find(hash(writer.bytes, ofKind: kind)).map { NodeID(raw: $0) }
    }

    /// The hash by which a key is found.
    func hash(_ key: [UInt8], ofKind kind: UInt16) -> Fingerprint {
        let hash = bld_xxh3_128(key, key.count, seeds[Int(kind)])
        return Fingerprint(low: hash.low, high: hash.high)
    }

    /// Reads the outcome of a clean valueless node, if it was kept and has not changed since.
    @usableFromInline
    func restore(_ id: NodeID, in graph: Graph) -> UInt32? {
        let node = graph.node(id)
        let changedAt = node.pointee.changedAt.load(ordering: .relaxed)
        guard let kind = graph.kinds[node.pointee.kind].pointee.persistence else { return nil }
        let place = files.withLock { $0.place(ofValueOf: id, changedAt: changedAt) }
        return place?.withBytes { try? kind.readValue($0) } ?? nil
    }
}

extension Graph {
    /// The graph that a store has; empty if that turns out to be damaged.
    static func restored(
        from store: GraphStore, resources: Resources, log: EventLog?,
        reportDifference: (@Sendable (String) -> Void)?
    ) -> Graph {
        guard store.isActive else {
            return Graph(resources: resources, log: log, reportDifference: reportDifference)
        }
        func make() -> Graph {
            Graph(
                resources: resources, log: log, reportDifference: reportDifference,
                persistence: GraphPersistence(store))
        }
        let graph = make()
        if graph.replay() { return graph }
        store.discard(.damaged)
        return make()
    }

    /// Throws, and throws the files away, if what was kept has turned out to be damaged.
    func checkUndamaged() throws(DamagedGraphError) {
        guard nodes.isDamaged else { return }
        persistence?.discardIfDamaged()
        throw DamagedGraphError()
    }

    /// The slot of a node's key among those of its kind, read from the snapshot if need be.
    ///
    /// - Throws: If the snapshot is damaged.
    @usableFromInline
    func keySlot(of id: NodeID) throws(DamagedGraphError) -> UInt32 {
        let node = node(id)
        let slot = node.pointee.key.load(ordering: .acquiring)
        if slot != Node.noKey { return slot }
        guard let base = persistence?.base else {
            preconditionFailure("a node without a key is in the snapshot")
        }
        if !base.isDamaged, let (block, record) = base.locate(id.raw),
            let kind = kinds[node.pointee.kind].pointee.persistence,
            let slot = try? kind.readKey(block.key(of: record), id, self),
            node.pointee.key.load(ordering: .acquiring) == slot
        {
            return slot
        }
        base.reportDamage()
        throw DamagedGraphError()
    }

    /// Notes that a node is no more what was saved.
    ///
    /// Called under the graph's lock.
    func touch(_ id: NodeID) {
        guard let persistence else { return }
        let node = node(id)
        let flags = node.pointee.flags
        if flags.contains(.unsaved) { return }
        node.pointee.store(flags.union(.unsaved))
        persistence.unsaved.push(id)
    }
}

extension Node {
    /// Makes the node what it was when it was saved, but for its edges.
    func store(restored record: NodeRecord) {
        var restored = NodeState(bits: 0)
        restored.isComputed = record.condition != .omitted
        restored.isDirty = record.condition == .dirty || record.condition == .forced
        restored.isForced = record.condition == .forced
        restored.isAbsent = restored.isComputed
        restored.verifiedAt = record.verifiedAt
        store(restored)
        changedAt.store(record.changedAt, ordering: .relaxed)
        var flags = NodeFlags(rawValue: record.flags).intersection(.kept)
        flags.set(.edgesAreSaved, record.condition <= .dirty)
        store(flags)
        store(record.fingerprint)
    }
}
