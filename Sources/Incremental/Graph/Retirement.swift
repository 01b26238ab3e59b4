/// Keeps what was replaced alive until nobody can be reading it.
///
/// A strand reads values and changed-at stamps without a lock. Within its own revision it reads
/// only nodes that are clean, and a clean node is not written before the next commit. So what is
/// replaced while revision `r` is live can only be in use by strands of revisions before `r`, and
/// can go when no evaluation of those is left.
struct Retirement {
    /// A value that was replaced or evicted: its slot in a kind's values.
    struct Value {
        let kind: UInt16
        let slot: UInt32
    }

    private var values: [(revision: Revision, bytes: Int, value: Value)] = []
    private var lists: [(revision: Revision, list: DependencyList)] = []
    private var evaluations: [Revision: Int] = [:]

    /// About how much the evicted values hold.
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

    /// Takes a value that was replaced or, with the size that counted, evicted.
    mutating func retire(_ value: Value, bytes: Int = 0, at live: Revision) {
        values.append((live, bytes, value))
        valueBytes += bytes
    }

    /// Takes a list that was replaced.
    mutating func retire(_ list: DependencyList, at live: Revision) {
        if list.base != nil { lists.append((live, list)) }
    }

    /// Removes what can go: lists to their pool.
    ///
    /// - Returns: The values, which the caller destroys after releasing the lock.
    mutating func drain(to pool: ListPool) -> [Value] {
        if values.isEmpty && lists.isEmpty { return [] }
        let oldest = evaluations.keys.min() ?? .max
        let endOfLists = lists.firstIndex { $0.revision > oldest } ?? lists.count
        for item in lists[..<endOfLists] { item.list.deallocate(to: pool) }
        lists.removeSubrange(..<endOfLists)
        let end = values.firstIndex { $0.revision > oldest } ?? values.count
        let drained = values[..<end].map(\.value)
        valueBytes -= values[..<end].reduce(0) { $0 + $1.bytes }
        values.removeSubrange(..<end)
        return drained
    }
}
