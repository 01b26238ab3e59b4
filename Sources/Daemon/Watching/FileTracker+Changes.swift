import Dispatch
import Glibc
import Incremental
import Loading
import Synchronization

/// Finding what has changed.
extension FileTracker {
    /// Tells a transaction what may have changed since this was last asked.
    func reportChanges(to transaction: inout Transaction) {
        let uses = state.withLock { $0.takeChanges(self) }
        for use in uses { use.invalidate(in: &transaction) }
    }
}

extension FileTracker.State {
    fileprivate mutating func takeChanges(_ tracker: FileTracker) -> [FileUse] {
        drain(tracker)
        takeOutChangedKept(tracker)
        var looked = suspects
        looked.formUnion(unheard)
        if !replaced.isEmpty {
            // A folder that came, went or was replaced changes everything below it.
            for path in files.keys where replaced.containsFolder(above: path, orItself: false) {
                looked.insert(path)
            }
            replaced = []
        }
        suspects = []
        let isFull = watcher?.isFull ?? true
        var changed: [FileUse] = []
        let paths = Array(looked).filter { file(at: $0, tracker) != nil }
        let stamps = look(at: paths, tracker)
        for (path, before) in zip(paths, stamps) {
            guard var file = files[path] else { continue }
            // Folders on the way to it may be others now, or exist only now; what is watched anew
            // is looked at again.
            let isHeard =
                isFull && unheard.contains(path)
                ? false : listen(to: path, following: file.follows, tracker)
            let stamp =
                isHeard && unheard.contains(path)
                ? tracker.stamp(of: path, following: file.follows) : before
            if isHeard { unheard.remove(path) } else { unheard.insert(path) }
            guard file.differs(from: stamp) else { continue }
            changed += file.uses
            file.stamp = stamp
            file.isStale = false
            file.isFresh = stamp.isFresh(at: FileStamp.now())
            files[path] = file
            unsaved.insert(path)
        }
        return changed
    }

    /// The present stamps of known paths.
    private func look(at paths: [String], _ tracker: FileTracker) -> [FileStamp] {
        let follows = paths.map { files[$0]?.follows ?? true }
        return parallel(paths.count) { tracker.stamp(of: paths[$0], following: follows[$0]) }
    }

    /// Looks at all kept files whose changes would not have been heard of, and takes out those that
    /// are to be reported.
    private mutating func takeOutChangedKept(_ tracker: FileTracker) {
        guard let kept else { return }
        var numbers = unheardKept
        unheardKept.removeAll { taken.contains($0) }
        let listened = listenedCount
        let later = kept.count - listened
        let isChanged = parallel(numbers.count + later) { [numbers] position in
            let number =
                position < numbers.count ? numbers[position] : listened + position - numbers.count
            let flags = kept.flags(number)
            if flags.contains(.unsure) { return true }
            return tracker.stamp(of: number, in: kept, following: flags.contains(.follows))
                != kept.stamp(number)
        }
        numbers += listened..<kept.count
        for (number, isChanged) in zip(numbers, isChanged)
        where isChanged && !taken.contains(number) {
            let path = tracker.absolutePath(kept.path(number))
            _ = take(number, path, kept, tracker)
            suspects.insert(path)
        }
        guard !replaced.isEmpty else { return }
        for number in 0..<listened where !taken.contains(number) {
            let path = tracker.absolutePath(kept.path(number))
            guard replaced.containsFolder(above: path, orItself: false) else { continue }
            _ = take(number, path, kept, tracker)
            suspects.insert(path)
        }
    }
}

/// Maps numbers in parallel if they are many.
private func parallel<Result: Sendable>(
    _ count: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
    let portion = 2048
    guard count > portion else { return (0..<count).map(body) }
    let portions = (count + portion - 1) / portion
    let parts = Mutex<[[Result]]>(Array(repeating: [], count: portions))
    DispatchQueue.concurrentPerform(iterations: portions) { index in
        let part = (index * portion..<min(count, (index + 1) * portion)).map(body)
        parts.withLock { $0[index] = part }
    }
    return parts.withLock { Array($0.joined()) }
}
