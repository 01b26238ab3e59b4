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
