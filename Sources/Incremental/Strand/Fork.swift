import Synchronization

/// Fork: the only place, besides the start of an evaluation, where tasks are made.
///
/// A task costs about a microsecond, twice what a computed node costs otherwise. So a fork is only
/// made for nodes that need work, and for two at least.
extension Strand {
    /// Fetches nodes concurrently, each in a child strand of its own.
    ///
    /// - Parameters:
    ///   - ids: The nodes.
    ///   - need: What is wanted of them.
    /// - Returns: For each node the cycle that asking for it would close, if so.
    /// - Throws: Why the strand is abandoned, when all children have ended.
    nonisolated(nonsending) func fork(
        _ ids: [NodeID], for need: Need
    ) async throws -> [CycleError?] {
        let children = graph.ledger.withLock { ledger in
            blockOnChildren()
            return ids.map { _ in
                let child = Strand(
                    graph: graph, revision: revision, evaluation: evaluation, parent: self,
                    resources: resources, cancellation: cancellation)
                ledger.register(child)
                return child
            }
        }
        await withDiscardingTaskGroup { group in
            for (child, id) in zip(children, ids) {
                group.addTask { await child.run(id, for: need) }
            }
        }
        graph.ledger.withLock { _ in unblock() }
        for case let reason? in children.lazy.map(\.abandonment) { abandon(reason) }
        if let abandonment { throw abandonment }
        return children.map(\.cycle)
    }

    /// The life of a child.
    private func run(_ id: NodeID, for need: Need) async {
        do {
            try await fetch(id, for: need)
        } catch let error as CycleError {
            cycle = error
        } catch {
            assert(abandonment != nil, "what is not a cycle abandons the strand")
        }
        assert(claims.isEmpty, "a strand ends without claims")
        graph.ledger.withLock { $0.unregister(self) }
    }

    /// Fetches nodes concurrently on behalf of the computation on top, as one group.
    ///
    /// - Returns: Nothing if all have outcomes, else for each node why it has none.
    @usableFromInline
    nonisolated(nonsending) func fetchGroup(_ ids: [NodeID]) async -> [(any Error)?] {
        defer { record(group: ids) }
        let isLive = isLive
        let pending = ids.indices.filter { index in
            !isLive || !graph.node(ids[index]).pointee.load().isReady
        }
        if pending.isEmpty { return [] }
        do {
            try checkLive()
            let cycles = try await fetch(pending.map { ids[$0] })
            if cycles.allSatisfy({ $0 == nil }) { return [] }
            recordCycle()
            var failures: [(any Error)?] = Array(repeating: nil, count: ids.count)
            for (index, cycle) in zip(pending, cycles) { failures[index] = cycle }
            return failures
        } catch {
            var failures: [(any Error)?] = Array(repeating: nil, count: ids.count)
            for index in pending { failures[index] = error }
            return failures
        }
    }

    /// Fetches one node here, or several in children.
    nonisolated(nonsending) private func fetch(_ ids: [NodeID]) async throws -> [CycleError?] {
        guard ids.count == 1 else { return try await fork(ids, for: .value) }
        do {
            try await fetch(ids[0], for: .value)
            return [nil]
        } catch let cycle as CycleError {
            return [cycle]
        }
    }
}
