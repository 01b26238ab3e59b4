/// Record tables on disk.
///
/// ```text
/// key in the database = length of the table's name (1 byte), the name, the record's key
/// ```
struct RocksRecordStore: RecordStore {
    let store: LocalStore

    func values(
        for keys: [[UInt8]], in table: RecordTable
    ) async throws(StorageError) -> [[UInt8]?] {
        let database = try await store.database()
        var values: [[UInt8]?] = []
        values.reserveCapacity(keys.count)
        for key in keys {
            values.append(
                try await store.bytes(under: table.prefix + key, in: .records, database))
        }
        return values
    }

    func write(_ changes: RecordChanges) async throws(StorageError) {
        if changes.isEmpty { return }
        let encoded = changes.changes.map { change in
            RocksWriter.Change(
                family: .records, key: change.table.prefix + change.key,
                value: change.value.map { RecordFrame.encode($0) })
        }
        try await store.database().write(encoded)
    }

    func records(
        withPrefix prefix: [UInt8], in table: RecordTable
    ) async throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
        let database = try await store.database()
        let own = table.prefix.count
        var found: [(key: [UInt8], value: [UInt8])] = []
        var damaged: [RocksWriter.Change] = []
        try database.forEach(withPrefix: table.prefix + prefix, in: .records) { key, value in
            if let bytes = RecordFrame.decode(value) {
                found.append((key: Array(key[own...]), value: bytes))
            } else {
                damaged.append(.init(family: .records, key: Array(key), value: nil))
            }
        }
        for _ in damaged { store.report(.damagedRecord("\(table.name) table")) }
        try await database.write(damaged)
        return found
    }
}

extension RecordTable {
    /// What the keys of the table start with in the database.
    fileprivate var prefix: [UInt8] { [UInt8(name.utf8.count)] + Array(name.utf8) }
}
