import Incremental
import Testing

@Suite struct CycleTests {
    @Test func aKeyThatAsksForItself() async throws {
        let sheet = Sheet()
        sheet.define("a") { try await $0.cell("a") }
        await #expect(throws: CycleError(keys: ["cell(a)"])) { try await sheet.value("a") }
    }

    @Test func aCycleInOneStrandIsNamedFromTheKeyAskedForTwice() async throws {
        let sheet = Sheet()
        sheet.define("top") { try await $0.cell("a") }
        sheet.define("a") { try await $0.cell("b") }
        sheet.define("b") { try await $0.cell("c") }
        sheet.define("c") { try await $0.cell("a") }
        let error = await #expect(throws: CycleError.self) { try await sheet.value("top") }
        #expect(error?.description == "cell(a) -> cell(b) -> cell(c) -> cell(a)")
    }

    @Test(arguments: [1, 2, 4])
    func aCycleThroughForks(workers: Int) async throws {
        let sheet = Sheet(workers: workers)
        sheet.define("x") { _ in 0 }
        sheet.define("a") { try await $0.cells(["x", "b"])[1] }
        sheet.define("b") { try await $0.cells(["y", "c"])[1] }
        sheet.define("y") { _ in 0 }
        sheet.define("z") { _ in 0 }
        sheet.define("c") { try await $0.cells(["z", "a"])[1] }
        let error = await #expect(throws: CycleError.self) { try await sheet.value("a") }
        #expect(error?.keys == ["cell(a)", "cell(b)", "cell(c)"])
    }

    /// Two evaluations each hold what the other asks for next.
    @Test func aCycleAcrossEvaluations() async throws {
        let sheet = Sheet(workers: 2)
        let (aStarted, bStarted) = (Gate(), Gate())
        sheet.define("a") { context in
            aStarted.open()
            await bStarted.wait()
            return try await context.cell("b")
        }
        sheet.define("b") { context in
            bStarted.open()
            await aStarted.wait()
            return try await context.cell("a")
        }
        let first = Task { try await sheet.value("a") }
        let second = Task { try await sheet.value("b") }
        let firstError = await #expect(throws: CycleError.self) { try await first.value }
        let secondError = await #expect(throws: CycleError.self) { try await second.value }
        #expect(Set(firstError?.keys ?? []) == ["cell(a)", "cell(b)"])
        #expect(Set(secondError?.keys ?? []) == ["cell(a)", "cell(b)"])
    }

    @Test func aCycleIsGoneWhenAnInputBreaksIt() async throws {
        let sheet = Sheet()
        sheet.define("a") { try await $0.cell("b") }
        sheet.define("b") { context in
            try await context.input("closed") == 1 ? context.cell("a") : 5
        }
        for _ in 0..<3 {
            sheet.write(["closed": 1])
            await #expect(throws: CycleError.self) { try await sheet.value("a") }
            await #expect(throws: CycleError.self) { try await sheet.value("b") }
            sheet.write(["closed": 0])
            #expect(try await sheet.value("b") == 5)
            #expect(try await sheet.value("a") == 5)
        }
    }

    /// The cycle arises while the nodes are being verified, not while they are computed.
    @Test func aCycleThatAnEditCloses() async throws {
        let sheet = Sheet()
        sheet.define("a") { try await $0.cell("b") + $0.cell("c") }
        sheet.define("b") { try await $0.input("x") }
        sheet.define("c") { context in
            try await context.input("closed") == 1 ? context.cell("a") : 5
        }
        sheet.write(["closed": 0, "x": 1])
        #expect(try await sheet.value("a") == 6)
        sheet.write(["closed": 1])
        let error = await #expect(throws: CycleError.self) { try await sheet.value("a") }
        #expect(Set(error?.keys ?? []) == ["cell(a)", "cell(c)"])
    }

    @Test func resultsReportTheCycleWhereItIs() async throws {
        let sheet = Sheet(workers: 2)
        sheet.define("ok") { _ in 1 }
        sheet.define("a") { context in
            let results = await context.results([Cell("ok"), Cell("a")])
            guard case .failure(let error) = results[1], error is CycleError else { return -1 }
            return try results[0].get()
        }
        #expect(try await sheet.value("a") == 1)
    }
}
