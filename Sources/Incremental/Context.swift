/// What a computation sees of the engine: the right to ask, which records what was asked.
///
/// It cannot be copied, so the compiler refuses to carry it into a child task: work forks only
/// through `all`, `results` and `request(pack:)`, where the engine sees it. Requests made one after
/// the other are computed one after the other.
public struct Context: ~Copyable {
    // Alive: the evaluation or the fork that made the strand waits for the call that has this.
    unowned(unsafe) let strand: Strand

    init(strand: Strand) {
        self.strand = strand
    }

    /// The services given to the engine.
    public var resources: Resources { strand.graph.resources }

    /// The output of one key, computed in the calling task if nobody has it or is at it.
    ///
    /// - Throws: What the computation threw; `CycleError` if it is waiting for the caller; else
    ///   `SupersededError` or `CancellationError`, after which no outcome of the caller is kept.
    nonisolated(nonsending) public func request<K: Key>(_ key: K) async throws -> K.Output {
        let graph = strand.graph
        let kind = graph.kinds.kind(of: K.self)
        let id = kind.intern(key, in: graph)
        let node = graph.node(id)
        if strand.isLive, node.pointee.load().isClean {
            strand.record(id)
        } else {
            try await strand.fetchAndRecord(id)
        }
        return try kind.outcome(of: node).get()
    }

    /// Says that the outcome of this computation, value or error, must not outlive the revision:
    /// the next commit makes whoever depends on it look again.
    public func markTransient() {
        if !strand.claims.isEmpty { strand.claims.top.pointee.isTransient = true }
    }
}
