import Synchronization

extension Graph {
    /// What must hold between any two transitions, checked when an evaluation ends in a debug build
    /// and the graph is small.
    ///
    /// Stops the program if something does not.
    ///
    /// - Returns: True, so that it can stand in an `assert`.
    func checkInvariants(upTo limit: Int = 200) -> Bool {
        guard nodes.count <= limit else { return true }
        ledger.withLock { ledger in
            for raw in 0..<UInt32(nodes.count) { check(NodeID(raw: raw), ledger) }
            checkEdges()
            precondition(
                ledger.waiters.keys.allSatisfy { node($0).pointee.load().isClaimed },
                "a node that is waited for is claimed")
        }
        return true
    }

    private func check(_ id: NodeID, _ ledger: borrowing Ledger) {
        let node = node(id)
        let state = node.pointee.load()
        let live = live.load(ordering: .relaxed)
        precondition(state.isClaimed == (state.strand != 0), "a claim has a strand")
        precondition(state.isClaimed || !state.isAwaited, "only claims are waited for")
        precondition(state.isClaimed || !state.isRestoring, "only claims restore")
        precondition(state.isComputed || !state.isAbsent, "only an outcome has lost its value")
        precondition(
            state.isAbsent || !state.isComputed
                || node.pointee.value.load(ordering: .relaxed) != Node.noValue,
            "what is ready has a value")
        precondition(!state.isForced || state.isDirty, "what is forced is dirty")
        precondition(state.verifiedAt <= live, "nothing is verified in the future")
        precondition(node.pointee.changedAt.load(ordering: .relaxed) <= live, "nor changed")
        if state.isClaimed {
            precondition(ledger.strand(state.strand).revision <= live, "strands are of the past")
        }
        if state.isClean { return }
        for index in 0..<node.pointee.dependents.count {
            let dependent = self.node(node.pointee.dependents[index]).pointee.load()
            // A computation that met a cycle is clean above a node that is still claimed, and is
            // marked by the next commit for being transient.
            precondition(
                !dependent.isClean || dependent.isTransient,
                "the dependents of an unclean node are unclean")
        }
    }

    /// Both ends of each edge know it, and know it once.
    private func checkEdges() {
        var edges: Set<[NodeID]> = []
        for raw in 0..<UInt32(nodes.count) {
            let id = NodeID(raw: raw)
            let dependents = node(id).pointee.dependents
            for index in 0..<dependents.count {
                let isNew = edges.insert([dependents[index], id]).inserted
                precondition(isNew, "a dependent is recorded once")
            }
        }
        for raw in 0..<UInt32(nodes.count) {
            let id = NodeID(raw: raw)
            let pointer = node(id).pointee.dependencies.load(ordering: .relaxed)
            let list = DependencyList(base: pointer)
            precondition(list.count == 0 || !list.isGrouped(0), "a group has a beginning")
            for index in 0..<list.count {
                let edge = edges.remove([id, list[index]])
                precondition(edge != nil, "a dependency knows its dependent, and is listed once")
            }
        }
        precondition(edges.isEmpty, "a dependent lists its dependency")
    }
}
