import ByteCoding
import Synchronization

extension Engine {
    /// Writes what has changed since the last save to the journal, or everything to a new snapshot
    /// if the journal has become too long: an eighth of the snapshot.
    ///
    /// Meant for when no evaluation runs; what is being computed is kept as to be computed again.
    /// New evaluations wait. Once it returns, a killed process loses nothing of what was saved; one
    /// that is killed before has the state of the save before. A power failure may cost the saves
    /// of the last seconds, never part of one.
    ///
    /// - Parameters:
    ///   - store: The one with which the engine was made. Nothing happens if it is not active, or
    ///     turned out to be damaged.
    ///   - attachments: What is to be kept with the graph, the same each time.
    ///   - isIdle: Nobody waits: a snapshot is written already when the journal is a 64th of it,
    ///     for the next process reads the journal as a whole when it starts.
    /// - Throws: If it could not be written. What was kept before is still there, and the next save
    ///   writes everything.
    public func save(
        to store: GraphStore, attachments: [any GraphAttachment] = [], isIdle: Bool = false
    ) throws(StoreError) {
        guard store.isActive else { return }
        guard let persistence = graph.persistence, persistence.store === store else {
            preconditionFailure("an engine saves to the store with which it was made")
        }
        persistence.discardIfDamaged()
        let result = graph.ledger.withLock { _ in
            persistence.files.withLock { files -> Result<Void, StoreError> in
                if files.isDiscarded { return .success(()) }
                do throws(StoreError) {
                    if !files.isSnapshotDue,
                        try graph.saveChanges(&files, persistence, attachments, isIdle)
                    {
                        return .success(())
                    }
                    files.isSnapshotDue = true
                    try graph.saveEverything(&files, persistence, attachments)
                    files.isSnapshotDue = false
                    return .success(())
                } catch {
                    files.isSnapshotDue = true
                    return .failure(error)
                }
            }
        }
        persistence.discardIfDamaged()
        try result.get()
    }
}

extension Engine {
    /// Makes the next save write a snapshot.
    func forceSnapshot() { graph.persistence?.files.withLock { $0.isSnapshotDue = true } }
}

extension Graph {
    /// How long a journal may become before a new snapshot is written.
    private static func journalLimit(_ snapshot: SnapshotFile, _ isIdle: Bool) -> Int {
        max(isIdle ? 1 << 16 : 1 << 20, snapshot.byteCount / (isIdle ? 64 : 8))
    }

    /// Writes a batch to the journal.
    ///
    /// - Returns: False if a snapshot has to be written instead.
    fileprivate func saveChanges(
        _ files: inout SavedFiles, _ persistence: GraphPersistence,
        _ attachments: [any GraphAttachment], _ isIdle: Bool
    ) throws(StoreError) -> Bool {
        guard let newest = files.newest else { return false }
        let changed = Array(persistence.unsaved.elements(from: 0))
        guard var batch = changes(changed, &files) else { return false }
        for attachment in attachments {
            var writer = ByteWriter()
            attachment.write(everything: false, to: &writer)
            if !writer.bytes.isEmpty { batch.add(attachment: attachment.name, writer.bytes) }
        }
        let isShort = (files.journal?.end ?? 0) <= Self.journalLimit(newest, isIdle)
        if batch.isEmpty && isShort { return true }
        if files.journal == nil { try files.openJournal(persistence.store) }
        guard let length = files.journal?.end,
            length + batch.byteCount <= Self.journalLimit(newest, isIdle)
        else { return false }
        let (bytes, start) = batch.encoded(revision: live.load(ordering: .relaxed))
        guard let place = try files.journal?.append(bytes) else { return false }
        for value in batch.values {
            let changedAt = node(value.node).pointee.changedAt.load(ordering: .relaxed)
            files.journalValues[value.node] = (place + start + value.offset, value.count, changedAt)
        }
        for (id, hasEdges) in batch.nodesWithEdges { setEdgesSaved(id, hasEdges) }
        forgetChanges(changed, persistence)
        return true
    }

