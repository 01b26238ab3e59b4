import Synchronization

/// Execute: computes the node on top of the claims.
extension Strand {
    /// Gets the value of the clean node on top back, and publishes it.
    ///
    /// - Throws: Why the strand is abandoned, after the claim was released.
    nonisolated(nonsending) func restore() async throws {
        if let slot = graph.keptValues?.restore(claims.top.pointee.node, in: graph) {
            return publishRestored(slot)
        }
        try await execute()
    }

    /// Computes the node on top and publishes its outcome.
    ///
    /// Like `Context.output(of:)` it ends with the call through the closure.
    ///
    /// - Throws: Why the strand is abandoned, after the claim was released.
    @inline(never)
    nonisolated(nonsending) func execute() async throws {
        let claim = claims.top.pointee
        graph.record(claim.verb, claim.node)
        let node = graph.node(claim.node)
        let key: UInt32
        do {
            key = try graph.keySlot(of: claim.node)
        } catch {
            abandon(error)
            release()
            throw error
        }
        try await graph.kinds[node.pointee.kind].pointee.execute(key, self)
    }

    /// `finish` for what was computed on behalf of the computation below it on the stack.
    @inlinable
    func finishAndRecord<K: Key>(
        _ outcome: Result<K.Output, any Error>, of key: K, _ id: NodeID
    ) throws {
        try graphReference._withUnsafeGuaranteedRef { graph in
            try graph.kinds.withTable(of: K.self) { try finish(outcome, of: $0) }
        }
        record(id)
    }

    /// Publishes the outcome of the node on top, unless it only reflects that the strand has been
    /// abandoned: then the claim is released.
    @inlinable
    func finish<K: Key>(_ outcome: Result<K.Output, any Error>, of table: KeyTable<K>) throws {
        switch outcome {
        case .success(let output):
            try settle(failure: nil)
            publish(table.keep(outcome), fingerprint: K.fingerprint(output))
        case .failure(let error):
            try settle(failure: error)
            publish(table.keep(outcome), fingerprint: nil)
        }
    }

    /// Releases the claim on top and throws if the strand has been abandoned.
    @usableFromInline
    func settle(failure: (any Error)?) throws {
        if let failure, failure is CancellationError || cancellation.isRequested {
            abandon(CancellationError())
        }
        if let abandonment {
            release()
            throw abandonment
        }
        if failure is any TransientError { claims.top.pointee.isTransient = true }
    }
}
