import Incremental
import Testing

@Suite(.timeLimit(.minutes(5))) struct SupersessionTests {
    /// A cell that asks, lets the test commit, and goes on as told.
    private struct Stage {
        let sheet = Sheet(workers: 2)
        let asked = Gate()
        let resume = Gate()
        let runs = Counter()

        init(thenAsks other: String?) {
            let (asked, resume, runs) = (asked, resume, runs)
            sheet.define("cell") { context in
                let value = try await context.input("a")
                if runs.increment() == 1 {
                    asked.open()
                    await resume.wait()
                }
                guard let other else { return value }
                return try await value + context.input(other)
            }
            sheet.define("top") { try await $0.cell("cell") }
            sheet.write(["a": 1, "b": 10])
        }
    }

    @Test func theNextRequestOfAnOlderEvaluationThrows() async throws {
        let stage = Stage(thenAsks: "b")
        let sheet = stage.sheet
        let old = Task { try await sheet.value("top") }
        await stage.asked.wait()
        sheet.write(["a": 2])
        stage.resume.open()
        await #expect(throws: SupersededError()) { try await old.value }
        #expect(try await sheet.value("top") == 12)
        #expect(stage.runs.value == 2)
    }

    @Test func anOlderBodyThatAsksNothingMorePublishesButStaysDirtyIfOutdated() async throws {
        let stage = Stage(thenAsks: nil)
        let sheet = stage.sheet
        let old = Task { try await sheet.value("cell") }
        await stage.asked.wait()
        sheet.write(["a": 2])
        stage.resume.open()
        #expect(try await old.value == 1)
        #expect(sheet.log.take().suffix(1) == ["late cell(cell)"])
        #expect(try await sheet.value("cell") == 2)
        #expect(stage.runs.value == 2)
    }

    @Test func anOlderBodyWhoseInputsStandIsUsed() async throws {
        let stage = Stage(thenAsks: nil)
        let sheet = stage.sheet
        sheet.define("unrelated", sumOf: "b")
        _ = try await sheet.value("unrelated")
        let old = Task { try await sheet.value("cell") }
        await stage.asked.wait()
        sheet.write(["b": 20])
        stage.resume.open()
        #expect(try await old.value == 1)
        #expect(try await sheet.value("cell") == 1)
        #expect(stage.runs.value == 1)
    }

    @Test func aNewEvaluationWaitsForTheOlderClaimAndThenRecomputes() async throws {
        let stage = Stage(thenAsks: "b")
        let sheet = stage.sheet
        let old = Task { try await sheet.value("top") }
        await stage.asked.wait()
        sheet.write(["a": 2])
        async let new = sheet.value("top")
        stage.resume.open()
        await #expect(throws: SupersededError()) { try await old.value }
        #expect(try await new == 12)
    }

    @Test func aWaitOfAnOlderEvaluationEnds() async throws {
        let stage = Stage(thenAsks: nil)
        let sheet = stage.sheet
        let asked = Gate()
        sheet.define("waits") { context in
            asked.open()
            return try await context.cell("cell")
        }
        let old = Task { try await sheet.value("cell") }
        await stage.asked.wait()
        let waiting = Task { try await sheet.value("waits") }
        await asked.wait()
        sheet.write(["a": 2])
        await #expect(throws: SupersededError()) { try await waiting.value }
        stage.resume.open()
        _ = try await old.value
        #expect(try await sheet.value("waits") == 2)
    }

    @Test func aValueInjectedWhileItIsComputedWins() async throws {
        let stage = Stage(thenAsks: nil)
        let sheet = stage.sheet
        let old = Task { try await sheet.value("cell") }
        await stage.asked.wait()
        sheet.engine.commit { $0.set(Cell("cell"), 99) }
        stage.resume.open()
        _ = try await old.value
        #expect(try await sheet.value("top") == 99)
    }

    @Test func aCommitThatChangesNothingSupersedesNobody() async throws {
        let stage = Stage(thenAsks: "b")
        let sheet = stage.sheet
        let old = Task { try await sheet.value("top") }
        await stage.asked.wait()
        sheet.engine.commit { _ in }
        sheet.engine.commit { $0.invalidate(Input("never asked for")) }
        stage.resume.open()
        #expect(try await old.value == 11)
    }
}
