/// What is wanted of a node.
enum Need {
    /// Its outcome.
    case value
    /// To know that it is up to date, or what it changed at.
    case validity
}

/// Fetch: the way of a request into the graph.
extension Strand {
    /// The node of a key, and its outcome if it has one that this strand may use, in which case it
    /// is recorded.
    @inlinable
    func look<K: Key>(for key: K) -> (NodeID, Result<K.Output, any Error>?) {
        graphReference._withUnsafeGuaranteedRef { graph in
            graph.kinds.withTable(of: K.self) { table in
                let id = table.intern(key, in: graph)
                return (id, look(at: id, graph, table))
            }
        }
    }

    /// The outcome of a node if it has one that this strand may use, in which case it is recorded.
    @inlinable
    func look<K: Key>(at id: NodeID, as type: K.Type) -> Result<K.Output, any Error>? {
        graphReference._withUnsafeGuaranteedRef { graph in
            graph.kinds.withTable(of: type) { look(at: id, graph, $0) }
        }
    }

    @inlinable
    @inline(__always)
    func look<K: Key>(
        at id: NodeID, _ graph: Graph, _ table: KeyTable<K>
    ) -> Result<K.Output, any Error>? {
        let node = graph.node(id)
        guard isLive, node.pointee.load().isReady else { return nil }
        record(id)
        node.pointee.use(in: evaluation)
        return table.outcome(of: node)
    }

    /// The outcome of a node that has one.
    @inlinable
    func outcome<K: Key>(of id: NodeID, as type: K.Type) -> Result<K.Output, any Error> {
        graphReference._withUnsafeGuaranteedRef { graph in
            let node = graph.node(id)
            node.pointee.use(in: evaluation)
            return graph.kinds.withTable(of: type) { $0.outcome(of: node) }
        }
    }

    /// Sees to it that a node has an outcome that this strand may use, or is up to date.
    ///
    /// - Throws: `CycleError` if the node waits for this strand; else why the strand is abandoned.
    @inline(__always)
    nonisolated(nonsending) func fetch(_ id: NodeID, for need: Need) async throws {
        while true {
            try checkLive()
            let state = graph.node(id).pointee.load()
            if state.isReady || need == .validity && state.isClean { return }
            if state.isClaimed {
                if state.strand == number {
                    throw CycleError(keys: claimed(from: id).map(graph.describe))
                }
                try await wait(for: id)
                continue
            }
            guard try claim(id, state) else { continue }
            if state.isClean { return try await restore() }
            if state.isForced || !state.isComputed { return try await execute() }
            try await verify()
            if need == .validity || !graph.node(id).pointee.load().isAbsent { return }
        }
    }

    /// `fetch` on behalf of the computation on top, recorded as its dependency.
    ///
    /// - Returns: The cycle that the request would close, if so.
    @usableFromInline
    nonisolated(nonsending) func fetchAndRecord(_ id: NodeID) async throws -> CycleError? {
        do {
            try await fetch(id, for: .value)
            record(id)
            return nil
        } catch let cycle as CycleError {
            recordCycle()
            record(id)
            return cycle
        }
    }

    /// Notes that the computation on top has met a cycle: it depends on what is not computed yet,
    /// so its outcome cannot be found outdated by its dependencies.
    func recordCycle() {
        if !claims.isEmpty { claims.top.pointee.isTransient = true }
    }
}
