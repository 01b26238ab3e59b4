import BuildModel
import Glibc
import Synchronization
import Testing

@testable import Storage

/// Collects what a store reports.
final class Reports: Sendable {
    private let events = Mutex<[String]>([])

    var all: [String] { events.withLock { $0 } }

    @Sendable func add(_ event: StoreEvent) {
        events.withLock { $0.append(event.description) }
    }
}

@Suite struct LocalStoreTests {
    private let small = Blob(Array("small".utf8))
    private let large = Blob(noise(100_000, seed: 4))

    @Test func opensOnlyWhenTheDatabaseIsNeeded() async throws {
        let folder = try TemporaryFolder()
        let store = LocalStore(StorePaths(root: try folder.child("a/b")))
        try await store.contents.write([large])
        #expect(try await store.contents.read(large.digest) == large.bytes)
        #expect(try await store.contents.read(.empty) == [])
        #expect(!store.isOpened)
        try await store.contents.write([small])
        #expect(store.isOpened)
        store.close()
        #expect(!store.isOpened)
    }

    @Test func everythingIsThereAfterReopening() async throws {
        let folder = try TemporaryFolder()
        let action = ActionDigest(Digest(of: "action"))
        let tree = DirectoryTree(entries: [
            .init(name: "f", node: .file(FileValue(digest: large.digest)))
        ])
        let result = ActionResult(outputs: [try ProjectPath("d"): .directory(tree)])
        for round in 0..<3 {
            let store = LocalStore(StorePaths(root: folder.path))
            if round == 0 {
                try await store.contents.write([small, large])
                try await store.results.record(result, for: action)
                try await store.records.set([1], to: [2], in: RecordTable("t"))
            }
            #expect(try await store.contents.read(small.digest) == small.bytes)
            #expect(try await store.contents.read(large.digest) == large.bytes)
            #expect(try await store.results.result(for: action) == result)
            #expect(try await store.records.value(for: [1], in: RecordTable("t")) == [2])
            store.close()
        }
    }

    @Test(arguments: [true, false])
    func largeBlobsAreReadOnlyFiles(unnamed: Bool) async throws {
        let folder = try TemporaryFolder()
        let files = BlobFiles(folder: try folder.child("blobs"), usesUnnamedFiles: unnamed)
        try files.write(large)
        try files.write(large)
        let source = try folder.child("source")
        try write(large.bytes, to: source)
        #expect(try files.ingest(OpenFile(source.text, O_RDONLY)) == large.digest)
        let stored = try StorageTests.files(below: folder.child("blobs"))
        let hex = large.digest.hex
        #expect(stored.map(\.text) == ["\(folder.path)/blobs/\(hex.prefix(2))/\(hex.dropFirst(2))"])
        #expect(mode(of: stored[0]) == 0o444)
        #expect(try files.read(large.digest) == large.bytes)
    }

    /// What can happen to a blob's file behind the store's back.
    enum Damage: CaseIterable {
        case flippedByte, cutShort, grown, emptied, removed
    }

