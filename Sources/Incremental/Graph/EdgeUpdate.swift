import Synchronization

/// Replaces the dependencies of a node and keeps the dependents of the nodes at the other end.
///
/// Linear in the old and the new list together: a round number, unique among all updates, is
/// written to the mark of each old dependency; a new one that bears it was there before. Called
/// under the graph's lock.
struct EdgeUpdate {
    /// The last round number used.
    private var round: UInt32 = 0

    /// The memory of all lists of edges but those that are mapped.
    let pool = ListPool()

    /// Makes `entries` the dependencies of `id`.
    ///
    /// `entries` are what was asked for, with group bits; a node asked for twice counts once, where
    /// it was asked for first.
    ///
    /// - Returns: The list that was replaced, for somebody may still be reading it.
    mutating func replace(
        dependenciesOf id: NodeID, with entries: UnsafeBufferPointer<UInt32>,
        nodes: borrowing NodeStorage
    ) -> DependencyList {
        let node = nodes[id.raw]
        let old = DependencyList(base: node.pointee.dependencies.load(ordering: .relaxed))
        if Self.areEqual(old, entries) { return DependencyList(base: nil) }

        precondition(round < .max - 2, "fewer than two billion updates of edges")
        let before = round + 1
        let after = round + 2
        round = after

        for index in 0..<old.count {
            nodes[old[index].raw].pointee.mark.store(before, ordering: .relaxed)
        }
        let kept = distinct(entries) { dependency in
            let other = nodes[dependency.raw]
            let mark = other.pointee.mark.load(ordering: .relaxed)
            if mark == after { return false }
            if mark != before {
                var dependents = other.pointee.dependents
                dependents.append(id, from: pool)
                other.pointee.store(dependents)
            }
            other.pointee.mark.store(after, ordering: .relaxed)
            return true
        }
        for index in 0..<old.count {
            let other = nodes[old[index].raw]
            guard other.pointee.mark.load(ordering: .relaxed) == before else { continue }
            var dependents = other.pointee.dependents
            let isRecorded = dependents.remove(id)
            precondition(isRecorded || nodes.isDamaged, "a dependent was recorded")
            other.pointee.store(dependents)
        }
        node.pointee.dependencies.store(kept.base, ordering: .releasing)
        node.pointee.store(node.pointee.flags.subtracting(.edgesAreSaved))
        return old
    }

    private static func areEqual(
        _ old: DependencyList, _ entries: UnsafeBufferPointer<UInt32>
    ) -> Bool {
        guard old.count == entries.count else { return false }
        guard let base = old.base else { return true }
        return (0..<entries.count).allSatisfy { base[$0 + 1] == entries[$0] }
    }

    /// The entries that `isNew` accepts.
    ///
    /// The first of a group that remains starts the group: were it left grouped, it would join the
    /// group before, which had been asked for earlier.
    private func distinct(
        _ entries: UnsafeBufferPointer<UInt32>, isNew: (NodeID) -> Bool
    ) -> DependencyList {
        guard !entries.isEmpty else { return DependencyList(base: nil) }
        var base = pool.allocate(entries.count + 1)
        var count = 0
        var isInGroup = false
        for entry in entries {
            if entry & DependencyList.groupedBit == 0 { isInGroup = false }
            let raw = entry & ~DependencyList.groupedBit
            guard isNew(NodeID(raw: raw)) else { continue }
            count += 1
            (base + count).initialize(to: isInGroup ? raw | DependencyList.groupedBit : raw)
            isInGroup = true
        }
        if ListPool.capacity(count + 1) < ListPool.capacity(entries.count + 1) {
            let shorter = pool.allocate(count + 1)
            (shorter + 1).update(from: base + 1, count: count)
            pool.deallocate(base, entries.count + 1)
            base = shorter
        }
        base.initialize(to: UInt32(count))
        return DependencyList(base: base)
    }
}
