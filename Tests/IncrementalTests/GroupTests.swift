import Incremental
import Testing

@Suite(.timeLimit(.minutes(5))) struct GroupTests {
    @Test func outputsComeInTheOrderOfTheKeys() async throws {
        let sheet = Sheet(workers: 4)
        for index in 0..<100 { sheet.define("c\(index)") { _ in index } }
        sheet.define("top") { context in
            let values = try await context.cells((0..<100).reversed().map { "c\($0)" })
            #expect(values == (0..<100).reversed())
            return values.count
        }
        #expect(try await sheet.value("top") == 100)
    }

    @Test func theErrorOfTheFirstKeyInOrderIsThrownWhenAllHaveEnded() async throws {
        let sheet = Sheet(workers: 2)
        let late = Gate()
        let finished = Counter()
        sheet.define("first") { _ in
            await late.wait()
            finished.increment()
            throw SheetError(name: "first")
        }
        sheet.define("second") { _ in
            late.open()
            throw SheetError(name: "second")
        }
        sheet.define("top") { try await $0.cells(["first", "second"]).count }
        await #expect(throws: SheetError(name: "first")) { try await sheet.value("top") }
        #expect(finished.value == 1)
    }

    @Test func aPackKeepsTypesAndRunsConcurrently() async throws {
        let sheet = Sheet(workers: 1)
        let gate = Gate()
        sheet.write(["i": 3])
        sheet.define("waits") { _ in
            await gate.wait()
            return 1
        }
        sheet.define("opens") { _ in
            gate.open()
            return 2
        }
        let sum = try await sheet.engine.withContext { context in
            let (first, second, third) = try await context.request(
                pack: Cell("waits"), Cell("opens"), Input("i"))
            return first * 100 + second * 10 + third
        }
        #expect(sum == 123)
    }

    /// Were the group verified one after the other, the first cell would wait for ever.
    @Test func aGroupIsVerifiedConcurrently() async throws {
        let sheet = Sheet(workers: 1)
        let gates = [Gate(), Gate()]
        let isSecondRound = Counter()
        for index in 0..<2 {
            sheet.define("c\(index)") { context in
                let value = try await context.input("i\(index)")
                if isSecondRound.value > 0 {
                    gates[index].open()
                    await gates[1 - index].wait()
                }
                return value % 2
            }
        }
        sheet.define("top") { try await $0.cells(["c0", "c1"]).reduce(0, +) }
        sheet.write(["i0": 1, "i1": 1])
        #expect(try await sheet.value("top") == 2)
        _ = sheet.log.take()
        isSecondRound.increment()
        sheet.write(["i0": 3, "i1": 3])
        #expect(try await sheet.value("top") == 2)
        #expect(sheet.log.take().last == "verify cell(top)")
    }

    @Test func anEmptyGroup() async throws {
        let sheet = Sheet()
        sheet.define("top") { try await $0.cells([]).count }
        #expect(try await sheet.value("top") == 0)
    }

    @Test func theSameKeyTwiceInAGroup() async throws {
        let sheet = Sheet(workers: 2)
        sheet.define("c", sumOf: "a")
        sheet.define("top") { try await $0.cells(["c", "c", "c"]).reduce(0, +) }
        sheet.write(["a": 1])
        #expect(try await sheet.value("top") == 3)
        sheet.write(["a": 2])
        #expect(try await sheet.value("top") == 6)
    }
}
