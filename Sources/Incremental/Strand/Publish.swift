import Synchronization

/// Publish: makes an outcome, or the knowledge that the one at hand is up to date, visible.
extension Strand {
    /// Publishes an outcome for the node on top.
    ///
    /// If the outcome has the fingerprint of the one before, the node is backdated: it keeps that
    /// outcome and its changed-at, so that dependents find it unchanged.
    ///
    /// A strand that was superseded while computing may have worked on what a commit has changed
    /// since. Its dependents were not recorded when the commit marked, so its dependencies are
    /// looked at again here: if one is not clean, or is newer than the strand, the outcome is kept
    /// but stays dirty. Without that, stale outcomes are taken for clean.
    ///
    /// `slot` has the outcome among the kind's values.
    @usableFromInline
    func publish(_ slot: UInt32, fingerprint: Fingerprint?) {
        let graph = graph
        let claim = claims.top.pointee
        let node = graph.node(claim.node)
        let kind = node.pointee.kind
        var verbs: [EventLog.Verb] = []
        var discarded: UInt32? = slot
        let awakened = graph.ledger.withLock { ledger -> [Waiter] in
            var state = node.pointee.load()
            // A commit may have injected another value, and taken the node away.
            guard state.isClaimed, state.strand == number else { return [] }
            let live = graph.live.load(ordering: .relaxed)
            let entries = recorded.elements(from: claim.base)
            let replaced = ledger.edges.replace(
                dependenciesOf: claim.node, with: entries, nodes: graph.nodes)
            ledger.retirement.retire(.dependencies(replaced), at: live)
            if state.isComputed, node.pointee.hasFingerprint(fingerprint) {
                verbs.append(.backdate)
            } else {
                if state.isComputed {
                    let old = node.pointee.value.load(ordering: .relaxed)
                    ledger.retirement.retire(.value(kind: kind, slot: old), at: live)
                }
                node.pointee.store(fingerprint)
                node.pointee.value.store(slot, ordering: .releasing)
                node.pointee.changedAt.store(revision, ordering: .releasing)
                discarded = nil
            }
            if live != revision {
                verbs.append(.late)
                state.isDirty = state.isDirty || graph.isOutdated(claim.node, at: revision)
            }
            if claim.isTransient { ledger.transients.append(claim.node) }
            state.isTransient = claim.isTransient
            return complete(claim.node, state, &ledger)
        }
        recorded.truncate(to: claim.base)
        claims.truncate(to: claims.count - 1)
        if let discarded { graph.kinds[kind].pointee.discard(discarded) }
        for verb in verbs { graph.record(verb, claim.node) }
        for waiter in awakened { waiter.resume() }
    }

    /// Publishes that the node on top is up to date.
    func publishVerified() {
        let id = claims.top.pointee.node
        let node = graph.node(id)
        let awakened = graph.ledger.withLock { ledger -> [Waiter] in
            var state = node.pointee.load()
            guard state.isClaimed, state.strand == number else { return [] }
            if !isLive { state.isDirty = state.isDirty || graph.isOutdated(id, at: revision) }
            return complete(id, state, &ledger)
        }
        claims.truncate(to: claims.count - 1)
        graph.record(.verify, id)
        for waiter in awakened { waiter.resume() }
    }

    /// Ends a claim with an outcome.
    private func complete(
        _ id: NodeID, _ claimed: NodeState, _ ledger: inout Ledger
    ) -> [Waiter] {
        let awakened = ledger.awake(id, claimed)
        var state = claimed
        state.isComputed = true
        state.isClaimed = false
        state.isAwaited = false
        state.strand = 0
        state.verifiedAt = revision
        graph.node(id).pointee.store(state)
        return awakened
    }
}

extension Node {
    /// Whether an outcome of this fingerprint is the one the node has.
    func hasFingerprint(_ other: Fingerprint?) -> Bool {
        other != nil && fingerprint == other
    }
}

extension Graph {
    /// Whether a dependency of a node is not clean, or has changed after a revision.
    fileprivate func isOutdated(_ id: NodeID, at revision: Revision) -> Bool {
        let list = DependencyList(base: node(id).pointee.dependencies.load(ordering: .relaxed))
        return (0..<list.count).contains { index in
            let dependency = node(list[index])
            return !dependency.pointee.load().isClean
                || dependency.pointee.changedAt.load(ordering: .relaxed) > revision
        }
    }
}
