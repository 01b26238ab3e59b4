import Glibc
import Incremental
import Loading
import Storage
import Synchronization

/// Listening between commands.
extension FileTracker {
    /// Empties the kernel's queue as events come, on a thread that ends with the tracker.
    func startDraining() {
        guard let descriptor = state.withLock({ $0.watcher?.descriptor }) else { return }
        startThread { [weak self] in
            var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            while self != nil {
                // Now and then it looks whether the tracker is still there.
                guard poll(&wait, 1, 10_000) > 0, let self else { continue }
                self.state.withLock { $0.drain(self) }
            }
        }
    }

    /// Watches what is not watched yet, and compares it once it is: kept files, and those whose
    /// watches were lost.
    ///
    /// Takes long for many files; others are let in between.
    func listen() {
        let portion = 64
        while state.withLock({ $0.listenToKept(portion, self) }) {}
        var lost = state.withLock { Array($0.unheard) }[...]
        while !lost.isEmpty {
            let paths = lost.prefix(portion)
            lost = lost.dropFirst(portion)
            state.withLock { $0.listen(to: paths, self) }
        }
    }
}

extension FileTracker.State {
    /// Watches the next few kept files.
    ///
    /// - Returns: Whether there are more.
    fileprivate mutating func listenToKept(_ portion: Int, _ tracker: FileTracker) -> Bool {
        guard let kept, watcher != nil, listenedCount < kept.count else { return false }
        let end = min(kept.count, listenedCount + portion)
        for number in listenedCount..<end where !taken.contains(number) {
            let path = tracker.absolutePath(kept.path(number))
            let follows = kept.flags(number).contains(.follows)
            let isHeard = listen(to: path, following: follows, tracker)
            // An overflow has begun all anew.
            guard listenedCount < end else { return true }
            if !isHeard {
                unheardKept.append(number)
            } else if tracker.stamp(of: path, following: follows) != kept.stamp(number),
                take(number, path, kept, tracker) != nil
            {
                unheard.remove(path)
                suspects.insert(path)
            }
        }
        listenedCount = end
        return end < kept.count
    }

    fileprivate mutating func listen(to paths: ArraySlice<String>, _ tracker: FileTracker) {
        for path in paths {
            guard unheard.contains(path), let file = files[path],
                listen(to: path, following: file.follows, tracker)
            else { continue }
            unheard.remove(path)
            if file.differs(from: tracker.stamp(of: path, following: file.follows)) {
                suspects.insert(path)
            }
        }
    }
}
