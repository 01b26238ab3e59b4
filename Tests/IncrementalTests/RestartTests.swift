import Testing

@testable import Incremental

/// What a process does with the graph of the one before.
@Suite struct RestartTests {
    let sheets = Sheets()

    /// `total` adds `half` and `b`; `half` is half of `a`.
    private func define() {
        sheets.set(["a": 4, "b": 3])
        sheets.define("half") { try await $0.input("a") / 2 }
        sheets.define("total") { context in
            try await context.cell("half") + context.input("b")
        }
    }

    private func computeAndSave() async throws {
        define()
        let process = sheets.start()
        #expect(try await process.value("total") == 5)
        try process.save()
    }

    @Test func nothingChangedNothingIsComputed() async throws {
        try await computeAndSave()
        let process = sheets.start()
        #expect(try await process.value("total") == 5)
        #expect(process.log == ["load cell(total)"])
        #expect(try await process.value("total") == 5)
        #expect(process.log == [])
        #expect(sheets.lines.take() == [])
    }

    @Test func oneInputChangedOnlyItsConeIsComputed() async throws {
        try await computeAndSave()
        let process = sheets.start()
        process.sheet.write(["a": 6])
        #expect(try await process.value("total") == 6)
        #expect(
            process.log == [
                "recompute input(a)", "recompute cell(half)", "recompute cell(total)",
                "load input(b)",
            ])
    }

    @Test func changesAreCutOffWithoutValues() async throws {
        try await computeAndSave()
        let process = sheets.start()
        process.sheet.write(["a": 5])
        #expect(try await process.value("total") == 5)
        #expect(
            process.log == [
                "recompute input(a)", "recompute cell(half)", "backdate cell(half)",
                "verify cell(total)", "load cell(total)",
            ])
    }

    @Test func aValueThatIsNotKeptIsComputedAgainAndChangesNothing() async throws {
        define()
        sheets.define("seven") { try await $0.cell("half") + 5 }
        sheets.define("top") { try await $0.cell("seven") * 2 }
        let first = sheets.start()
        #expect(try await first.value("top") == 14)
        try first.save()
        let process = sheets.start()
        #expect(try await process.value("seven") == 7)
        #expect(process.log == ["restore cell(seven)", "load cell(half)"])
        #expect(try await process.value("top") == 14)
        #expect(process.log == ["load cell(top)"])
    }

    @Test func journalsGoOnWhereTheLastProcessEnded() async throws {
        try await computeAndSave()
        for value in 1...20 {
            let process = sheets.start()
            process.sheet.write(["a": value * 2])
            #expect(try await process.value("total") == value + 3)
            try process.save()
            #expect(sheets.folder.read("snapshot.new") == nil)
            #expect(process.log.contains("recompute cell(total)"))
        }
        let process = sheets.start()
        #expect(try await process.value("total") == 23)
        #expect(process.log == ["load cell(total)"])
        #expect(sheets.lines.take() == [])
    }

    @Test func dirtyStaysDirty() async throws {
        try await computeAndSave()
        let first = sheets.start()
        first.sheet.write(["a": 8])
        try first.save()
        let process = sheets.start()
        #expect(try await process.value("half") == 4)
        #expect(process.log == ["recompute input(a)", "recompute cell(half)"])
        try process.save()
        let last = sheets.start()
        #expect(try await last.value("total") == 7)
        #expect(
            last.log == ["recompute cell(total)", "load cell(half)", "load input(b)"])
    }

    @Test func errorsAreNotKept() async throws {
        sheets.define("bad") { try await $0.input("none") }
        sheets.define("brave") { context in
            do { return try await context.cell("bad") } catch is SheetError { return 1 }
        }
        sheets.define("top") { try await $0.cell("brave") }
        let first = sheets.start()
        #expect(try await first.value("top") == 1)
        try first.save()
        let process = sheets.start()
        #expect(try await process.value("top") == 1)
        #expect(
            process.log == [
                "recompute cell(bad)", "recompute input(none)", "recompute cell(brave)",
                "backdate cell(brave)", "verify cell(top)", "load cell(top)",
            ])
    }

    @Test func whatDependsOnWhatIsForgottenIsComputedAgain() async throws {
        define()
        sheets.define("above") { try await $0.request(Volatile(name: "half")) }
        sheets.define("top") { try await $0.cell("above") }
        let first = sheets.start()
        #expect(try await first.value("top") == 2)
        try first.save()
        let process = sheets.start()
        #expect(try await process.value("top") == 2)
        #expect(
            process.log == [
                "recompute cell(above)", "compute volatile(half)", "load cell(half)",
                "backdate cell(above)", "verify cell(top)", "load cell(top)",
            ])
    }

    /// A computation for a value alone turns into an error, which cannot be kept, under a node that
    /// has not changed: in the files it must not stay clean.
    @Test func whatBecomesUncleanInTheFilesTakesItsDependentsAlong() async throws {
        define()
        sheets.define("seven") { try await $0.cell("half") + 5 }
        sheets.define("top") { try await $0.cell("seven") * 2 }
        let first = sheets.start()
        #expect(try await first.value("top") == 14)
        try first.save()
        sheets.define("seven") { context in
            _ = try await context.cell("half")
            throw SheetError(name: "seven")
        }
        let second = sheets.start()
        await #expect(throws: SheetError.self) { try await second.value("seven") }
        try second.save()
        sheets.define("seven") { try await $0.cell("half") + 5 }
        let process = sheets.start()
        process.sheet.write(["a": 6])
        #expect(try await process.value("top") == 16)
    }

    @Test func valuesAreReadFromTheJournalWhenTheyWereEvicted() async throws {
        try await computeAndSave()
        let process = sheets.start()
        process.sheet.write(["a": 10])
        #expect(try await process.value("total") == 8)
        try process.save()
        let last = sheets.start()
        #expect(try await last.value("half") == 5)
        #expect(last.log == ["load cell(half)"])
    }

    @Test func theNextSnapshotHasWhatTheJournalHad() async throws {
        try await computeAndSave()
        let process = sheets.start()
        process.sheet.write(["a": 10])
        #expect(try await process.value("total") == 8)
        try process.save()
        process.sheet.engine.forceSnapshot()
        try process.save()
        #expect(sheets.folder.read("journal")?.count == JournalFile.headerBytes)
        process.sheet.write(["b": 4])
        #expect(try await process.value("total") == 9)
        try process.save()
        let last = sheets.start()
        #expect(try await last.value("total") == 9)
        #expect(last.log == ["load cell(total)"])
        #expect(try await last.value("half") == 5)
        #expect(last.log == ["load cell(half)"])
    }

    /// Nodes of many blocks, read by several workers at once, and new ones after them.
    @Test(.timeLimit(.minutes(2))) func graphsOfManyBlocks() async throws {
        let count = 1_100
        sheets.workers = 4
        func define(_ cells: Range<Int>) {
            for cell in cells {
                sheets.define("\(cell)") { context in
                    if cell < 100 { return try await context.input("\(cell)") }
                    let below = [cell - 100, cell - 99 - cell % 2, cell - 60].map { "\($0)" }
                    return try await context.cells(below).reduce(0, +) % 1_000
                }
            }
            let tops = (cells.upperBound - 100..<cells.upperBound).map { "\($0)" }
            sheets.define("top") { try await $0.cells(tops).reduce(0, +) }
        }
        func expected(_ inputs: [String: Int], _ count: Int) -> Int {
            var values: [Int] = []
            for cell in 0..<count {
                let below = cell < 100 ? [] : [cell - 100, cell - 99 - cell % 2, cell - 60]
                let sum = below.reduce(0) { $0 + values[$1] } % 1_000
                values.append(cell < 100 ? inputs["\(cell)"] ?? 0 : sum)
            }
            return values.suffix(100).reduce(0, +)
        }
        var inputs = Dictionary(uniqueKeysWithValues: (0..<100).map { ("\($0)", $0) })
        sheets.set(inputs)
        define(0..<count)
        let first = sheets.start()
        #expect(try await first.value("top") == expected(inputs, count))
        try first.save()
        for round in 1...6 {
            let process = sheets.start()
            let changed = ["\(round * 9)": round * 100, "\(round * 13)": round]
            inputs.merge(changed) { $1 }
            process.sheet.write(changed)
            #expect(try await process.value("top") == expected(inputs, count))
            #expect(!process.log.contains { $0.hasPrefix("compute") })
            if round == 3 { process.sheet.engine.forceSnapshot() }
            try process.save()
        }
        let more = sheets.start()
        let before = more.sheet.engine.nodeCount
        define(0..<count + 300)
        more.sheet.engine.commit { $0.invalidate(Cell("top")) }
        #expect(try await more.value("top") == expected(inputs, count + 300))
        #expect(more.log.count { $0.hasPrefix("compute") } == 300)
        #expect(more.sheet.engine.nodeCount == before + 300)
        try more.save()
        let last = sheets.start()
        #expect(last.sheet.engine.nodeCount == before + 300)
        #expect(try await last.value("top") == expected(inputs, count + 300))
        #expect(last.log == ["load cell(top)"])
        #expect(last.sheet.engine.graph.checkInvariants(upTo: 2_000))
        #expect(sheets.lines.take() == [])
    }

    /// The kinds are found by their names.
    @Test func kindsMayBeListedInAnotherOrder() async throws {
        try await computeAndSave()
        var kinds = PersistentKinds()
        kinds.add([Cell.self, Input.self])
        let process = sheets.start(kinds: kinds)
        process.sheet.write(["a": 10])
        #expect(try await process.value("total") == 8)
        try process.save()
        let last = sheets.start()
        #expect(try await last.value("total") == 8)
        #expect(last.log == ["load cell(total)"])
    }

    /// A full disk costs what could not be saved, and leaves nothing behind.
    @Test func aSaveThatFailsIsMadeUpFor() async throws {
        define()
        sheets.device = FaultyDevice(.init(stopsAt: 0, part: 10))
        let full = sheets.start()
        #expect(try await full.value("total") == 5)
        #expect(throws: StoreError.self) { try full.save() }
        sheets.device = KernelDevice()
        try await computeAndSave()
        let process = sheets.start()
        #expect(try await process.value("total") == 5)
        #expect(process.log == ["load cell(total)"])
    }

    @Test func attachmentsComeInTheirOrder() async throws {
        define()
        let inputs = InputsAttachment(["a": 4, "b": 3])
        let first = sheets.start()
        #expect(try await first.value("total") == 5)
        try first.save([inputs])
        inputs.note(["a": 8])
        first.sheet.write(["a": 8])
        try first.save([inputs])
        #expect(try InputsAttachment.read(sheets.start().store) == ["a": 8, "b": 3])
    }

    @Test func aSecondProcessKeepsNothing() async throws {
        define()
        let first = sheets.start()
        #expect(try await first.value("total") == 5)
        let second = sheets.startBeside()
        #expect(!second.store.isActive)
        #expect(
            sheets.lines.take() == [
                "the graph is not kept: another process has \(sheets.folder.path)"
            ])
        #expect(try await second.value("total") == 5)
        try second.save()
        #expect(sheets.folder.read("snapshot") == nil)
        try first.save()
        #expect(sheets.folder.read("snapshot") != nil)
    }
}

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
