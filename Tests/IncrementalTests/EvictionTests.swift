import Synchronization
import Testing

@testable import Incremental

@Suite(.timeLimit(.minutes(5))) struct EvictionTests {
    /// `top` asks for `parity`, which asks for the input.
    private func parity(_ workers: Int = 1) async throws -> Sheet {
        let sheet = Sheet(workers: workers)
        sheet.define("parity") { try await $0.input("a") % 2 }
        sheet.define("top") { try await $0.cell("parity") + 10 }
        sheet.write(["a": 1])
        #expect(try await sheet.value("top") == 11)
        _ = sheet.log.take()
        return sheet
    }

    @Test func onlyTheValueThatIsAskedForIsRestored() async throws {
        let sheet = try await parity()
        sheet.engine.evictValues(downToBytes: 0)
        #expect(sheet.engine.valueBytes == 0)
        #expect(
            sheet.log.take() == ["evict cell(top)", "evict cell(parity)", "evict input(a)"])
        #expect(try await sheet.value("parity") == 1)
        #expect(sheet.log.take() == ["restore cell(parity)", "restore input(a)"])
        #expect(sheet.engine.valueBytes == 2)
    }

    @Test func aRequestForWhatIsThereNeedsNothingElse() async throws {
        let sheet = try await parity()
        sheet.engine.evictValues(downToBytes: 0)
        _ = try await sheet.value("parity")
        sheet.engine.evictValues(downToBytes: 1)
        _ = sheet.log.take()
        #expect(try await sheet.value("top") == 11)
        #expect(sheet.log.take().prefix(2) == ["restore cell(top)", "restore cell(parity)"])
    }

    @Test func aChangeIsCutOffWithoutAnyValue() async throws {
        let sheet = try await parity()
        sheet.engine.evictValues(downToBytes: 0)
        _ = sheet.log.take()
        sheet.write(["a": 3])
        #expect(try await sheet.value("top") == 11)
        #expect(
            sheet.log.take() == [
                "recompute input(a)", "recompute cell(parity)", "backdate cell(parity)",
                "verify cell(top)", "restore cell(top)",
            ])
    }

    @Test func aChangeArrivesWithoutAnyValue() async throws {
        let sheet = try await parity()
        sheet.engine.evictValues(downToBytes: 0)
        _ = sheet.log.take()
        sheet.write(["a": 2])
        #expect(try await sheet.value("top") == 10)
        #expect(
            sheet.log.take() == [
                "recompute input(a)", "recompute cell(parity)", "recompute cell(top)",
            ])
    }

    @Test func verifyingALevelNeedsNoneOfItsValues() async throws {
        let sheet = try await parity()
        sheet.define("roof") { try await $0.cell("top") }
        _ = try await sheet.value("roof")
        sheet.engine.evictValues(downToBytes: 0)
        _ = sheet.log.take()
        sheet.write(["a": 1])
        #expect(try await sheet.value("roof") == 11)
        #expect(
            sheet.log.take() == [
                "recompute input(a)", "backdate input(a)", "verify cell(parity)",
                "verify cell(top)", "verify cell(roof)", "restore cell(roof)",
                "restore cell(top)", "restore cell(parity)",
            ])
    }

    @Test func whatWasNotReadForLongestGoesFirst() async throws {
        let sheet = Sheet()
        for name in ["a", "b", "c", "d"] {
            sheet.define(name) { _ in 1 }
            _ = try await sheet.value(name)
        }
        _ = try await sheet.value("a")
        _ = sheet.log.take()
        sheet.engine.limitValues(toBytes: 3)
        #expect(sheet.log.take() == ["evict cell(b)"])
        sheet.define("e") { _ in 1 }
        _ = try await sheet.value("e")
        #expect(sheet.log.take() == ["compute cell(e)", "evict cell(c)"])
        #expect(sheet.engine.valueBytes == 3)
    }

    @Test func whatARunningEvaluationMayReadStays() async throws {
        let sheet = try await parity()
        try await sheet.engine.withContext { context in
            sheet.engine.evictValues(downToBytes: 0)
            #expect(sheet.engine.valueBytes == 3)
            let value = try await context.cell("top")
            #expect(value == 11)
        }
        #expect(sheet.engine.valueBytes == 0)
    }

    @Test func anEvaluationOfBeforeACommitReadsWhatTheCommitEvicts() async throws {
        let sheet = try await parity()
        let asked = Gate()
        let resume = Gate()
        sheet.define("slow") { context in
            let value = try await context.cell("top")
            asked.open()
            await resume.wait()
            return value
        }
        let old = Task { try await sheet.value("slow") }
        await asked.wait()
        sheet.engine.evictValues(downToBytes: 0)
        sheet.write(["a": 2])
        #expect(sheet.log.take().contains("evict cell(top)"))
        #expect(try await sheet.value("top") == 10)
        resume.open()
        #expect(try await old.value == 11)
        #expect(try await sheet.value("slow") == 10)
    }

    @Test func aValueThatWasSetIsNotEvicted() async throws {
        let sheet = Sheet()
        sheet.engine.commit { $0.set(Cell("set"), 7) }
        sheet.engine.evictValues(downToBytes: 0)
        #expect(try await sheet.value("set") == 7)
    }

    @Test func aCommitWalksThroughWhatIsBeingRestored() async throws {
        let sheet = Sheet(workers: 2)
        let runs = Counter()
        let asked = Gate()
        let resume = Gate()
        sheet.define("low") { context in
            let value = try await context.input("a")
            if runs.increment() == 2 {
                asked.open()
                await resume.wait()
            }
            return value
        }
        sheet.define("top") { try await $0.cell("low") + 1 }
        sheet.write(["a": 1])
        _ = try await sheet.value("top")
        sheet.engine.evictValues(downToBytes: 0)
        _ = sheet.log.take()

        let restoring = Task { try await sheet.value("low") }
        await asked.wait()
        sheet.write(["a": 5])
        resume.open()
        #expect(try await restoring.value == 1)
        #expect(try await sheet.value("top") == 6)
        #expect(sheet.log.take().contains("recompute cell(top)"))
    }

    @Test func aCancelledRestoringLeavesACleanNode() async throws {
        let sheet = Sheet(workers: 2)
        let runs = Counter()
        let asked = Gate()
        sheet.define("cell") { _ in
            if runs.increment() == 2 {
                asked.open()
                await Gate().wait()
                try Task.checkCancellation()
            }
            return 1
        }
        _ = try await sheet.value("cell")
        sheet.engine.evictValues(downToBytes: 0)
        _ = sheet.log.take()
        let cancelled = Task { try await sheet.value("cell") }
        await asked.wait()
        cancelled.cancel()
        _ = try? await cancelled.value
        #expect(try await sheet.value("cell") == 1)
        #expect(
            sheet.log.take() == ["restore cell(cell)", "release cell(cell)", "restore cell(cell)"])
    }

    @Test func anInputThatIsRestoredToAnUnannouncedChangeIsAChangeLater() async throws {
        let sheet = try await parity()
        sheet.engine.evictValues(downToBytes: 0)
        sheet.changeUnannounced(["a": 2])
        _ = try await sheet.engine.evaluate(Input("a"))
        #expect(try await sheet.value("top") == 10, "restored from what the world is now")
        sheet.write([:])
        #expect(try await sheet.value("top") == 10)
        sheet.write(["a": 2])
        #expect(try await sheet.value("parity") == 0)
        #expect(try await sheet.value("top") == 10)
    }

    @Test func aComputationThatDiffersIsReportedAndComputedAgain() async throws {
        let reported = Mutex<[String]>([])
        let sheet = Sheet(reportDifference: { key in reported.withLock { $0.append(key) } })
        let runs = Counter()
        sheet.define("random") { try await $0.input("a") + runs.increment() }
        sheet.define("top") { try await $0.cell("random") }
        sheet.write(["a": 0])
        #expect(try await sheet.value("top") == 1)
        sheet.engine.evictValues(downToBytes: 0)
        _ = sheet.log.take()
        #expect(try await sheet.value("random") == 2)
        #expect(
            sheet.log.take() == [
                "restore cell(random)", "restore input(a)", "differ cell(random)",
            ])
        #expect(reported.withLock { $0 } == ["cell(random)"])
        sheet.write([:])
        #expect(try await sheet.value("top") == 3)
        #expect(sheet.log.take() == ["recompute cell(random)", "recompute cell(top)"])
    }

    /// Keeps what cells have evaluated to, as a file would.
    private final class Shelf: KeptValues {
        let values = Mutex<[String: Int]>([:])

        func restore(_ id: NodeID, in graph: Graph) -> UInt32? {
            guard let value = values.withLock({ $0[graph.describe(id)] }) else { return nil }
            return graph.kinds.table(of: Cell.self).keep(.success(value))
        }
    }

    @Test func aKeptValueIsReadBack() async throws {
        let shelf = Shelf()
        let sheet = Sheet(keptValues: shelf)
        sheet.define("low", sumOf: "a")
        sheet.define("top") { try await $0.cell("low") }
        sheet.write(["a": 1])
        _ = try await sheet.value("top")
        shelf.values.withLock { $0["cell(low)"] = 1 }
        sheet.engine.evictValues(downToBytes: 0)
        _ = sheet.log.take()
        #expect(try await sheet.value("top") == 1)
        #expect(sheet.log.take() == ["restore cell(top)", "load cell(low)"])
        sheet.write(["a": 2])
        #expect(try await sheet.value("top") == 2)
    }
}
