import BuildModel
import Glibc
import Incremental
import Loading
import Synchronization

/// Knows which files and folders the graph was made from, and which of them have changed since.
///
/// Each is remembered with the stamp it had before it was read. Asked for changes, the tracker
/// looks at those that the watcher has heard of, and at those whose changes it would not hear of,
/// and reports the uses of those whose stamp is another. What is reported is only looked at again,
/// not believed to have changed: the engine compares contents.
///
/// What an earlier process knew is used where it lies in its file. All of it is looked at once,
/// when changes are asked for first; only what has changed is taken out. Its folders are watched
/// later, by `listen`; until then it is looked at each time.
final class FileTracker: FileObserver {
    struct State {
        var watcher: FolderWatcher?
        /// Files by their absolute paths, without those that are kept and have not changed.
        var files: [String: TrackedFile] = [:]
        /// What an earlier process knew.
        var kept: KeptFiles?
        /// Which of those have been taken out.
        var taken = BitSet()
        /// The kept files below this number have been listened to.
        var listenedCount = 0
        /// Those of them whose changes are not heard of.
        var unheardKept: [Int] = []
        /// Other files whose changes are not heard of.
        var unheard: Set<String> = []
        /// Known paths that something was heard of.
        var suspects: Set<String> = []
        /// Folders below which everything may be another.
        var replaced: Set<String> = []
        /// Paths of files that were not written to the graph's file yet.
        var unsaved: Set<String> = []
    }

    /// Tells the files of the graph from other attachments.
    let name = "files"
    let root: AbsolutePath
    /// A descriptor of the root, where kept paths start.
    let rootFolder: Int32
    private let hashes: Bool
    let state: Mutex<State>

    /// Knows no files yet.
    ///
    /// - Parameters:
    ///   - root: The project's.
    ///   - watcher: Hears of changes; nil to look at everything each time.
    ///   - hashes: Whether contents are compared, rather than what the system says of files.
    init(root: AbsolutePath, watcher: sending FolderWatcher?, hashes: Bool = false) {
        self.root = root
        self.hashes = hashes
        rootFolder = open(root.text, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        state = Mutex(State(watcher: watcher))
    }

    deinit { close(rootFolder) }

    func willRead(_ location: FileLocation, for use: FileUse, following: Bool) {
        guard let path = path(of: location) else { return }
        state.withLock { $0.willRead(path, use, following, self) }
    }

    /// How many files and folders are known.
    var count: Int {
        state.withLock { $0.files.count + ($0.kept?.count ?? 0) - $0.taken.count }
    }

    /// How many of them are looked at each time, since nobody tells of their changes.
    var unheardCount: Int {
        state.withLock { state in
            let later = (state.kept?.count ?? 0) - state.listenedCount
            return state.unheard.count + state.unheardKept.count + later
        }
    }

    private func path(of location: FileLocation) -> String? {
        switch location {
        case .project(let path): path.isBase ? root.text : "\(root.text)/\(path.text)"
        case .external(let path): path.text
        case .bundled: nil
        }
    }

    /// What a file is now.
    func stamp(of path: String, following: Bool) -> FileStamp {
        hashes
            ? FileStamp(hashing: path, following: following) : FileStamp(path, following: following)
    }

    /// What a kept file is now.
    func stamp(of file: Int, in kept: KeptFiles, following: Bool) -> FileStamp {
        if hashes { return stamp(of: absolutePath(kept.path(file)), following: following) }
        return FileStamp(at: kept.path(file), from: rootFolder, following: following)
    }

    // MARK: Kept paths: below the root without it

    /// How a path is kept.
    func keptPath(_ path: String) -> String {
        if path == root.text { return "." }
        let count = root.text.utf8.count
        guard path.utf8.starts(with: root.text.utf8),
            path.utf8.dropFirst(count).first == UInt8(ascii: "/")
        else { return path }
        return String(path.utf8.dropFirst(count + 1)) ?? path
    }

    /// The path that was kept.
    func absolutePath(_ kept: UnsafePointer<CChar>) -> String {
        absolutePath(String(cString: kept))
    }

    /// The path that was kept.
    func absolutePath(_ kept: String) -> String {
        if kept == "." { return root.text }
        return kept.utf8.first == UInt8(ascii: "/") ? kept : "\(root.text)/\(kept)"
    }
}

extension FileTracker.State {
    fileprivate mutating func willRead(
        _ path: String, _ use: FileUse, _ following: Bool, _ tracker: FileTracker
    ) {
        // Watched first, stamped next, read last: a change at any moment is seen by one of them.
        let known = file(at: path, tracker)
        let follows = following || known?.follows ?? false
        let isHeard = listen(to: path, following: follows, tracker)
        let stamp = tracker.stamp(of: path, following: follows)
        let isFresh = stamp.isFresh(at: FileStamp.now())
        if isHeard { unheard.remove(path) } else { unheard.insert(path) }
        unsaved.insert(path)
        guard var file = known else {
            suspects.remove(path)
            files[path] = TrackedFile(
                stamp: stamp, isFresh: isFresh, follows: follows, uses: [use])
            return
        }
        let isOnly = file.uses.allSatisfy { $0.isSame(as: use) }
        // Another key may have read an older state, which is to be reported to it still.
        if isOnly {
            file.isStale = false
            // What was heard before this is in the stamp.
            suspects.remove(path)
        } else if file.stamp != stamp || file.isFresh && suspects.contains(path) {
            file.isStale = true
        }
        if file.isStale { suspects.insert(path) }
        if !file.uses.contains(where: { $0.isSame(as: use) }) { file.uses.append(use) }
        file.stamp = stamp
        file.isFresh = isFresh
        file.follows = follows
        files[path] = file
    }

