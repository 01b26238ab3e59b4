import Glibc
import Synchronization

/// Keeps the number of logs in each folder small.
///
/// A folder is listed when its first log is written, and what is in it is remembered from then on:
/// looking at every log costs more than writing one. Of logs that another process adds meanwhile,
/// the next process that lists the folder removes the oldest.
///
/// Lock order: `known` is a leaf, held for one transition.
final class EventLogRetention: Sendable {
    private let known = Mutex<[String: [String]]>([:])
    private let listed = Atomic(0)

    /// How many logs a folder keeps.
    static let limit = 12

    /// How often a folder was listed.
    var listings: Int { listed.load(ordering: .relaxed) }

    /// Takes in a log that was made, and removes the oldest of its folder.
    func add(_ log: String, in folder: EventLogFolder) {
        let first = known.withLock { $0[folder.path] == nil } ? folder.logs() : nil
        if first != nil { listed.add(1, ordering: .relaxed) }
        let old = known.withLock { known -> [String] in
            // Times of files are coarse: it need not be the last that the listing shows.
            let logs = (known[folder.path] ?? first ?? []).filter { $0 != log } + [log]
            let excess = logs.prefix(max(0, logs.count - EventLogRetention.limit))
            known[folder.path] = Array(logs.dropFirst(excess.count))
            return Array(excess)
        }
        for log in old { unlink(log) }
    }
}
