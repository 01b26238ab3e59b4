import Incremental
import Testing

@Suite(.timeLimit(.minutes(5))) struct CancellationTests {
    @Test func whatWasCancelledIsNotKept() async throws {
        let sheet = Sheet()
        let (started, never) = (Gate(), Gate())
        let attempts = Counter()
        sheet.define("slow") { _ in
            if attempts.increment() == 1 {
                started.open()
                await never.wait()
                try Task.checkCancellation()
            }
            return 1
        }
        sheet.define("top") { try await $0.cell("slow") + 1 }
        let task = Task { try await sheet.value("top") }
        await started.wait()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(
            sheet.log.take() == [
                "compute cell(top)", "compute cell(slow)", "release cell(slow)",
                "release cell(top)",
            ])
        #expect(try await sheet.value("top") == 2)
    }

    @Test func anErrorCausedByCancellationIsNotKept() async throws {
        let sheet = Sheet()
        let (started, never) = (Gate(), Gate())
        sheet.define("slow") { context in
            started.open()
            await never.wait()
            throw SheetError(name: "killed")
        }
        let task = Task { try await sheet.value("slow") }
        await started.wait()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        sheet.define("slow") { _ in 1 }
        #expect(try await sheet.value("slow") == 1)
    }

    /// A computation that swallows the errors of its parts does not get to keep the result.
    @Test func swallowedCancellationIsNotKept() async throws {
        let sheet = Sheet(workers: 2)
        let (started, never) = (Gate(), Gate())
        let attempts = Counter()
        sheet.define("slow") { _ in
            if attempts.increment() == 1 {
                started.open()
                await never.wait()
                try Task.checkCancellation()
            }
            return 1
        }
        sheet.define("quick") { _ in 1 }
        sheet.define("count") { context in
            let results = await context.results([Cell("slow"), Cell("quick")])
            return results.count { (try? $0.get()) != nil }
        }
        let task = Task { try await sheet.value("count") }
        await started.wait()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await sheet.value("count") == 2)
    }

    @Test func whoWaitsTakesOver() async throws {
        let sheet = Sheet(workers: 2)
        let (started, never, asked) = (Gate(), Gate(), Gate())
        let attempts = Counter()
        sheet.define("slow") { _ in
            if attempts.increment() == 1 {
                started.open()
                await never.wait()
                try Task.checkCancellation()
            }
            return 1
        }
        sheet.define("other") { context in
            asked.open()
            return try await context.cell("slow") + 10
        }
        let cancelled = Task { try await sheet.value("slow") }
        await started.wait()
        async let other = sheet.value("other")
        await asked.wait()
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(try await other == 11)
        #expect(attempts.value == 2)
    }

    @Test func aCancelledWaiterLeavesTheOtherAlone() async throws {
        let sheet = Sheet(workers: 2)
        let (started, finish, asked) = (Gate(), Gate(), Gate())
        sheet.define("slow") { _ in
            started.open()
            await finish.wait()
            return 1
        }
        sheet.define("other") { context in
            asked.open()
            return try await context.cell("slow")
        }
        async let slow = sheet.value("slow")
        await started.wait()
        let waiter = Task { try await sheet.value("other") }
        await asked.wait()
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        finish.open()
        #expect(try await slow == 1)
        #expect(try await sheet.value("other") == 1)
    }

    @Test func anEngineOutlivesNoEvaluationAndLeaksNothing() async throws {
        weak var weakEngine: Engine?
        do {
            let sheet = Sheet(workers: 2)
            weakEngine = sheet.engine
            let (started, never) = (Gate(), Gate())
            for index in 0..<20 {
                sheet.define("c\(index)") { context in
                    if index == 10 {
                        started.open()
                        await never.wait()
                        try Task.checkCancellation()
                    }
                    return try await context.input("a")
                }
            }
            sheet.define("top") { try await $0.cells((0..<20).map { "c\($0)" }).count }
            sheet.write(["a": 1])
            let task = Task { try await sheet.value("top") }
            await started.wait()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        #expect(weakEngine == nil)
    }
}
