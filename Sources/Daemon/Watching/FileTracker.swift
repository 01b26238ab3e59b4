import BuildModel
import Incremental
import Loading
import Synchronization

/// Knows which files and folders the graph was made from, and which of them have changed since.
///
/// Each is remembered with the stamp it had before it was read. Asked for changes, the tracker
/// looks at those that the watcher has heard of, or at all if the watcher has missed something or
/// there is none, and reports the uses of those whose stamp is another. What is reported is only
/// looked at again, not believed to have changed: the engine compares contents.
final class FileTracker: FileObserver {
    private struct Entry {
        var stamp: FileStamp
        /// Whether a change right after the stamp was taken may not show in it.
        var isFresh: Bool
        var uses: [FileUse]
    }

    private struct State {
        var entries: [String: Entry] = [:]
        /// Entries whose stamps do not tell.
        var fresh: Set<String> = []
        /// Entries whose changes are not heard of.
        var unheard: Set<String> = []
    }

    private let root: AbsolutePath
    private let watcher: FolderWatcher?
    private let state = Mutex(State())

    /// - Parameters:
    ///   - root: The project's.
    ///   - watcher: Hears of changes; nil to look at everything each time.
    init(root: AbsolutePath, watcher: FolderWatcher?) {
        self.root = root
        self.watcher = watcher
    }

    func willRead(_ location: FileLocation, for use: FileUse) {
        guard let path = path(of: location) else { return }
        // Watched first, stamped next, read last: a change at any moment is seen by one of them.
        let isHeard = watcher?.watch(path) ?? true
        let stamp = FileStamp(path)
        let isFresh = stamp.isFresh(at: FileStamp.now())
        state.withLock { state in
            if isFresh { state.fresh.insert(path) }
            if !isHeard { state.unheard.insert(path) }
            guard var entry = state.entries[path] else {
                state.entries[path] = Entry(stamp: stamp, isFresh: isFresh, uses: [use])
                return
            }
            // Another key may have read an older state, which is to be reported to it still.
            if entry.uses.contains(where: { !$0.isSame(as: use) }), entry.stamp != stamp {
                state.fresh.insert(path)
                entry.isFresh = true
            } else {
                entry.stamp = stamp
                entry.isFresh = isFresh
            }
            if !entry.uses.contains(where: { $0.isSame(as: use) }) { entry.uses.append(use) }
            state.entries[path] = entry
        }
    }

    /// Tells a transaction what may have changed since this was last asked.
    func reportChanges(to transaction: inout Transaction) {
        let heard = watcher?.changes() ?? .unknown
        let uses = state.withLock { state -> [FileUse] in
            var changed: [FileUse] = []
            let now = FileStamp.now()
            for path in suspects(heard, state) {
                guard var entry = state.entries[path] else { continue }
                // Folders on the way to it may be others now, or exist only now.
                let isHeard = watcher?.watch(path) ?? true
                if isHeard { state.unheard.remove(path) } else { state.unheard.insert(path) }
                let stamp = FileStamp(path)
                guard stamp != entry.stamp || entry.isFresh else { continue }
                changed += entry.uses
                entry.stamp = stamp
                entry.isFresh = stamp.isFresh(at: now)
                if entry.isFresh { state.fresh.insert(path) } else { state.fresh.remove(path) }
                state.entries[path] = entry
            }
            return changed
        }
        for use in uses { use.invalidate(in: &transaction) }
    }

    private func suspects(_ heard: FolderWatcher.Changes, _ state: State) -> [String] {
        switch heard {
        case .unknown: return Array(state.entries.keys)
        case .known(let paths, let folders):
            var suspects = Array(paths.union(state.fresh).union(state.unheard))
            // A folder that came, went or was replaced changes everything below it.
            if !folders.isEmpty {
                suspects += state.entries.keys.filter { path in
                    folders.contains { path.hasPrefix($0 + "/") }
                }
            }
            return suspects
        }
    }

    /// How many files and folders are known.
    var count: Int { state.withLock { $0.entries.count } }

    private func path(of location: FileLocation) -> String? {
        switch location {
        case .project(let path): path.isBase ? root.text : "\(root.text)/\(path.text)"
        case .external(let path): path.text
        case .bundled: nil
        }
    }
}
