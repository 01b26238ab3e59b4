import Storage
import Testing

/// What every record store promises.
func checkRecordStore(make: () throws -> any RecordStore) async throws {
    let store = try make()
    let table = RecordTable("digest/1")
    let other = RecordTable("digest/10")
    let key = Array("key".utf8)
    #expect(try await store.value(for: key, in: table) == nil)

    let values: [[UInt8]] = [
        [], [1], noise(95, seed: 1), noise(96, seed: 2), noise(9_000, seed: 3),
        [UInt8](repeating: 0, count: 9_000),
    ]
    for value in values {
        try await store.set(key, to: value, in: table)
        #expect(try await store.value(for: key, in: table) == value)
    }
    #expect(try await store.value(for: key, in: other) == nil, "tables are apart")

    var changes = RecordChanges()
    #expect(changes.isEmpty)
    try await store.write(changes)
    for index in UInt8(0)..<20 { changes.set([1, index], to: [index], in: other) }
    changes.set([2], to: [2], in: other)
    changes.remove([1, 3], in: other)
    changes.remove([9, 9], in: other)
    changes.set([1, 4], to: [44], in: other)
    changes.remove(key, in: table)
    try await store.write(changes)
    #expect(
        try await store.values(for: [[1, 2], [1, 3], [1, 4], key], in: other)
            == [[2], nil, [44], nil])
    #expect(try await store.value(for: key, in: table) == nil)
    let found = try await store.records(withPrefix: [1], in: other)
    #expect(found.map(\.key) == (UInt8(0)..<20).filter { $0 != 3 }.map { [1, $0] })
    #expect(found.count { $0.value == [44] } == 1)
    #expect(try await store.records(withPrefix: [], in: other).count == 20)
    #expect(try await store.records(withPrefix: [], in: table).isEmpty)
}

@Suite struct RecordStoreTests {
    @Test func inMemory() async throws {
        try await checkRecordStore { MemoryRecordStore() }
    }

    @Test func onDisk() async throws {
        let folder = try TemporaryFolder()
        let store = LocalStore(StorePaths(root: folder.path))
        try await checkRecordStore { store.records }
        store.close()
    }
}
