import Synchronization

/// Taking a node, and giving it back unfinished.
extension Strand {
    /// Claims a node that is not claimed, unless another strand is faster.
    ///
    /// The claim clears what was to be done; a commit that comes while it is held sets it again. A
    /// claim on a clean node is for restoring its value, and leaves it clean.
    ///
    /// The look at the live revision must follow the claim. A commit first makes its revision live
    /// and then marks; a claim first exchanges and then looks; all four are sequentially
    /// consistent. So either this strand sees that it is superseded, or the commit sees the claim
    /// and marks it. Otherwise an old strand could take up a node that the commit has just marked,
    /// compute it anew and publish a change under its old revision, at which dependents may have
    /// been verified.
    ///
    /// - Returns: Whether the node is on top of `claims` now.
    /// - Throws: If the strand is superseded, in which case it has not got the node.
    func claim(_ id: NodeID, _ state: NodeState) throws -> Bool {
        try graphReference._withUnsafeGuaranteedRef { try claim(id, state, in: $0) }
    }

    private func claim(_ id: NodeID, _ state: NodeState, in graph: Graph) throws -> Bool {
        var claimed = state
        claimed.isDirty = false
        claimed.isForced = false
        claimed.isRestoring = state.isClean
        claimed.isClaimed = true
        claimed.strand = number
        guard graph.node(id).pointee.exchange(state, claimed) else { return false }
        claims.push(Claim(node: id, before: state, base: recorded.count))
        if graph.live.load(ordering: .sequentiallyConsistent) != revision {
            release()
            try checkLive()
        }
        return true
    }

    /// Claims a node that was never computed, to be computed next.
    ///
    /// - Returns: False if it is not for this strand to compute right now.
    /// - Throws: Why the strand is abandoned.
    @usableFromInline
    func claimNew(_ id: NodeID) throws -> Bool {
        try checkLive()
        return try graphReference._withUnsafeGuaranteedRef { graph in
            let state = graph.node(id).pointee.load()
            guard !state.isComputed, !state.isClaimed else { return false }
            guard try claim(id, state, in: graph) else { return false }
            graph.record(.compute, id)
            return true
        }
    }

    /// Gives the node on top back as it was, with the marks it got since.
    ///
    /// Who waited for it may claim it.
    func release() {
        let claim = claims.top.pointee
        recorded.truncate(to: claim.base)
        claims.truncate(to: claims.count - 1)
        let node = graph.node(claim.node)
        let awakened = graph.ledger.withLock { ledger -> [Waiter] in
            var state = node.pointee.load()
            guard state.isClaimed, state.strand == number else { return [] }
            let awakened = ledger.awake(claim.node, state)
            state.isClaimed = false
            state.isAwaited = false
            state.isRestoring = false
            state.strand = 0
            state.isDirty = state.isDirty || claim.before.isDirty
            state.isForced = state.isForced || claim.before.isForced
            node.pointee.store(state)
            return awakened
        }
        graph.record(.release, claim.node)
        for waiter in awakened { waiter.resume() }
    }

    /// Gives back all but the first `count` claims.
    func release(downTo count: Int) {
        while claims.count > count { release() }
    }
}
