/// Requests for several keys at once.
extension Context {
    /// The outputs of several keys, in their order, computed concurrently.
    ///
    /// - Throws: When all have ended, the error of the first key in order that has one.
    @inlinable
    nonisolated(nonsending) public func all<K: Key>(_ keys: [K]) async throws -> [K.Output] {
        let table = strand.graph.kinds.table(of: K.self)
        let ids = keys.map { table.intern($0, in: strand.graph) }
        let failures = await strand.fetchGroup(ids)
        return try ids.indices.map { try outcome(keys[$0], ids, $0, failures, table).get() }
    }

    /// The outcomes of several keys, in their order, computed concurrently.
    ///
    /// If the evaluation is cancelled or superseded, keys without an outcome have that as their
    /// error, and whatever the caller makes of it is not kept.
    @inlinable
    nonisolated(nonsending) public func results<K: Key>(
        _ keys: [K]
    ) async -> [Result<K.Output, any Error>] {
        let table = strand.graph.kinds.table(of: K.self)
        let ids = keys.map { table.intern($0, in: strand.graph) }
        let failures = await strand.fetchGroup(ids)
        return ids.indices.map { outcome(keys[$0], ids, $0, failures, table) }
    }

    /// The outputs of keys of different types, computed concurrently.
    ///
    /// - Throws: When all have ended, the error of the first key in order that has one.
    @inlinable
    nonisolated(nonsending) public func request<each K: Key>(
        pack keys: repeat each K
    ) async throws -> (repeat (each K).Output) {
        let graph = strand.graph
        var ids: [NodeID] = []
        for key in repeat each keys {
            ids.append(graph.kinds.table(of: type(of: key)).intern(key, in: graph))
        }
        let failures = await strand.fetchGroup(ids)
        var index = 0
        func next<Asked: Key>(_ key: Asked) throws -> Asked.Output {
            defer { index += 1 }
            let table = graph.kinds.table(of: Asked.self)
            return try outcome(key, ids, index, failures, table).get()
        }
        return (repeat try next(each keys))
    }

    @inlinable
    func outcome<K: Key>(
        _ key: K, _ ids: [NodeID], _ index: Int, _ failures: [(any Error)?],
        _ table: KeyTable<K>
    ) -> Result<K.Output, any Error> {
        if !failures.isEmpty, let failure = failures[index] {
            guard let cycle = failure as? CycleError, let recovered = key.valueInCycle(cycle)
            else { return .failure(failure) }
            return .success(recovered)
        }
        let node = strand.graph.node(ids[index])
        node.pointee.use(in: strand.evaluation)
        return table.outcome(of: node)
    }
}
