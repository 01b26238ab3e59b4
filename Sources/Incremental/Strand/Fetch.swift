/// Fetch: the way of a request into the graph.
extension Strand {
    /// The node of a key, and whether it has an outcome that this strand may use, in which case it
    /// is recorded.
    @inlinable
    func look<K: Key>(for key: K) -> (NodeID, isReady: Bool) {
        graphReference._withUnsafeGuaranteedRef { graph in
            let id = graph.kinds.withTable(of: K.self) { $0.intern(key, in: graph) }
            let isReady = isLive && graph.node(id).pointee.load().isClean
            if isReady { record(id) }
            return (id, isReady)
        }
    }

    /// The outcome of a node that has one.
    @inlinable
    func outcome<K: Key>(of id: NodeID, as type: K.Type) -> Result<K.Output, any Error> {
        graphReference._withUnsafeGuaranteedRef { graph in
            graph.kinds.withTable(of: type) { $0.outcome(of: graph.node(id)) }
        }
    }

    /// Sees to it that a node has an outcome that this strand may use.
    ///
    /// - Throws: `CycleError` if the node waits for this strand; else why the strand is abandoned.
    @inline(__always)
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
    @usableFromInline
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
