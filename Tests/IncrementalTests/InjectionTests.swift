import Incremental
import Testing

@Suite struct InjectionTests {
    @Test func aSetValueIsNotComputed() async throws {
        let sheet = Sheet()
        sheet.define("sum", sumOf: "a")
        sheet.engine.commit { $0.set(Input("a"), 7) }
        #expect(try await sheet.value("sum") == 7)
        #expect(sheet.log.take() == ["compute cell(sum)"])
    }

    @Test func settingAnotherValueRecomputesDependentsAndTheSameDoesNot() async throws {
        let sheet = Sheet()
        sheet.define("sum", sumOf: "a")
        sheet.engine.commit { $0.set(Input("a"), 7) }
        _ = try await sheet.value("sum")
        _ = sheet.log.take()
        sheet.engine.commit { $0.set(Input("a"), 7) }
        #expect(try await sheet.value("sum") == 7)
        #expect(sheet.log.take() == [])
        sheet.engine.commit { $0.set(Input("a"), 8) }
        #expect(try await sheet.value("sum") == 8)
        #expect(sheet.log.take() == ["recompute cell(sum)"])
    }

    @Test func aSetCellForgetsItsDependenciesUntilItIsInvalidated() async throws {
        let sheet = Sheet()
        sheet.define("sum", sumOf: "a")
        sheet.write(["a": 1])
        #expect(try await sheet.value("sum") == 1)
        sheet.engine.commit { $0.set(Cell("sum"), 100) }
        sheet.write(["a": 2])
        #expect(try await sheet.value("sum") == 100)
        sheet.engine.commit { $0.invalidate(Cell("sum")) }
        #expect(try await sheet.value("sum") == 2)
    }

    @Test func theLastValueOfATransactionCounts() async throws {
        let sheet = Sheet()
        sheet.define("sum", sumOf: "a")
        sheet.engine.commit { transaction in
            transaction.set(Input("a"), 1)
            transaction.set(Input("a"), 2)
        }
        #expect(try await sheet.value("sum") == 2)
    }

    @Test func invalidatingWhatNobodyAskedForChangesNothing() async throws {
        let sheet = Sheet()
        sheet.define("sum", sumOf: "a")
        sheet.write(["a": 1])
        _ = try await sheet.value("sum")
        _ = sheet.log.take()
        sheet.write(["unrelated": 1])
        #expect(try await sheet.value("sum") == 1)
        #expect(sheet.log.take() == [])
    }
}
