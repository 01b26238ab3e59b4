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
    public init(resources: Resources, workers: Int, log: EventLog? = nil) {
        graph = Graph(resources: resources, log: log)
        pool = WorkerPool(width: workers)
    }

    /// How many keys have been asked for.
    public var nodeCount: Int { Int(graph.nodes.count) }

    /// Makes a new revision out of changes, and supersedes the evaluations that are running.
    ///
    /// If nothing changes (no key was computed that is invalidated, each value set is the one at
    /// hand, nothing transient is kept), there is no new revision.
    public func commit(_ body: (inout Transaction) -> Void) {
        var transaction = Transaction(graph: graph)
        body(&transaction)
        graph.commit(transaction)
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
    /// - Throws: What the body throws; `CancellationError` if the calling task was cancelled.
    public func withContext<Success: Sendable>(
        resources: Resources? = nil,
        _ body: @Sendable (borrowing Context) async throws -> Success
    ) async throws -> Success {
        try await withTaskExecutorPreference(pool) {
            let strand = graph.begin(resources ?? graph.resources)
            defer { graph.end(strand) }
            do {
                return try await body(Context(strand: strand))
            } catch {
                if Task.isCancelled { throw CancellationError() }
                throw error
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
                graph: self, revision: revision, parent: nil, resources: resources)
            ledger.register(strand)
            return strand
        }
    }

    /// Ends an evaluation.
    fileprivate func end(_ strand: Strand) {
        assert(strand.claims.isEmpty, "a strand ends without claims")
        let drained = ledger.withLock { ledger in
            ledger.unregister(strand)
            ledger.retirement.end(at: strand.revision)
            return ledger.retirement.drain()
        }
        destroy(drained)
        assert(checkInvariants())
    }
}
