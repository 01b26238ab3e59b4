import Synchronization

/// A memory of answers to keys that knows which of them each change of the world leaves standing.
///
/// There is one live revision. A commit makes the next one; evaluations of the one before go on
/// only until their next request. Any number of evaluations may run at once, and share what they
/// compute.
public final class Engine: Sendable {
    let graph: Graph
    private let pool: WorkerPool

    /// An engine that has computed nothing.
    ///
    /// - Parameters:
    ///   - resources: The services for every computation.
    ///   - workers: How many threads compute, at least 1. Waiting for a child process or a lock
    ///     inside a computation takes one away; such calls belong on threads of their own.
    ///   - log: Told what the engine does; nil costs nothing.
    ///   - reportDifference: Called with the description of a key that evaluated to something else
    ///     although nothing it depends on has changed: its computation is not deterministic. That
    ///     is seen only when an evicted or unsaved value is computed again.
    ///   - store: Where the graph is kept: what it has is there as if it had been computed by this
    ///     engine. Used by one engine only.
    public convenience init(
        resources: Resources, workers: Int, log: EventLog? = nil,
        reportDifference: (@Sendable (String) -> Void)? = nil, store: GraphStore? = nil
    ) {
        let graph =
            store.map {
                Graph.restored(
                    from: $0, resources: resources, log: log, reportDifference: reportDifference)
            } ?? Graph(resources: resources, log: log, reportDifference: reportDifference)
        self.init(graph: graph, workers: workers)
    }

    /// An engine that reads values which are not in memory from where they are kept.
    convenience init(
        resources: Resources, workers: Int, log: EventLog?,
        reportDifference: (@Sendable (String) -> Void)?, keptValues: (any KeptValues)?
    ) {
        let graph = Graph(
            resources: resources, log: log, reportDifference: reportDifference,
            keptValues: keptValues)
        self.init(graph: graph, workers: workers)
    }

    private init(graph: Graph, workers: Int) {
        self.graph = graph
        pool = WorkerPool(width: workers)
    }

    /// How many keys have been asked for.
    public var nodeCount: Int { Int(graph.nodes.count) }

    /// About how many bytes of values are in memory, as `Key.sizeBytes(of:)` counts them.
    public var valueBytes: Int { graph.valueBytes }

    /// Limits the memory for values.
    ///
    /// While evaluations run there may be more of them, for what an evaluation has seen stays until
    /// it ends; then those that have not been read for the longest time go until a quarter of the
    /// limit is free.
    ///
    /// - Parameter limitBytes: How many bytes, as `Key.sizeBytes(of:)` counts them; nil, as in the
    ///   beginning, for no limit.
    public func limitValues(toBytes limitBytes: Int?) {
        graph.shrink { $0.limitBytes = limitBytes }
    }

    /// Evicts values until about as many bytes are left, now or when the evaluations that run have
    /// ended.
    ///
    /// - Parameter targetBytes: How many bytes, as `Key.sizeBytes(of:)` counts them.
    public func evictValues(downToBytes targetBytes: Int) {
        graph.shrink { $0.requestedBytes = targetBytes }
    }

    /// Makes a new revision out of changes, and supersedes the evaluations that are running.
    ///
    /// If nothing changes (no key was computed that is invalidated, each value set is the one at
    /// hand, nothing transient is kept), there is no new revision.
    ///
    /// - Parameter body: Names the changes.
    /// - Returns: Whether there were any, leaving aside what is transient.
    @discardableResult
    public func commit(_ body: (inout Transaction) -> Void) -> Bool {
        var transaction = Transaction(graph: graph)
        body(&transaction)
        return graph.commit(transaction)
    }

    /// The output of a key at the live revision.
    ///
    /// Cancelling the calling task gives back what is being computed for it; evaluations that wait
    /// for any of that take it over.
    ///
    /// - Throws: What the computation threw; `CancellationError`; `SupersededError` if a commit
    ///   came in between.
    @inlinable
    public func evaluate<K: Key>(_ key: K) async throws -> K.Output {
        try await withContext { context in try await context.request(key) }
    }

    /// Runs a body that may ask many questions of the live revision.
    ///
    /// - Parameters:
    ///   - resources: The services for what is computed on behalf of this evaluation; nil for those
    ///     given to the engine.
    ///   - body: Asks.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws; `CancellationError` if the calling task was cancelled;
    ///   `DamagedGraphError` if what was kept of the graph turned out to be damaged.
    public func withContext<Success: Sendable>(
        resources: Resources? = nil,
        _ body: @Sendable (borrowing Context) async throws -> Success
    ) async throws -> Success {
        try await withTaskExecutorPreference(pool) {
            let strand = graph.begin(resources ?? graph.resources)
            defer { graph.end(strand) }
            return try await withTaskCancellationHandler {
                do {
                    let success = try await body(Context(strand: strand))
                    try graph.checkUndamaged()
                    return success
                } catch {
                    try graph.checkUndamaged()
                    if Task.isCancelled { throw CancellationError() }
                    throw error
                }
            } onCancel: {
                strand.cancellation.request()
            }
        }
    }
}

extension Graph {
    /// The strand of a new evaluation at the live revision.
    fileprivate func begin(_ resources: Resources) -> Strand {
        ledger.withLock { ledger in
            let revision = live.load(ordering: .relaxed)
            ledger.retirement.begin(at: revision)
            let strand = Strand(
                graph: self, revision: revision, evaluation: ledger.nextEvaluation(), parent: nil,
                resources: resources, cancellation: Cancellation())
            ledger.register(strand)
            return strand
        }
    }

    /// Changes what is to be evicted, and evicts it if nobody asks.
    fileprivate func shrink(_ change: (inout Eviction) -> Void) {
        let drained = ledger.withLock { ledger in
            change(&ledger.eviction)
            evict(&ledger)
            return ledger.drain()
        }
        destroy(drained)
    }

    /// Ends an evaluation.
    fileprivate func end(_ strand: Strand) {
        assert(strand.claims.isEmpty, "a strand ends without claims")
        let drained = ledger.withLock { ledger in
            ledger.unregister(strand)
            ledger.retirement.end(at: strand.revision)
            evict(&ledger)
            return ledger.drain()
        }
        destroy(drained)
        assert(checkInvariants())
    }
}