    /// What is known of a path; a kept file is taken out.
    mutating func file(at path: String, _ tracker: FileTracker) -> TrackedFile? {
        if let file = files[path] { return file }
        guard let kept, let number = kept.find(tracker.keptPath(path)), !taken.contains(number)
        else { return nil }
        return take(number, path, kept, tracker)
    }

    /// Takes out a kept file.
    mutating func take(
        _ number: Int, _ path: String, _ kept: KeptFiles, _ tracker: FileTracker
    ) -> TrackedFile? {
        taken.insert(number)
        unheard.insert(path)
        // Keys that cannot be read are of a damaged file, whose graph has none of them either.
        guard let file = try? kept.file(number) else { return nil }
        files[path] = file
        return file
    }

    /// Whether a path is known.
    func isKnown(_ path: String, _ tracker: FileTracker) -> Bool {
        if files[path] != nil { return true }
        guard let kept, let number = kept.find(tracker.keptPath(path)) else { return false }
        return !taken.contains(number)
    }

    /// Watches a path, and takes in all that was heard before.
    ///
    /// - Returns: Whether all its changes from now on will be heard of.
    mutating func listen(to path: String, following: Bool, _ tracker: FileTracker) -> Bool {
        guard let watcher else { return false }
        drain(tracker)
        while true {
            let ended = watcher.endedWatches
            let isHeard = watcher.watch(path, following: following)
            drain(tracker)
            // A watch that was found may have ended already, in an event that was not read yet.
            if ended == watcher.endedWatches { return isHeard }
        }
    }

    /// Takes in what was heard.
    mutating func drain(_ tracker: FileTracker) {
        guard let watcher else { return }
        var events: [FolderWatcher.Event] = []
        watcher.drain { events.append($0) }
        for event in events {
            switch event {
            case .path(let path):
                if isKnown(path, tracker) { suspects.insert(path) }
            case .contents(let folder):
                replaced.insert(folder)
            case .missedSome:
                // Nothing is watched any more.
                unheard = Set(files.keys)
                unheardKept = []
                listenedCount = 0
            }
        }
    }
}
