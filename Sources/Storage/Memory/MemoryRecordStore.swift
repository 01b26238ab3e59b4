internal import Synchronization

/// Record tables in memory, for tests and for builds without a cache.
public final class MemoryRecordStore: RecordStore {
    private let tables = Mutex<[RecordTable: [[UInt8]: [UInt8]]]>([:])

    /// Creates a store without records.
    public init() {}

    /// The values of some keys in the order given.
    public func values(
        for keys: [[UInt8]], in table: RecordTable
    ) async throws(StorageError) -> [[UInt8]?] {
        tables.withLock { tables in keys.map { tables[table]?[$0] } }
    }

    /// Makes all changes of a batch.
    public func write(_ changes: RecordChanges) async throws(StorageError) {
        tables.withLock { tables in
            for change in changes.changes {
                tables[change.table, default: [:]][change.key] = change.value
            }
        }
    }

    /// All records whose keys start with some bytes, in the order of the keys.
    public func records(
        withPrefix prefix: [UInt8], in table: RecordTable
    ) async throws(StorageError) -> [(key: [UInt8], value: [UInt8])] {
        let found = tables.withLock { tables in
            tables[table, default: [:]].filter { $0.key.starts(with: prefix) }
        }
        return found.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { (key: $0.key, value: $0.value) }
    }
}