    @Test(arguments: Damage.allCases)
    func damagedFilesAreRemovedAndCanBeWrittenAgain(damage: Damage) async throws {
        let folder = try TemporaryFolder()
        let reports = Reports()
        let store = LocalStore(StorePaths(root: folder.path), report: reports.add)
        let blobs = try folder.child("blobs")
        for isCopied in [false, true] {
            try await store.contents.write([large])
            let file = try #require(files(below: blobs).first)
            chmod(file.text, 0o644)
            var bytes = large.bytes
            switch damage {
            case .flippedByte: bytes[77_777] ^= 1
            case .cutShort: bytes.removeLast()
            case .grown: bytes.append(0)
            case .emptied: bytes = []
            case .removed: break
            }
            if damage == .removed { unlink(file.text) } else { try write(bytes, to: file) }
            let expected: StorageError.Code = damage == .removed ? .notFound : .corrupt
            let target = try folder.child("target")
            await #expect {
                if isCopied {
                    try await store.contents.copy(large.digest, to: target, isExecutable: true)
                } else {
                    _ = try await store.contents.read(large.digest)
                }
            } throws: {
                isStorageError($0, expected)
            }
            #expect(mode(of: target) == nil)
            #expect(files(below: blobs).isEmpty)
        }
        let message = "Removed damaged content \(large.digest) from the cache"
        #expect(reports.all == (damage == .removed ? [] : [message, message]))
        try await store.contents.write([large])
        #expect(try await store.contents.read(large.digest) == large.bytes)
    }

    @Test func aFileOfTheWrongSizeIsReplacedByWriting() async throws {
        let folder = try TemporaryFolder()
        let files = BlobFiles(folder: folder.path)
        try files.write(large)
        let file = try #require(StorageTests.files(below: folder.path).first)
        chmod(file.text, 0o644)
        try write([1, 2, 3], to: file)
        #expect(try files.contains(large.digest) == false)
        try files.write(large)
        #expect(try files.read(large.digest) == large.bytes)
    }

    @Test func damagedRecordsAreAbsentRemovedAndReported() async throws {
        let folder = try TemporaryFolder()
        let reports = Reports()
        let store = LocalStore(StorePaths(root: folder.path), report: reports.add)
        try await store.contents.write([small])
        let action = ActionDigest(Digest(of: "action"))
        let table = RecordTable("t")
        try await store.results.record(ActionResult(stdout: small.digest), for: action)
        try await store.records.set([5], to: [6], in: table)

        let database = try await store.database()
        let key = small.digest.hashBytes
        var stored = try database.withValue(of: key, in: .blobs) {
            Array($0 ?? .init(start: nil, count: 0))
        }
        stored[stored.count - 1] ^= 1
        let record: [UInt8] = [1, UInt8(ascii: "t"), 5]
        try await database.write([
            .init(family: .blobs, key: key, value: stored),
            .init(family: .results, key: action.digest.hashBytes, value: [1, 2, 3]),
            .init(family: .records, key: record, value: []),
        ])
        await #expect { try await store.contents.read(small.digest) } throws: {
            isStorageError($0, .notFound)
        }
        #expect(try await store.results.result(for: action) == nil)
        #expect(try await store.records.value(for: [5], in: table) == nil)
        #expect(
            reports.all
                == ["blobs", "results", "records"].map {
                    "Removed a damaged cache record of \($0) table"
                })
        #expect(try database.withValue(of: record, in: .records) { $0 == nil })
        #expect(try database.withValue(of: key, in: .blobs) { $0 == nil })

        // Bytes that are well-formed but not those of the digest.
        let wrong = RecordFrame.encode(Array("SMALL".utf8))
        try await database.write([.init(family: .blobs, key: key, value: wrong)])
        await #expect { try await store.contents.read(small.digest) } throws: {
            isStorageError($0, .corrupt)
        }
        #expect(try await store.contents.missing(among: [small.digest]) == [small.digest])
    }

    @Test func aResultThatLostContentIsDroppedAndReported() async throws {
        let folder = try TemporaryFolder()
        let reports = Reports()
        let store = LocalStore(StorePaths(root: folder.path), report: reports.add)
        let action = ActionDigest(Digest(of: "action"))
        let tree = DirectoryTree(entries: [.init(name: "l", node: .symlink(target: "x"))])
        let result = ActionResult(
            outputs: [
                try ProjectPath("f"): .file(FileValue(digest: large.digest)),
                try ProjectPath("d"): .directory(tree),
            ])
        let database = try await store.database()
        let losses: [() async throws -> Void] = [
            { for file in files(below: store.paths.blobs) { unlink(file.text) } },
            {
                let key = Digest(of: tree.encodedTree).hashBytes
                try await database.write([.init(family: .blobs, key: key, value: nil)])
            },
        ]
        for loss in losses {
            try await store.contents.write([large])
            try await store.results.record(result, for: action)
            try await loss()
            #expect(try await store.results.result(for: action) == nil)
            #expect(reports.all.last?.hasPrefix("Removed the cached result of action") == true)
            #expect(try database.withValue(of: action.digest.hashBytes, in: .results) { $0 == nil })
        }
    }

    /// Files of the database that can be lost or overwritten, by how their names start.
    static let databaseDamages: [(file: String, isRemoved: Bool)] = [
        ("MANIFEST", false), ("MANIFEST", true), ("CURRENT", false), ("00", true),
    ]

    @Test(arguments: databaseDamages)
    func aDamagedDatabaseIsStartedAnew(file: String, isRemoved: Bool) async throws {
        let folder = try TemporaryFolder()
        let paths = StorePaths(root: folder.path)
        // Opened twice, so that what was logged first lies in a table file.
        for _ in 0..<2 {
            let first = LocalStore(paths)
            try await first.contents.write([small])
            first.close()
        }
        let damaged = files(below: paths.database).filter {
            $0.name.hasPrefix(file) && !$0.name.hasSuffix(".log")
        }
        #expect(!damaged.isEmpty)
        for path in damaged {
            if isRemoved { unlink(path.text) } else { try write(noise(500, seed: 5), to: path) }
        }
        let reports = Reports()
        let second = LocalStore(paths, report: reports.add)
        #expect(try await second.contents.missing(among: [small.digest]) == [small.digest])
        try await second.contents.write([small])
        #expect(try await second.contents.read(small.digest) == small.bytes)
        #expect(reports.all.count == 1)
        #expect(reports.all.first?.hasPrefix("Started a new cache database") == true)
        second.close()
    }

    @Test func aStoreThatCannotBeMadeSaysWhyEachTime() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.child("file")
        try write([1], to: file)
        let store = LocalStore(StorePaths(root: try file.resolving("cache")))
        for _ in 0..<2 {
            await #expect { try await store.contents.write([small]) } throws: { error in
                "\(error)" == "Cannot create folder `\(file)/cache`: Not a directory"
                    && isStorageError(error, .ioFailure)
            }
        }
        await #expect { try await store.contents.write([large]) } throws: {
            isStorageError($0, .ioFailure)
        }
    }
}
