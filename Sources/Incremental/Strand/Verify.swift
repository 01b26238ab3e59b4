import Synchronization

/// Verify: finds out whether a dirty node is up to date without computing it.
///
/// Dirty says that something below may have changed. A node is up to date if none of its
/// dependencies, each brought up to date first and in the order in which they were asked for, has
/// changed since the node was verified last; it is recomputed as soon as one has. The order
/// matters: what a computation asks for may depend on what it was told before. Values are not
/// looked at: a node may be found up to date without having one in memory.
///
/// The walk is iterative. Its stack is the strand's claims, each with a cursor into the node's
/// dependencies, and survives suspensions: starting over after each recomputed node would look at
/// the 50,000 dependencies of a root 50,000 times.
extension Strand {
    private enum Finding {
        /// All dependencies are as they were.
        case unchanged
        /// One is not.
        case changed
        /// One is dirty, and on top of the claims now.
        case descended
    }

    /// Verifies the node on top, and recomputes it if need be.
    ///
    /// - Throws: Why the strand is abandoned, after the claim was released.
    nonisolated(nonsending) func verify() async throws {
        let floor = claims.count - 1
        do {
            while claims.count > floor {
                switch try await examine() {
                case .descended: break
                case .unchanged: publishVerified()
                case .changed: try await execute()
                }
            }
        } catch {
            release(downTo: floor)
            throw error
        }
    }

    /// Looks at the dependencies of the node on top from its cursor on.
    nonisolated(nonsending) private func examine() async throws -> Finding {
        let level = claims.count - 1
        let claim = claims[level].pointee
        let pointer = graph.node(claim.node).pointee.dependencies.load(ordering: .acquiring)
        let dependencies = DependencyList(base: pointer)
        var cursor = claim.cursor
        while cursor < dependencies.count {
            let id = dependencies[cursor]
            let node = graph.node(id)
            let state = node.pointee.load()
            if state.isClean {
                if node.pointee.changedAt.load(ordering: .relaxed) > claim.before.verifiedAt {
                    return .changed
                }
                cursor += 1
                continue
            }
            claims[level].pointee.cursor = cursor
            try checkLive()
            let pending = pendingGroup(of: dependencies, at: cursor)
            if pending.count > 1 {
                let cycles = try await fork(pending, for: .validity)
                if cycles.contains(where: { $0 != nil }) { return .changed }
                continue
            }
            if state.isClaimed {
                guard try await isFree(id, state) else { return .changed }
                continue
            }
            guard try self.claim(id, state) else { continue }
            if state.isComputed && !state.isForced { return .descended }
            try await execute()
        }
        return .unchanged
    }

    /// The nodes that were asked for together with the one at `cursor`, from there on, and need
    /// work.
    private func pendingGroup(of dependencies: DependencyList, at cursor: Int) -> [NodeID] {
        let end = dependencies.endOfGroup(at: cursor)
        guard end - cursor > 1 else { return [] }
        return (cursor..<end).lazy.map { dependencies[$0] }
            .filter { !self.graph.node($0).pointee.load().isClean }
    }

    /// Waits for a claim to end.
    ///
    /// - Returns: False if it cannot, for it is this strand's or waits for it. The node that is
    ///   being verified would ask for it again, and is told so when it is recomputed.
    nonisolated(nonsending) private func isFree(
        _ id: NodeID, _ state: NodeState
    ) async throws -> Bool {
        if state.strand == number { return false }
        do {
            try await wait(for: id)
            return true
        } catch is CycleError {
            return false
        }
    }
}