    /// The records of the nodes that have changed, and of those that are not clean in the files
    /// any more because of them.
    ///
    /// - Returns: Nil if they need a kind that the snapshot does not know.
    private func changes(_ changed: [NodeID], _ files: inout SavedFiles) -> JournalBatch? {
        var conditions = SaveConditions(self)
        let nodes = changed + taint(from: changed, &conditions, &files)
        var batch = JournalBatch()
        var kept: [(id: NodeID, condition: NodeRecord.Condition)] = []
        for id in nodes {
            let condition = conditions.combined(id, files)
            kept.append((id, condition))
            if condition == .omitted || files.number(of: id) != nil { continue }
            let number = node(id).pointee.kind
            guard let place = files.kindPlaces[Int(number)] else { return nil }
            batch.add(nodeOfKind: place, key: keyBytes(of: id))
            files.assignNumber(to: id)
        }
        for (id, condition) in kept {
            guard let number = files.number(of: id) else { continue }
            var record = record(of: id, condition)
            var entries: [UInt32]? = []
            if condition <= .dirty {
                let isSaved = node(id).pointee.flags.contains(.edgesAreSaved)
                entries = isSaved ? nil : translate(dependencies(of: id), files)
                if entries == nil && !isSaved {
                    record.condition = .forced
                    entries = []
                }
            }
            let value = record.condition <= .dirty ? newValue(of: id, files) : nil
            batch.add(number, record, dependencies: entries, value: value, id: id)
        }
        return batch
    }

    /// Finds the nodes that are clean here but cannot be in the files.
    ///
    /// - Returns: Those that have not changed themselves.
    private func taint(
        from changed: [NodeID], _ conditions: inout SaveConditions, _ files: inout SavedFiles
    ) -> [NodeID] {
        for id in changed { files.tainted.remove(id) }
        var found: [NodeID] = []
        var pending = changed
        while let id = pending.popLast() {
            guard node(id).pointee.load().isClean, !files.tainted.contains(id),
                conditions.combined(id, files) > .clean
            else { continue }
            files.tainted.insert(id)
            if !node(id).pointee.flags.contains(.unsaved) { found.append(id) }
            let dependents = node(id).pointee.dependents
            for index in 0..<dependents.count { pending.append(dependents[index]) }
        }
        return found
    }

    /// The numbers that dependencies have in the files, with group bits.
    ///
    /// - Returns: Nil if one has none.
    private func translate(
        _ list: DependencyList, _ files: borrowing SavedFiles
    ) -> [UInt32]? {
        var entries: [UInt32] = []
        entries.reserveCapacity(list.count)
        for index in 0..<list.count {
            guard let number = files.number(of: list[index]) else { return nil }
            entries.append(number | (list.isGrouped(index) ? DependencyList.groupedBit : 0))
        }
        return entries
    }

    /// The bytes of a key that is in memory.
    func keyBytes(of id: NodeID) -> [UInt8] {
        let node = node(id)
        let slot = node.pointee.key.load(ordering: .acquiring)
        guard slot != Node.noKey, let kind = kinds[node.pointee.kind].pointee.persistence else {
            preconditionFailure("a key that is not in the files is in memory")
        }
        var writer = ByteWriter()
        kind.writeKey(slot, &writer)
        return writer.bytes
    }

    /// The bytes of a node's value, if there are any to be kept which are not in the files.
    private func newValue(of id: NodeID, _ files: borrowing SavedFiles) -> [UInt8]? {
        let changedAt = node(id).pointee.changedAt.load(ordering: .relaxed)
        if files.withValue(of: id, changedAt: changedAt, { _ in true }) != nil { return nil }
        return valueBytes(of: id)
    }

    /// The bytes of a value that is in memory and is to be kept.
    func valueBytes(of id: NodeID) -> [UInt8]? {
        let node = node(id)
        if node.pointee.load().isAbsent { return nil }
        let slot = node.pointee.value.load(ordering: .relaxed)
        var writer = ByteWriter()
        guard slot != Node.noValue, let kind = kinds[node.pointee.kind].pointee.persistence,
            kind.writeValue(slot, &writer)
        else { return nil }
        return writer.bytes
    }

    /// Notes whether the files have a node's dependencies.
    func setEdgesSaved(_ id: NodeID, _ value: Bool) {
        var flags = node(id).pointee.flags
        flags.set(.edgesAreSaved, value)
        node(id).pointee.store(flags)
    }

    /// Notes that nodes were saved, but for those of which it is not known yet what they are.
    func forgetChanges(_ changed: [NodeID], _ persistence: GraphPersistence) {
        persistence.unsaved.truncate(to: 0)
        for id in changed {
            let node = node(id)
            if node.pointee.load().isClaimed {
                persistence.unsaved.push(id)
            } else {
                node.pointee.store(node.pointee.flags.subtracting(.unsaved))
            }
        }
    }
}
