import Testing

@testable import Incremental

/// Files that are of no use.
@Suite struct DiscardTests {
    let sheets = Sheets()

    private func computeAndSave() async throws {
        sheets.set(["a": 4])
        sheets.define("half") { try await $0.input("a") / 2 }
        let process = sheets.start()
        #expect(try await process.value("half") == 2)
        try process.save()
    }

    private func expectEmpty(_ process: Sheets.Process, _ reason: String) async throws {
        #expect(
            sheets.lines.take() == [
                "the graph kept in \(sheets.folder.path) is not used: it is \(reason)"
            ])
        #expect(sheets.folder.read("snapshot") == nil)
        #expect(try await process.value("half") == 2)
        #expect(process.log == ["compute cell(half)", "compute input(a)"])
        try process.save()
        #expect(sheets.folder.read("snapshot") != nil)
    }

    @Test func anotherIdentity() async throws {
        try await computeAndSave()
        let process = sheets.start(identity: "other")
        try await expectEmpty(process, "of another build of the program, or another project")
    }

    @Test func anotherVersion() async throws {
        try await computeAndSave()
        var bytes = try #require(sheets.folder.read("snapshot"))
        bytes[8] = 99
        sheets.folder.write("snapshot", bytes)
        try await expectEmpty(sheets.start(), "of another version")
    }

    @Test func damaged() async throws {
        try await computeAndSave()
        let bytes = try #require(sheets.folder.read("snapshot"))
        sheets.folder.write("snapshot", Array(bytes.dropLast()))
        try await expectEmpty(sheets.start(), "damaged")
    }

    @Test func anUnknownKind() async throws {
        try await computeAndSave()
        var kinds = PersistentKinds()
        kinds.add([Input.self])
        let process = sheets.start(kinds: kinds)
        #expect(
            sheets.lines.take() == [
                "the graph kept in \(sheets.folder.path) is not used: it has keys of an unknown "
                    + "kind, cell"
            ])
        #expect(try await process.value("half") == 2)
        #expect(process.log == ["compute cell(half)", "compute input(a)"])
    }

    /// Damage that only shows when nodes are read ends the evaluation.
    @Test func damageThatIsFoundLate() async throws {
        try await computeAndSave()
        var bytes = try #require(sheets.folder.read("snapshot"))
        let block = try #require(MappedFile(path: sheets.folder / "snapshot"))
        let snapshot = try SnapshotFile(
            block, identity: Fingerprinter.fingerprint(of: "test"))
        let record = try #require(snapshot.block(0)?.records.baseAddress)
        let start = try #require(UnsafeRawPointer(block.bytes.baseAddress))
        bytes[record - start + 20] ^= 1
        sheets.folder.write("snapshot", bytes)
        do {
            let process = sheets.start()
            #expect(sheets.lines.take() == [])
            await #expect(throws: DamagedGraphError.self) { try await process.value("half") }
            await #expect(throws: DamagedGraphError.self) { try await process.value("half") }
            #expect(sheets.lines.take().count == 1)
            try process.save()
            #expect(sheets.folder.names == ["lock"])
        }
        let process = sheets.start()
        #expect(try await process.value("half") == 2)
        #expect(sheets.lines.take() == [])
    }

    /// A value has a checksum of its own, and is computed again.
    @Test func aDamagedValue() async throws {
        try await computeAndSave()
        let whole = try #require(sheets.folder.read("snapshot"))
        var bytes = whole
        // The first value, its checksum and its count in front.
        bytes[SnapshotLayout.headerBytes + 12] ^= 1
        sheets.folder.write("snapshot", bytes)
        let process = sheets.start()
        #expect(try await process.value("half") == 2)
        #expect(process.log.contains("restore cell(half)"))
    }
}
