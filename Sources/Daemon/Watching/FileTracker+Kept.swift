import BuildModel
import ByteCoding
import Incremental
import Loading
import Synchronization

/// What is known of files is kept in the graph's file.
extension FileTracker: GraphAttachment {
    func write(everything: Bool, to writer: inout ByteWriter) {
        state.withLock { state in
            state.drain(self)
            state.settle(self)
            defer { state.unsaved = [] }
            guard everything else {
                if state.unsaved.isEmpty { return }
                KeptFileChanges.write(
                    state.unsaved.compactMap { path in
                        state.files[path].map { (keptPath(path), $0) }
                    }, to: &writer)
                return
            }
            var files = KeptFilesWriter()
            for (path, file) in state.files { files.add(keptPath(path), file) }
            if let kept = state.kept {
                for number in 0..<kept.count where !state.taken.contains(number) {
                    guard let file = try? kept.file(number) else { continue }
                    files.add(String(cString: kept.path(number)), file)
                }
            }
            files.write(to: &writer)
        }
    }

    /// Takes over what an earlier process knew, which none of its own is known of yet.
    ///
    /// - Parameters:
    ///   - chunks: What was written: everything, then changes.
    ///   - kinds: The keys that may have read files.
    ///   - owner: Keeps the chunks where they are.
    /// - Throws: If they are damaged; then nothing was taken over.
    func restore(
        _ chunks: [UnsafeRawBufferPointer], kinds: PersistentKinds,
        owner: (any AnyObject & Sendable)?
    ) throws(DamagedBytes) {
        guard let first = chunks.first else { return }
        let kinds = Dictionary(uniqueKeysWithValues: kinds.types.map { ($0.persistentName, $0) })
        let kept = try KeptFiles(first, kinds: kinds, owner: owner)
        var changes: [String: TrackedFile] = [:]
        for chunk in chunks.dropFirst() {
            try KeptFileChanges.read(chunk, kinds: kinds) { changes[absolutePath($0)] = $1 }
        }
        state.withLock { [changes] state in
            state.kept = kept
            for path in changes.keys {
                if let number = kept.find(keptPath(path)) { state.taken.insert(number) }
            }
            state.unheard = Set(changes.keys)
            state.files = changes
        }
    }
}

extension FileTracker.State {
    /// Trusts the stamps of files that nothing was heard of since they were taken, now that another
    /// change would show in them.
    fileprivate mutating func settle(_ tracker: FileTracker) {
        let now = FileStamp.now()
        for path in unsaved where !suspects.contains(path) && !unheard.contains(path) {
            guard let file = files[path], file.isFresh, !file.stamp.isFresh(at: now),
                !replaced.containsFolder(above: path, orItself: false)
            else { continue }
            files[path]?.isFresh = false
        }
    }
}
