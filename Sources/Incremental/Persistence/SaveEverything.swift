import ByteCoding
import Glibc
import Synchronization

/// Writes a snapshot of the whole graph and puts it in the place of the one before.
///
/// The order makes a crash harmless at any point: the new snapshot is complete on disk before it
/// gets its name; from then on the old journal, which names the generation of the old snapshot, is
/// nothing, until it is replaced by an empty one.
extension Graph {
    func saveEverything(
        _ files: inout SavedFiles, _ persistence: GraphPersistence,
        _ attachments: [any GraphAttachment]
    ) throws(StoreError) {
        let store = persistence.store
        let count = nodes.count
        let conditions = allConditions(count, files)
        let (numbers, kept) = Self.numbers(conditions)

        do throws(StoreError) {
            try writeSnapshot(
                conditions, numbers, kept: kept, files, persistence, attachments)
        } catch {
            // What is there of it would only fill the disk.
            store.device.remove(store.newSnapshotPath)
            throw error
        }
        if persistence.isDamaged { return }
        try store.device.replace(
            store.snapshotPath, by: store.newSnapshotPath, in: store.folder)
        try adopt(numbers, kept: kept, conditions, &files, persistence)
    }

    /// Writes the snapshot beside the one in use.
    private func writeSnapshot(
        _ conditions: [NodeRecord.Condition], _ numbers: [UInt32], kept: Int,
        _ files: borrowing SavedFiles, _ persistence: GraphPersistence,
        _ attachments: [any GraphAttachment]
    ) throws(StoreError) {
        let store = persistence.store
        let file = try store.device.open(store.newSnapshotPath, truncate: true)
        defer { close(file) }
        var writer = SnapshotWriter(device: store.device, file: file, nodes: kept)
        var scratch = Scratch()
        for raw in 0..<UInt32(conditions.count) where conditions[Int(raw)] != .omitted {
            try write(
                NodeID(raw: raw), conditions, numbers, to: &writer, &scratch, files, persistence)
            if persistence.isDamaged { return }
        }
        let chunks = attachments.map { attachment in
            var bytes = ByteWriter()
            attachment.write(everything: true, to: &bytes)
            return (name: attachment.name, bytes: bytes.bytes)
        }
        try writer.finish(
            header: (
                store.identity, UInt64.random(in: 1 ... .max), live.load(ordering: .relaxed)
            ),
            kinds: store.kinds.types.map { $0.persistentName }, attachments: chunks)
    }

    /// Makes the snapshot just written the one that is continued.
    private func adopt(
        _ numbers: [UInt32], kept: Int, _ conditions: [NodeRecord.Condition],
        _ files: inout SavedFiles, _ persistence: GraphPersistence
    ) throws(StoreError) {
        let store = persistence.store
        guard let mapping = MappedFile(path: store.snapshotPath),
            let snapshot = try? SnapshotFile(mapping, identity: store.identity)
        else { throw StoreError("read", store.snapshotPath) }
        files.newest = snapshot
        files.kindPlaces = SavedFiles.places(
            of: store.kinds.types.map { $0.persistentName }, in: snapshot.kinds)
        files.sameNumbers = 0
        files.numbers = numbers
        files.numbered = kept
        files.journal = nil
        files.journalValues = [:]
        files.tainted = []
        for (raw, condition) in conditions.enumerated() {
            let id = NodeID(raw: UInt32(raw))
            setEdgesSaved(id, condition <= .dirty)
            if condition > .clean, node(id).pointee.load().isClean { files.tainted.insert(id) }
        }
        forgetChanges(Array(persistence.unsaved.elements(from: 0)), persistence)
        try files.openJournal(store)
    }

