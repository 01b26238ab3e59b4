import Incremental
import Testing

@Suite struct CutoffTests {
    @Test func anUnchangedWorldAnswersWithoutAnyWork() async throws {
        let sheet = Sheet()
        sheet.define("sum", sumOf: "a", "b")
        sheet.write(["a": 1, "b": 2])
        #expect(try await sheet.value("sum") == 3)
        #expect(
            sheet.log.take() == ["compute cell(sum)", "compute input(a)", "compute input(b)"])
        #expect(try await sheet.value("sum") == 3)
        #expect(sheet.log.take() == [])
    }

    @Test func aChangedInputRecomputesWhatAskedForIt() async throws {
        let sheet = Sheet()
        sheet.define("sum", sumOf: "a", "b")
        sheet.define("other", sumOf: "b")
        sheet.define("top") { try await $0.cell("sum") + $0.cell("other") }
        sheet.write(["a": 1, "b": 2])
        #expect(try await sheet.value("top") == 5)
        _ = sheet.log.take()
        sheet.write(["a": 10])
        #expect(try await sheet.value("top") == 14)
        #expect(
            sheet.log.take() == [
                "recompute input(a)", "recompute cell(sum)", "recompute cell(top)",
            ]
        )
    }

    @Test func anInputThatIsTheSameAfterAllRecomputesNothingElse() async throws {
        let sheet = Sheet()
        sheet.define("sum", sumOf: "a")
        sheet.write(["a": 1])
        _ = try await sheet.value("sum")
        _ = sheet.log.take()
        sheet.write(["a": 1])
        #expect(try await sheet.value("sum") == 1)
        #expect(
            sheet.log.take() == ["recompute input(a)", "backdate input(a)", "verify cell(sum)"])
    }

    @Test func aResultThatStaysTheSameStopsTheChange() async throws {
        let sheet = Sheet()
        sheet.define("parity") { try await $0.input("a") % 2 }
        sheet.define("top") { try await $0.cell("parity") }
        sheet.write(["a": 1])
        _ = try await sheet.value("top")
        _ = sheet.log.take()
        sheet.write(["a": 3])
        #expect(try await sheet.value("top") == 1)
        #expect(
            sheet.log.take() == [
                "recompute input(a)", "recompute cell(parity)", "backdate cell(parity)",
                "verify cell(top)",
            ])
        // What was cut off in one revision is not taken for a change in a later one.
        sheet.write(["a": 5])
        #expect(try await sheet.value("top") == 1)
        #expect(sheet.log.take().last == "verify cell(top)")
    }

    @Test func manyChangesBetweenTwoRequestsAreOne() async throws {
        let sheet = Sheet()
        sheet.define("sum", sumOf: "a", "b")
        sheet.write(["a": 1, "b": 1])
        _ = try await sheet.value("sum")
        _ = sheet.log.take()
        sheet.write(["a": 2])
        sheet.write(["b": 2])
        sheet.write(["a": 1])
        #expect(try await sheet.value("sum") == 3)
        #expect(
            sheet.log.take() == [
                "recompute input(a)", "backdate input(a)", "recompute input(b)",
                "recompute cell(sum)",
            ])
    }

    @Test func aChangeSeenByOneDependentIsSeenByTheOtherLater() async throws {
        let sheet = Sheet()
        sheet.define("left", sumOf: "a")
        sheet.define("right", sumOf: "a")
        sheet.write(["a": 1])
        _ = try await sheet.value("left")
        _ = try await sheet.value("right")
        sheet.write(["a": 2])
        #expect(try await sheet.value("left") == 2)
        sheet.write(["a": 2])
        #expect(try await sheet.value("right") == 2)
    }
}
