/// Requests for several keys at once.
extension Context {
    /// The outputs of several keys, in their order, computed concurrently.
    ///
    /// - Throws: When all have ended, the error of the first key in order that has one.
    nonisolated(nonsending) public func all<K: Key>(_ keys: [K]) async throws -> [K.Output] {
        let kind = strand.graph.kinds.kind(of: K.self)
        let ids = keys.map { kind.intern($0, in: strand.graph) }
        let failures = await strand.fetchGroup(ids)
        return try ids.indices.map { try outcome(ids, $0, failures, kind).get() }
    }

    /// The outcomes of several keys, in their order, computed concurrently.
    ///
    /// If the evaluation is cancelled or superseded, keys without an outcome have that as their
    /// error, and whatever the caller makes of it is not kept.
    nonisolated(nonsending) public func results<K: Key>(
        _ keys: [K]
    ) async -> [Result<K.Output, any Error>] {
        let kind = strand.graph.kinds.kind(of: K.self)
        let ids = keys.map { kind.intern($0, in: strand.graph) }
        let failures = await strand.fetchGroup(ids)
        return ids.indices.map { outcome(ids, $0, failures, kind) }
    }

    /// The outputs of keys of different types, computed concurrently.
    ///
    /// - Throws: When all have ended, the error of the first key in order that has one.
    nonisolated(nonsending) public func request<each K: Key>(
        pack keys: repeat each K
    ) async throws -> (repeat (each K).Output) {
        let graph = strand.graph
        var ids: [NodeID] = []
        for key in repeat each keys {
            ids.append(graph.kinds.kind(of: type(of: key)).intern(key, in: graph))
        }
        let failures = await strand.fetchGroup(ids)
        var index = 0
        func next<Asked: Key>(_ type: Asked.Type) throws -> Asked.Output {
            defer { index += 1 }
            return try outcome(ids, index, failures, graph.kinds.kind(of: type)).get()
        }
        return (repeat try next((each K).self))
    }

    private func outcome<K: Key>(
        _ ids: [NodeID], _ index: Int, _ failures: [(any Error)?], _ kind: Kind<K>
    ) -> Result<K.Output, any Error> {
        if !failures.isEmpty, let failure = failures[index] { return .failure(failure) }
        return kind.outcome(of: strand.graph.node(ids[index]))
    }
}