    /// What all nodes will be worth.
    private func allConditions(
        _ count: Int, _ files: borrowing SavedFiles
    ) -> [NodeRecord.Condition] {
        var own = SaveConditions(self)
        var conditions: [NodeRecord.Condition] = []
        conditions.reserveCapacity(count)
        // Below which all that is clean has to be looked at.
        var pending: [NodeID] = []
        for raw in 0..<UInt32(count) {
            let id = NodeID(raw: raw)
            let condition = own.own(id, files)
            conditions.append(condition)
            let isClean = node(id).pointee.load().isClean
            if condition == .omitted || condition == .forced && isClean { pending.append(id) }
        }
        while let id = pending.popLast() {
            let atLeast: NodeRecord.Condition =
                conditions[Int(id.raw)] == .omitted ? .forced : .dirty
            let dependents = node(id).pointee.dependents
            for index in 0..<dependents.count {
                let dependent = dependents[index]
                let before = conditions[Int(dependent.raw)]
                guard before < atLeast else { continue }
                conditions[Int(dependent.raw)] = atLeast
                if before == .clean { pending.append(dependent) }
            }
        }
        return conditions
    }

    private static func numbers(_ conditions: [NodeRecord.Condition]) -> ([UInt32], kept: Int) {
        var next: UInt32 = 0
        let numbers = conditions.map { condition -> UInt32 in
            if condition == .omitted { return SavedFiles.noNumber }
            defer { next += 1 }
            return next
        }
        return (numbers, Int(next))
    }

    /// Arrays that are used again for each node.
    private struct Scratch {
        var dependencies: [UInt32] = []
        var dependents: [UInt32] = []
    }

    private func write(
        _ id: NodeID, _ conditions: [NodeRecord.Condition], _ numbers: [UInt32],
        to writer: inout SnapshotWriter, _ scratch: inout Scratch, _ files: borrowing SavedFiles,
        _ persistence: GraphPersistence
    ) throws(StoreError) {
        let node = node(id)
        var record = record(of: id, conditions[Int(id.raw)])
        record.kind = UInt8(node.pointee.kind)
        scratch.dependencies.removeAll(keepingCapacity: true)
        scratch.dependents.removeAll(keepingCapacity: true)
        if record.condition <= .dirty {
            let list = dependencies(of: id)
            for index in 0..<list.count {
                let group = list.isGrouped(index) ? DependencyList.groupedBit : 0
                scratch.dependencies.append(numbers[Int(list[index].raw)] | group)
            }
            record.value = try writeValue(of: id, record.changedAt, to: &writer, files)
        }
        let dependents = node.pointee.dependents
        for index in 0..<dependents.count {
            // What is forced has no dependencies in the files.
            let dependent = Int(dependents[index].raw)
            if conditions[dependent] <= .dirty { scratch.dependents.append(numbers[dependent]) }
        }
        if let base = persistence.base, Int(id.raw) < base.nodeCount {
            guard let (block, saved) = base.locate(id.raw) else { return }
            record.keyHash = saved.keyHash
            try writer.append(
                record, key: block.key(of: saved), dependencies: scratch.dependencies,
                dependents: scratch.dependents)
        } else {
            let key = keyBytes(of: id)
            record.keyHash = persistence.hash(key, ofKind: node.pointee.kind)
            try key.withBytes { key throws(StoreError) in
                try writer.append(
                    record, key: key, dependencies: scratch.dependencies,
                    dependents: scratch.dependents)
            }
        }
    }

    /// Copies a value that is kept already, or writes one that is in memory.
    ///
    /// - Returns: Its place; 0 if there is none to be kept.
    private func writeValue(
        of id: NodeID, _ changedAt: Revision, to writer: inout SnapshotWriter,
        _ files: borrowing SavedFiles
    ) throws(StoreError) -> UInt64 {
        if let bytes = files.withValue(of: id, changedAt: changedAt, { Array($0) }) {
            return try bytes.withBytes { bytes throws(StoreError) in
                try writer.write(value: bytes)
            }
        }
        guard let bytes = valueBytes(of: id) else { return 0 }
        return try bytes.withBytes { bytes throws(StoreError) in try writer.write(value: bytes) }
    }
}

extension [UInt8] {
    /// `withUnsafeBytes` that throws what its body throws.
    func withBytes<Answer>(
        _ body: (UnsafeRawBufferPointer) throws(StoreError) -> Answer
    ) throws(StoreError) -> Answer {
        let result = withUnsafeBytes { bytes -> Result<Answer, StoreError> in
            do throws(StoreError) {
                return .success(try body(bytes))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
