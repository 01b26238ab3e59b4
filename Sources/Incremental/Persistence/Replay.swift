import ByteCoding
import Synchronization

/// Replay: brings a graph that has just been made of a snapshot to where its journal ends.
extension Graph {
    /// Applies the batches of the journal in their order.
    ///
    /// - Returns: False if something does not fit, after which the graph is of no use.
    func replay() -> Bool {
        guard let persistence, let journal = persistence.store.journal else { return true }
        for batch in journal.contents.batches.indices {
            do throws(DamagedBytes) {
                try replay(
                    journal.contents.bytes(batch), at: journal.contents.batches[batch].place,
                    persistence)
            } catch {
                return false
            }
            if persistence.isDamaged { return false }
        }
        return persistence.files.withLock { files in
            files.sameNumbers = nodes.count
            files.numbered = nodes.count
            if files.journalValues.isEmpty { return true }
            do throws(StoreError) {
                try files.openJournal(persistence.store)
            } catch {
                files.isSnapshotDue = true
            }
            return true
        }
    }

    private func replay(
        _ bytes: UnsafeRawBufferPointer, at place: Int, _ persistence: GraphPersistence
    ) throws(DamagedBytes) {
        var reader = ByteReader(bytes)
        _ = try JournalBatch.attachments(&reader)
        let revision = try reader.narrow()
        live.store(revision + 1, ordering: .relaxed)
        let kindNumbers = persistence.kindNumbers
        for _ in 0..<(try reader.number()) {
            let kind = Int(try reader.slice(1)[0])
            let key = try reader.slice(Int(clamping: try reader.number()))
            guard kind < kindNumbers.count,
                let kept = kinds[kindNumbers[kind]].pointee.persistence
            else { throw DamagedBytes() }
            let expected = nodes.count
            guard let id = try? kept.internKey(key, self), Int(id.raw) == expected else {
                throw DamagedBytes()
            }
        }
        for _ in 0..<(try reader.number()) {
            let entry = try JournalBatch.record(&reader, total: bytes.count)
            guard Int(entry.node) < nodes.count else { throw DamagedBytes() }
            let isInside = (entry.dependencies ?? []).allSatisfy {
                Int($0 & ~DependencyList.groupedBit) < nodes.count
            }
            guard isInside else { throw DamagedBytes() }
            apply(entry, at: place, persistence)
        }
        try reader.end()
    }

    private func apply(
        _ entry: JournalBatch.Record, at place: Int, _ persistence: GraphPersistence
    ) {
        let id = NodeID(raw: entry.node)
        if let dependencies = entry.dependencies {
            ledger.withLock { ledger in
                let replaced = dependencies.withUnsafeBufferPointer { entries in
                    ledger.edges.replace(dependenciesOf: id, with: entries, nodes: nodes)
                }
                replaced.deallocate(to: ledger.edges.pool)
            }
        }
        node(id).pointee.store(restored: entry.record)
        guard let (offset, count) = entry.value else { return }
        persistence.files.withLock {
            $0.journalValues[id] = (place + offset, count, entry.record.changedAt)
        }
    }
}

extension SavedFiles {
    /// Opens the journal behind its last whole batch, or makes one.
    mutating func openJournal(_ store: GraphStore) throws(StoreError) {
        guard let newest else { preconditionFailure("a journal continues a snapshot") }
        let journal: JournalFile
        if let opened = store.journal, newest === store.snapshot {
            journal = try JournalFile(
                path: store.journalPath, after: opened.contents, device: store.device)
        } else {
            journal = try JournalFile(
                path: store.journalPath, identity: store.identity,
                generation: newest.header.generation, device: store.device)
        }
        self.journal = consume journal
    }
}
