import Synchronization

/// A strand that waits for another's claim to end.
///
/// All of it is used under the graph's lock, except that who has taken the continuation resumes it
/// without.
final class Waiter: @unchecked Sendable {
    let strand: Strand
    let node: NodeID
    private var continuation: UnsafeContinuation<Void, any Error>?
    private(set) var isCancelled = false

    init(strand: Strand, node: NodeID) {
        self.strand = strand
        self.node = node
    }

    func suspend(_ continuation: UnsafeContinuation<Void, any Error>) {
        self.continuation = continuation
    }

    func cancel() { isCancelled = true }

    /// Ends the wait.
    ///
    /// The waiter has been taken out of the ledger, so only one thread comes here.
    func resume(throwing error: (any Error)? = nil) {
        guard let continuation else { preconditionFailure("an enqueued waiter is suspended") }
        self.continuation = nil
        if let error { continuation.resume(throwing: error) } else { continuation.resume() }
    }
}

extension Strand {
    /// Suspends until the claim of another strand on a node has ended, one way or the other.
    ///
    /// - Throws: `CycleError` if that strand waits, directly or not, for this one; else the reason
    ///   for which this strand is abandoned.
    nonisolated(nonsending) func wait(for id: NodeID) async throws {
        let waiter = Waiter(strand: self, node: id)
        do {
            try await withTaskCancellationHandler {
                try await withUnsafeThrowingContinuation { continuation in
                    graph.enqueue(waiter, continuation)
                }
            } onCancel: { [graph] in
                graph.cancel(waiter)
            }
        } catch let cycle as CycleError {
            throw cycle
        } catch {
            abandon(error)
            throw error
        }
    }
}

extension Graph {
    /// Enqueues a waiter, unless there is nothing to wait for, or waiting would be for ever.
    fileprivate func enqueue(
        _ waiter: Waiter, _ continuation: UnsafeContinuation<Void, any Error>
    ) {
        enum Decision {
            case wait
            case goOn
            case abandon(any Error)
            case cycle([NodeID])
        }
        let decision = ledger.withLock { ledger -> Decision in
            if waiter.isCancelled { return .abandon(CancellationError()) }
            if !waiter.strand.isLive { return .abandon(SupersededError()) }
            let node = node(waiter.node)
            var state = node.pointee.load()
            guard state.isClaimed else { return .goOn }
            waiter.strand.block(on: waiter.node)
            if let cycle = CycleSearch(graph: self).cycle(closedBy: waiter.strand, in: &ledger) {
                waiter.strand.unblock()
                return .cycle(cycle)
            }
            waiter.suspend(continuation)
            ledger.waiters[waiter.node, default: []].append(waiter)
            state.isAwaited = true
            node.pointee.store(state)
            return .wait
        }
        switch decision {
        case .wait: break
        case .goOn: continuation.resume()
        case .abandon(let error): continuation.resume(throwing: error)
        case .cycle(let ids): continuation.resume(throwing: CycleError(keys: ids.map(describe)))
        }
    }

    /// Ends the wait of a cancelled task.
    fileprivate func cancel(_ waiter: Waiter) {
        let isEnqueued = ledger.withLock { ledger in
            waiter.cancel()
            guard let index = ledger.waiters[waiter.node]?.firstIndex(where: { $0 === waiter })
            else { return false }
            ledger.waiters[waiter.node]?.remove(at: index)
            waiter.strand.unblock()
            return true
        }
        if isEnqueued { waiter.resume(throwing: CancellationError()) }
    }
}

extension Ledger {
    /// Takes out who waits for a node whose state is about to lose its claim.
    mutating func awake(_ id: NodeID, _ state: NodeState) -> [Waiter] {
        guard state.isAwaited else { return [] }
        let awakened = waiters.removeValue(forKey: id) ?? []
        for waiter in awakened { waiter.strand.unblock() }
        return awakened
    }

    /// Takes out everybody who waits, when a commit has superseded them.
    mutating func awakeAll() -> [Waiter] {
        let awakened = waiters.values.flatMap { $0 }
        waiters = [:]
        for waiter in awakened { waiter.strand.unblock() }
        return awakened
    }
}
