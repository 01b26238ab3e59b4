import Testing

@testable import Incremental

/// Snapshots of plain arrays: written, read, damaged.
@Suite struct SnapshotFileTests {
    /// A node as the writer is given it and as it is read.
    struct Entry: Hashable {
        var record: NodeRecord
        var key: [UInt8]
        var dependencies: [UInt32]
        var dependents: [UInt32]
        var value: [UInt8]?
    }

    static let identity = Fingerprint(low: 1, high: 2)
    let folder = TemporaryFolder()

    static func entries(_ count: Int, seed: UInt64 = 7) -> [Entry] {
        var random = SeededGenerator(seed: seed)
        func ids(_ bound: Int) -> [UInt32] {
            (0..<Int.random(in: 0...bound, using: &random)).map { _ in
                UInt32.random(in: 0..<UInt32(count), using: &random)
            }
        }
        return (0..<count).map { index in
            let key = Array("key \(index)".utf8)
            var record = NodeRecord()
            record.keyHash = Fingerprinter.fingerprint(of: key)
            if Bool.random(using: &random) {
                record.fingerprint = Fingerprint(low: random.next(), high: random.next())
            }
            record.changedAt = .random(in: 1...9, using: &random)
            record.verifiedAt = .random(in: 1...9, using: &random)
            record.kind = .random(in: 0...2, using: &random)
            record.condition = [.clean, .dirty, .forced].randomElement(using: &random) ?? .clean
            record.flags = .random(in: 0...255, using: &random)
            let value: [UInt8]? =
                Bool.random(using: &random)
                ? (0..<Int.random(in: 0...40, using: &random)).map { UInt8($0) } : nil
            return Entry(
                record: record, key: key, dependencies: ids(6), dependents: ids(3), value: value)
        }
    }

    func write(_ entries: [Entry], attachments: [(name: String, bytes: [UInt8])] = []) throws {
        let device = KernelDevice()
        let file = try device.open(folder / "snapshot", truncate: true)
        var writer = SnapshotWriter(device: device, file: file, nodes: entries.count)
        for entry in entries {
            var record = entry.record
            if let value = entry.value {
                record.value = try value.withUnsafeBytes { try writer.write(value: $0) }
            }
            try entry.key.withUnsafeBytes {
                try writer.append(
                    record, key: $0, dependencies: entry.dependencies,
                    dependents: entry.dependents)
            }
        }
        try writer.finish(
            header: (Self.identity, 77, 5), kinds: ["a", "b", "c"], attachments: attachments)
    }

    func open(_ identity: Fingerprint = identity) throws(StoreDiscard) -> SnapshotFile {
        guard let mapping = MappedFile(path: folder / "snapshot") else { throw .damaged }
        return try SnapshotFile(mapping, identity: identity)
    }

    /// Everything there is; nil where damage was met.
    func read(_ snapshot: SnapshotFile) -> [Entry?] {
        (0..<UInt32(snapshot.nodeCount)).map { node in
            guard let (block, record) = snapshot.locate(node) else { return nil }
            let key = Array(block.key(of: record))
            guard snapshot.find(Fingerprinter.fingerprint(of: key)) == node else { return nil }
            let dependencies = DependencyList(
                base: record.dependencies == 0 ? nil : block.words + Int(record.dependencies))
            let dependents = DependentList(
                base: record.dependents == 0 ? nil : block.words + Int(record.dependents))
            var bare = record
            bare.dependencies = 0
            bare.dependents = 0
            bare.key = 0
            bare.value = 0
            var value: [UInt8]?
            if record.value != 0 {
                guard let bytes = snapshot.value(at: record.value) else { return nil }
                value = Array(bytes)
            }
            return Entry(
                record: bare, key: key,
                dependencies: (0..<dependencies.count).map { dependencies[$0].raw },
                dependents: (0..<dependents.count).map { dependents[$0].raw }, value: value)
        }
    }

    @Test(arguments: [0, 1, 255, 256, 257, 3_000])
    func whatWasWrittenIsRead(count: Int) throws {
        let entries = Self.entries(count)
        try write(entries, attachments: [("one", [1, 2, 3]), ("none", [])])
        let snapshot = try open()
        #expect(snapshot.header.revision == 5)
        #expect(snapshot.header.generation == 77)
        #expect(snapshot.kinds == ["a", "b", "c"])
        #expect(read(snapshot) == entries)
        #expect(snapshot.attachment("one").map(Array.init) == [1, 2, 3])
        #expect(snapshot.attachment("none").map(Array.init) == [])
        #expect(snapshot.attachment("other") == nil)
        #expect(snapshot.find(Fingerprint(low: 3, high: 3)) == nil)
        #expect(!snapshot.isDamaged)
    }

    @Test func anotherIdentityOrVersionIsRefused() throws {
        try write(Self.entries(3))
        #expect(throws: StoreDiscard.otherIdentity) { try open(Fingerprint(low: 1, high: 3)) }
        var bytes = try #require(folder.read("snapshot"))
        bytes[8] += 1
        folder.write("snapshot", bytes)
        #expect(throws: StoreDiscard.otherVersion) { try open() }
    }

    /// Whatever byte is another, what is read is what was written, or known to be damaged.
    @Test func noDamageIsRead() throws {
        let entries = Self.entries(300)
        try write(entries, attachments: [("files", Array(repeating: 9, count: 100))])
        let whole = try #require(folder.read("snapshot"))
        var random = SeededGenerator(seed: .random(in: 0...999_999))
        var refused = 0
        var seen = 0
        for round in 0..<400 {
            // A third of them in the header, a third in the directory.
            let places = [0..<120, whole.count - 200..<whole.count, whole.indices][round % 3]
            let place = Int.random(in: places, using: &random)
            var bytes = whole
            bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            folder.write("snapshot", bytes)
            guard let snapshot = try? open() else {
                refused += 1
                continue
            }
            let found = read(snapshot)
            for (found, entry) in zip(found, entries) where found != nil {
                #expect(found == entry, "byte \(place)")
            }
            let attachment = snapshot.attachment("files").map(Array.init)
            #expect(attachment == nil || attachment == Array(repeating: 9, count: 100))
            if found.contains(nil) || attachment == nil { seen += 1 }
        }
        #expect(refused > 0 && seen > 0)
    }

    @Test func aShorterOrLongerFileIsRefused() throws {
        try write(Self.entries(300))
        let whole = try #require(folder.read("snapshot"))
        for count in [0, 1, 100, 4_095, 4_096, 5_000, whole.count - 1] {
            folder.write("snapshot", Array(whole[..<count]))
            #expect(throws: StoreDiscard.damaged) { try open() }
        }
        folder.write("snapshot", whole + [0])
        #expect(throws: StoreDiscard.damaged) { try open() }
    }
}
