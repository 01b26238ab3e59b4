import Incremental
import Testing

private struct FullDisk: TransientError, Hashable {}

@Suite struct ErrorTests {
    @Test func errorsAreKeptLikeValues() async throws {
        let sheet = Sheet()
        sheet.define("sum", sumOf: "missing")
        for _ in 0..<2 {
            await #expect(throws: SheetError(name: "missing")) { try await sheet.value("sum") }
        }
        #expect(sheet.log.take() == ["compute cell(sum)", "compute input(missing)"])
        sheet.write(["missing": 3])
        #expect(try await sheet.value("sum") == 3)
        #expect(sheet.log.take() == ["recompute input(missing)", "recompute cell(sum)"])
    }

    @Test func aCaughtErrorIsADependency() async throws {
        let sheet = Sheet()
        sheet.define("orZero") { context in
            do { return try await context.input("a") } catch is SheetError { return 0 }
        }
        #expect(try await sheet.value("orZero") == 0)
        sheet.write(["a": 5])
        #expect(try await sheet.value("orZero") == 5)
    }

    @Test func aTransientErrorIsForgottenByTheNextCommit() async throws {
        let sheet = Sheet()
        let attempts = Counter()
        sheet.define("flaky") { _ in
            if attempts.increment() == 1 { throw FullDisk() }
            return 1
        }
        sheet.define("top") { try await $0.cell("flaky") }
        for _ in 0..<2 {
            await #expect(throws: FullDisk()) { try await sheet.value("top") }
        }
        #expect(sheet.log.take() == ["compute cell(top)", "compute cell(flaky)"])
        sheet.engine.commit { _ in }
        #expect(try await sheet.value("top") == 1)
        #expect(attempts.value == 2)
    }

    @Test func anyOutcomeCanBeMarkedTransient() async throws {
        let sheet = Sheet()
        let attempts = Counter()
        sheet.define("clock") { context in
            context.markTransient()
            return attempts.increment()
        }
        sheet.define("top") { try await $0.cell("clock") }
        #expect(try await sheet.value("top") == 1)
        #expect(try await sheet.value("top") == 1)
        sheet.engine.commit { _ in }
        #expect(try await sheet.value("top") == 2)
    }
}
