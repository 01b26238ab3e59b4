import Incremental
import Testing

@Suite(.timeLimit(.minutes(5))) struct SharingTests {
    /// Everybody asks for everything at once; each cell is computed once.
    @Test(arguments: [1, 2, 4, 8])
    func aKeyIsComputedOnceWhoeverAsks(workers: Int) async throws {
        let sheet = Sheet(workers: workers)
        let computed = Counter()
        let width = 30
        for layer in 0..<6 {
            for index in 0..<width {
                sheet.define("\(layer)/\(index)") { context in
                    computed.increment()
                    if layer == 0 { return index }
                    await Task.yield()
                    let below = (0..<width).map { "\(layer - 1)/\(($0 + index) % width)" }
                    return try await context.cells(below).reduce(0, +) % 1_009
                }
            }
        }
        let values = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<width {
                group.addTask { try await sheet.value("5/\(index)") }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(values).count == 1)
        #expect(computed.value == 6 * width)
    }

    @Test func anEvaluationWaitsForWhatAnotherIsAt() async throws {
        let sheet = Sheet(workers: 2)
        let (started, finish) = (Gate(), Gate())
        sheet.define("slow") { _ in
            started.open()
            await finish.wait()
            return 1
        }
        sheet.define("other") { context in
            finish.open()
            return try await context.cell("slow")
        }
        async let first = sheet.value("slow")
        await started.wait()
        #expect(try await sheet.value("other") == 1)
        #expect(try await first == 1)
        #expect(sheet.log.take() == ["compute cell(slow)", "compute cell(other)"])
    }

    @Test func aDeepChainNeedsNoNativeStack() async throws {
        let sheet = Sheet()
        sheet.define("0") { try await $0.input("a") }
        for index in 1...20_000 {
            sheet.define("\(index)") { try await $0.cell("\(index - 1)") + 1 }
        }
        sheet.write(["a": 1])
        #expect(try await sheet.value("20000") == 20_001)
        sheet.write(["a": 2])
        #expect(try await sheet.value("20000") == 20_002)
        sheet.write(["a": 2])
        #expect(try await sheet.value("20000") == 20_002)
    }
}
