/// Keeps what was replaced alive until nobody can be reading it.
///
/// A strand reads values and changed-at stamps without a lock. Within its own revision it reads
/// only nodes that are clean, and a clean node is not written before the next commit. So what is
/// replaced while revision `r` is live can only be in use by strands of revisions before `r`, and
/// can go when no evaluation of those is left.
struct Retirement {
    /// Something replaced.
    enum Item {
        case value(kind: UInt16, slot: UInt32)
        case dependencies(DependencyList)
    }

    private var items: [(revision: Revision, item: Item)] = []
    private var evaluations: [Revision: Int] = [:]

    /// Whether no evaluation runs.
    var isQuiescent: Bool { evaluations.isEmpty }

    mutating func begin(at revision: Revision) {
        evaluations[revision, default: 0] += 1
    }

    mutating func end(at revision: Revision) {
        guard let running = evaluations[revision] else {
            preconditionFailure("an evaluation ends once")
        }
        evaluations[revision] = running == 1 ? nil : running - 1
    }

    mutating func retire(_ item: Item, at live: Revision) {
        if case .dependencies(let list) = item, list.base == nil { return }
        items.append((live, item))
    }

    /// Removes what can go.
    ///
    /// The caller destroys it after releasing the lock.
    mutating func drain() -> [Item] {
        if items.isEmpty { return [] }
        let oldest = evaluations.keys.min() ?? .max
        let end = items.firstIndex { $0.revision > oldest } ?? items.count
        let drained = items[..<end].map(\.item)
        items.removeSubrange(..<end)
        return drained
    }

    /// Removes everything, when the graph dies.
    mutating func drainAll() -> [Item] {
        defer { items = [] }
        return items.map(\.item)
    }
}
