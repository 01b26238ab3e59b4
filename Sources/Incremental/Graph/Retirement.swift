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

    private var items: [(revision: Revision, bytes: Int, item: Item)] = []
    private var evaluations: [Revision: Int] = [:]

    /// About how much the evicted values among the items hold.
    private(set) var valueBytes = 0

    /// Whether evaluations of a revision run.
    func hasEvaluations(at revision: Revision) -> Bool { evaluations[revision] != nil }

    mutating func begin(at revision: Revision) {
        evaluations[revision, default: 0] += 1
    }

    mutating func end(at revision: Revision) {
        guard let running = evaluations[revision] else {
            preconditionFailure("an evaluation ends once")
        }
        evaluations[revision] = running == 1 ? nil : running - 1
    }

    /// Takes something that was replaced, or with the size that counted, evicted.
    mutating func retire(_ item: Item, bytes: Int = 0, at live: Revision) {
        if case .dependencies(let list) = item, list.base == nil { return }
        items.append((live, bytes, item))
        valueBytes += bytes
    }

    /// Removes what can go.
    ///
    /// The caller destroys it after releasing the lock.
    mutating func drain() -> [Item] {
        if items.isEmpty { return [] }
        let oldest = evaluations.keys.min() ?? .max
        let end = items.firstIndex { $0.revision > oldest } ?? items.count
        let drained = items[..<end].map(\.item)
        valueBytes -= items[..<end].reduce(0) { $0 + $1.bytes }
        items.removeSubrange(..<end)
        return drained
    }

    /// Removes everything, when the graph dies.
    mutating func drainAll() -> [Item] {
        defer { items = [] }
        return items.map(\.item)
    }
}
