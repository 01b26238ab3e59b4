import Synchronization

/// Commit: makes changes of the world a new revision, and marks what they may affect.
///
/// Marking walks from each changed node along the dependents and stops at nodes that are not clean,
/// for everything above those is not clean either:
///
/// **Invariant.** If a node is not clean, none of its recorded dependents is clean.
///
/// A node that is claimed for restoring is clean, and is walked through.
///
/// So the cost is the affected part of the graph, once; and a clean node is valid without a look at
/// anything else.
extension Graph {
    /// Applies a transaction.
    ///
    /// - Returns: Whether it changes anything.
    func commit(_ transaction: Transaction) -> Bool {
        var changes = false
        var discarded: [Transaction.Injection] = []
        var restored: [Waiter] = []
        let (awakened, drained) = ledger.withLock { ledger -> ([Waiter], [Retirement.Value]) in
            let set = Set(transaction.injections.map(\.node))
            let all = transaction.invalidated + leaves(upTo: transaction.widest)
            let invalidated = all.filter { id in
                if set.contains(id) { return false }
                let state = node(id).pointee.loadOrdered()
                return state.isClaimed || state.isComputed && !state.isForced
            }
            var injections: [Transaction.Injection] = []
            var isLast = set
            for injection in transaction.injections.reversed() {
                if isLast.remove(injection.node) == nil {
                    discarded.append(injection)
                } else if isKnown(injection) {
                    if let waiters = restore(injection, &ledger) {
                        restored += waiters
                    } else {
                        discarded.append(injection)
                    }
                } else {
                    injections.append(injection)
                }
            }
            changes = !invalidated.isEmpty || !injections.isEmpty
            if !changes && ledger.transients.isEmpty {
                return ([], ledger.drain())
            }
            // Before the first mark: see `Strand.claim`.
            let revision = live.load(ordering: .relaxed) + 1
            live.store(revision, ordering: .sequentiallyConsistent)
            for id in ledger.transients + invalidated where force(id) { markDependents(of: id) }
            ledger.transients = []
            for injection in injections { inject(injection, at: revision, &ledger) }
            evict(&ledger)
            return (ledger.awakeAll(), ledger.drain())
        }
        for injection in discarded {
            kinds[node(injection.node).pointee.kind].pointee.discard(injection.slot)
        }
        destroy(drained)
        for waiter in awakened { waiter.resume(throwing: SupersededError()) }
        for waiter in restored { waiter.resume() }
        return changes
    }

    /// The nodes that read the world, of at most some durability.
    private func leaves(upTo durability: Durability?) -> [NodeID] {
        guard let durability else { return [] }
        return (0..<UInt32(nodes.count)).lazy.map(NodeID.init(raw:)).filter { id in
            let node = self.node(id)
            return node.pointee.dependencies.load(ordering: .relaxed) == nil
                && !node.pointee.flags.contains(.injected)
                && node.pointee.flags.durability <= durability
        }
    }

    /// Whether an injected value is the one a clean node has.
    private func isKnown(_ injection: Transaction.Injection) -> Bool {
        let node = node(injection.node)
        let state = node.pointee.loadOrdered()
        return state.isClean && !state.isTransient
            && node.pointee.hasFingerprint(injection.fingerprint)
    }

    /// Gives a clean node the value it has but which is not in memory.
    ///
    /// A claim on it loses its object.
    ///
    /// - Returns: Who waited for it; nil if the value is in memory.
    private func restore(
        _ injection: Transaction.Injection, _ ledger: inout Ledger
    ) -> [Waiter]? {
        let node = node(injection.node)
        while true {
            let state = node.pointee.loadOrdered()
            guard state.isAbsent else { return nil }
            node.pointee.value.store(injection.slot, ordering: .releasing)
            var restored = NodeState(bits: 0)
            restored.isComputed = true
            restored.verifiedAt = state.verifiedAt
            guard node.pointee.exchange(state, restored) else { continue }
            node.pointee.store(node.pointee.flags.union(.injected))
            touch(injection.node)
            return ledger.awake(injection.node, state)
        }
    }

    /// Marks everything that depends on a node dirty.
    ///
    /// Called under the graph's lock.
    func markDependents(of id: NodeID) {
        var stack = [id]
        while let next = stack.popLast() {
            let dependents = node(next).pointee.dependents
            for index in 0..<dependents.count where soil(dependents[index]) {
                stack.append(dependents[index])
            }
        }
    }

    /// Marks one node dirty.
    ///
    /// - Returns: Whether it was clean, so that its dependents are to be marked.
    private func soil(_ id: NodeID) -> Bool {
        mark(id) { $0.isDirty = true }
    }

    /// Marks one node as one to be computed again whatever its dependencies say.
    ///
    /// - Returns: Whether it was clean, so that its dependents are to be marked.
    private func force(_ id: NodeID) -> Bool {
        mark(id) {
            $0.isDirty = true
            $0.isForced = true
        }
    }

    private func mark(_ id: NodeID, _ change: (inout NodeState) -> Void) -> Bool {
        let node = node(id)
        while true {
            let state = node.pointee.loadOrdered()
            guard state.isComputed || state.isClaimed else { return false }
            var marked = state
            change(&marked)
            if marked == state { return state.isClean }
            if node.pointee.exchange(state, marked) {
                touch(id)
                return state.isClean
            }
        }
    }

    /// Gives a node a value that no computation made.
    ///
    /// A claim on it loses its object.
    private func inject(
        _ injection: Transaction.Injection, at revision: Revision, _ ledger: inout Ledger
    ) {
        let node = node(injection.node)
        let none = UnsafeBufferPointer<UInt32>(start: nil, count: 0)
        let replaced = ledger.edges.replace(
            dependenciesOf: injection.node, with: none, nodes: nodes)
        ledger.retirement.retire(replaced, at: revision)
        let old = node.pointee.value.load(ordering: .relaxed)
        let isUnchanged = node.pointee.hasFingerprint(injection.fingerprint)
        node.pointee.store(injection.fingerprint)
        node.pointee.store(node.pointee.flags.union(.injected))
        node.pointee.value.store(injection.slot, ordering: .releasing)
        if !isUnchanged { node.pointee.changedAt.store(revision, ordering: .releasing) }
        while true {
            let state = node.pointee.loadOrdered()
            var injected = NodeState(bits: 0)
            injected.isComputed = true
            injected.verifiedAt = revision
            guard node.pointee.exchange(state, injected) else { continue }
            touch(injection.node)
            if state.isComputed && !state.isAbsent {
                let kind = node.pointee.kind
                ledger.retirement.retire(Retirement.Value(kind: kind, slot: old), at: revision)
            }
            // Whoever recorded a node that was not clean is not clean.
            if state.isClean && !isUnchanged { markDependents(of: injection.node) }
            return
        }
    }
}
