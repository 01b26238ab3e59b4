import Synchronization

extension FileTracker {
    /// Looks for files that have changed though nothing was heard of it.
    ///
    /// - Parameter places: Absolute paths of files and folders.
    /// - Returns: How many known paths are there or below, and those that are another than is
    ///   known, in order.
    func mismatches(below places: [String]) -> (count: Int, paths: [String]) {
        state.withLock { state in
            state.drain(self)
            var count = 0
            var found: [String] = []
            func check(_ path: String, _ known: FileStamp, follows: Bool) {
                guard Self.lies(path, in: places) else { return }
                count += 1
                guard stamp(of: path, following: follows) != known,
                    !state.suspects.contains(path), !state.unheard.contains(path),
                    !Self.lies(path, in: state.replaced)
                else { return }
                found.append(path)
            }
            for (path, file) in state.files where !file.isStale {
                check(path, file.stamp, follows: file.follows)
            }
            for number in 0..<(state.kept?.count ?? 0) where !state.taken.contains(number) {
                guard let kept = state.kept, number < state.listenedCount,
                    !state.unheardKept.contains(number), let file = try? kept.file(number)
                else { continue }
                check(absolutePath(kept.path(number)), file.stamp, follows: file.follows)
            }
            return (count, found.sorted())
        }
    }

    /// Whether a path is one of some, or lies below one.
    private static func lies(_ path: String, in places: some Sequence<String>) -> Bool {
        places.contains { path == $0 || $0 == "/" || path.hasPrefix($0 + "/") }
    }
}
