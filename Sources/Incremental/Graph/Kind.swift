import Synchronization

/// All keys of one type, and the outcomes of those that were computed.
///
/// The untyped face, by which verification and forks work on nodes of any kind.
class AnyKind: @unchecked Sendable {
    // `@unchecked Sendable`: only immutable properties here, and synchronised ones in `Kind`.

    let type: ObjectIdentifier
    let number: UInt16

    init(type: ObjectIdentifier, number: UInt16) {
        self.type = type
        self.number = number
    }

    /// The description of the key in a slot.
    func describe(key slot: UInt32) -> String { preconditionFailure("overridden by Kind") }

    /// Computes the node on top of the strand's claims, and publishes or releases it.
    ///
    /// - Throws: If the strand is abandoned. An error of the computation is an outcome.
    nonisolated(nonsending) func execute(key slot: UInt32, on strand: Strand) async throws {
        preconditionFailure("overridden by Kind")
    }

    /// Destroys the outcome in a slot that nobody can reach any more.
    func discard(value slot: UInt32) { preconditionFailure("overridden by Kind") }
}

/// All keys of type `K`.
final class Kind<K: Key>: AnyKind, @unchecked Sendable {
    typealias Outcome = Result<K.Output, any Error>

    private struct Entry {
        let key: K
        let node: NodeID
    }

    private let index = KeyIndex()
    private let keys = ChunkedStorage<Entry>()
    private let values = ChunkedStorage<Outcome?>()
    private let freeValues = Mutex<[UInt32]>([])

    /// The node of a key, made if it is new.
    @inline(__always)
    func intern(_ key: K, in graph: Graph) -> NodeID {
        let hash = Self.hash(key)
        if let slot = index.find(hash, where: { keys[$0].pointee.key == key }) {
            return keys[slot].pointee.node
        }
        return insert(key, hash, in: graph)
    }

    /// The node of a key, if it was ever asked for.
    func find(_ key: K) -> NodeID? {
        let slot = index.find(Self.hash(key), where: { keys[$0].pointee.key == key })
        return slot.map { keys[$0].pointee.node }
    }

    @inline(never)
    private func insert(_ key: K, _ hash: UInt64, in graph: Graph) -> NodeID {
        let slot = index.findOrInsert(
            hash,
            where: { keys[$0].pointee.key == key },
            make: {
                let slot = UInt32(keys.count)
                let node = graph.nodes.append(Node(kind: number, key: slot))
                return keys.append(Entry(key: key, node: NodeID(raw: node)))
            },
            rehash: { Self.hash(keys[$0].pointee.key) })
        return keys[slot].pointee.node
    }

    private static func hash(_ key: K) -> UInt64 { UInt64(bitPattern: Int64(key.hashValue)) }

    /// The outcome of a computed node.
    @inline(__always)
    func outcome(of node: UnsafeMutablePointer<Node>) -> Outcome {
        let slot = node.pointee.value.load(ordering: .acquiring)
        guard let outcome = values[slot].pointee else {
            preconditionFailure("the value of a computed node is kept while it can be read")
        }
        return outcome
    }

    /// Puts an outcome where nobody sees it yet.
    func keep(_ outcome: Outcome) -> UInt32 {
        guard let slot = freeValues.withLock({ $0.popLast() }) else {
            return values.append(outcome)
        }
        values[slot].pointee = outcome
        return slot
    }

    override func discard(value slot: UInt32) {
        values[slot].pointee = nil
        freeValues.withLock { $0.append(slot) }
    }

    override func describe(key slot: UInt32) -> String { keys[slot].pointee.key.description }

    nonisolated(nonsending) override func execute(
        key slot: UInt32, on strand: Strand
    ) async throws {
        let outcome: Outcome
        do {
            let context = Context(strand: strand)
            outcome = .success(try await keys[slot].pointee.key.compute(in: context))
        } catch {
            outcome = .failure(error)
        }
        try strand.finish(outcome, of: self)
    }
}
