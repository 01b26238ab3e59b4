/// Fetch: the way of a request into the graph.
extension Strand {
    /// Sees to it that a node has an outcome that this strand may use.
    ///
    /// - Throws: `CycleError` if the node waits for this strand; else why the strand is abandoned.
    nonisolated(nonsending) func fetch(_ id: NodeID) async throws {
        while true {
            try checkLive()
            let state = graph.node(id).pointee.load()
            if state.isClean { return }
            if state.isClaimed {
                if state.strand == number {
                    throw CycleError(keys: claimed(from: id).map(graph.describe))
                }
                try await wait(for: id)
                continue
            }
            guard try claim(id, state) else { continue }
            if state.isComputed && !state.isForced {
                return try await verify()
            }
            return try await execute()
        }
    }

    /// `fetch` on behalf of the computation on top, recorded as its dependency.
    nonisolated(nonsending) func fetchAndRecord(_ id: NodeID) async throws {
        do {
            try await fetch(id)
            record(id)
        } catch let cycle as CycleError {
            recordCycle()
            record(id)
            throw cycle
        }
    }

    /// Notes that the computation on top has met a cycle: it depends on what is not computed yet,
    /// so its outcome cannot be found outdated by its dependencies.
    func recordCycle() {
        if !claims.isEmpty { claims.top.pointee.isTransient = true }
    }
}
