import Synchronization

/// Publish: makes an outcome, or the knowledge that the one at hand is up to date, visible.
extension Strand {
    /// Publishes an outcome for the node on top.
    ///
    /// If the outcome has the fingerprint of the one before, the node is backdated: it keeps that
    /// outcome and its changed-at, so that dependents find it unchanged. A node that was clean, and
    /// is computed only because its value is not in memory, keeps its changed-at too: nothing it
    /// depends on has changed. If it turns out to have another fingerprint all the same, it is left
    /// without one and transient, so that it will be computed again, and count as changed.
    ///
    /// A strand that was superseded while computing may have worked on what a commit has changed
    /// since. Its dependents were not recorded when the commit marked, so its dependencies are
    /// looked at again here: if one is not clean, or is newer than the strand, the outcome is kept
    /// but stays dirty. Without that, stale outcomes are taken for clean.
    ///
    /// `slot` has the outcome among the kind's values.
    @usableFromInline
    func publish(_ slot: UInt32, fingerprint: Fingerprint?) {
        graphReference._withUnsafeGuaranteedRef { publish(slot, fingerprint, in: $0) }
    }

    private func publish(_ slot: UInt32, _ fingerprint: Fingerprint?, in graph: Graph) {
        let claim = claims.top.pointee
        let node = graph.node(claim.node)
        let kind = node.pointee.kind
        let isLeaf = recorded.count == claim.base
        let durability = isLeaf ? graph.durability(of: claim.node) : nil
        var verbs: [EventLog.Verb] = []
        var discarded: UInt32? = slot
        let awakened = graph.ledger.withLock { ledger -> [Waiter] in
            var state = node.pointee.load()
            // A commit may have injected another value, and taken the node away.
            guard state.isClaimed, state.strand == number else { return [] }
            let live = graph.live.load(ordering: .relaxed)
            var isNew = false
            let entries = recorded.elements(from: claim.base)
            let replaced = ledger.edges.replace(
                dependenciesOf: claim.node, with: entries, nodes: graph.nodes)
            ledger.retirement.retire(replaced, at: live)
            var isTransient = claim.isTransient
            if state.isRestoring {
                if node.pointee.fingerprint != fingerprint {
                    // A leaf reads a world whose change nobody has told yet.
                    if !isTransient && !isLeaf { verbs.append(.differ) }
                    isTransient = true
                    node.pointee.store(nil)
                }
            } else if state.isComputed, node.pointee.hasFingerprint(fingerprint) {
                verbs.append(.backdate)
            } else {
                if state.isComputed && !state.isAbsent {
                    let old = node.pointee.value.load(ordering: .relaxed)
                    ledger.retirement.retire(Retirement.Value(kind: kind, slot: old), at: live)
                }
                node.pointee.store(fingerprint)
                node.pointee.changedAt.store(revision, ordering: .releasing)
                isNew = true
            }
            if isNew || state.isAbsent {
                node.pointee.value.store(slot, ordering: .releasing)
                state.isAbsent = false
                discarded = nil
            }
            var flags = node.pointee.flags
            flags.remove(.injected)
            if let durability { flags.durability = durability }
            node.pointee.store(flags)
            if live != revision {
                verbs.append(.late)
                dirty(&state, ifOutdated: claim.node)
            }
            if isTransient { ledger.transients.append(claim.node) }
            state.isTransient = isTransient
            graph.touch(claim.node)
            return complete(node, claim.node, state, &ledger)
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
            if !isLive { dirty(&state, ifOutdated: id) }
            graph.touch(id)
            return complete(node, id, state, &ledger)
        }
        claims.truncate(to: claims.count - 1)
        graph.record(.verify, id)
        for waiter in awakened { waiter.resume() }
    }

    /// Publishes the outcome of the clean node on top, which was read from where it is kept.
    func publishRestored(_ slot: UInt32) {
        let id = claims.top.pointee.node
        let node = graph.node(id)
        var discarded: UInt32? = slot
        let awakened = graph.ledger.withLock { ledger -> [Waiter] in
            var state = node.pointee.load()
            guard state.isClaimed, state.strand == number else { return [] }
            node.pointee.value.store(slot, ordering: .releasing)
            state.isAbsent = false
            discarded = nil
            return complete(node, id, state, &ledger)
        }
        claims.truncate(to: claims.count - 1)
        if let discarded { graph.kinds[node.pointee.kind].pointee.discard(discarded) }
        graph.record(.load, id)
        for waiter in awakened { waiter.resume() }
    }

    /// Marks a node whose claim is about to end late, if what it depends on has changed.
    private func dirty(_ state: inout NodeState, ifOutdated id: NodeID) {
        guard !state.isDirty, graph.isOutdated(id, at: revision) else { return }
        // Only a clean node that was restored by asking for something else than before.
        if state.isClean { graph.markDependents(of: id) }
        state.isDirty = true
    }

    /// Ends a claim with an outcome.
    private func complete(
        _ node: UnsafeMutablePointer<Node>, _ id: NodeID, _ claimed: NodeState,
        _ ledger: inout Ledger
    ) -> [Waiter] {
        let awakened = ledger.awake(id, claimed)
        var state = claimed
        state.isComputed = true
        state.isClaimed = false
        state.isAwaited = false
        state.isRestoring = false
        state.strand = 0
        state.verifiedAt = revision
        node.pointee.store(state)
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
