import Glibc
import Testing

@testable import Incremental

/// Random sheets under random edits, cancellations, supersessions and evictions, against computing
/// everything from scratch.
///
/// `BLD_MODEL_SEED` replays one seed; a failure prints its own.
@Suite(.timeLimit(.minutes(2))) struct ModelTests {
    struct Setting: Sendable, CustomTestStringConvertible {
        var workers: Int
        var withCycles: Bool
        var testDescription: String { "\(workers) workers\(withCycles ? ", cycles" : "")" }
    }

    static let settings = [1, 2, 4, 8].flatMap { workers in
        [false, true].map { Setting(workers: workers, withCycles: $0) }
    }

    @Test(arguments: settings)
    func everyAnswerIsThatOfAFreshComputation(setting: Setting) async throws {
        if let text = getenv("BLD_MODEL_SEED"), let seed = UInt64(String(cString: text)) {
            return await run(setting, seed: seed)
        }
        for _ in 0..<6 { await run(setting, seed: .random(in: 0...999_999)) }
    }

    private func run(_ setting: Setting, seed: UInt64) async {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 5...60, using: &random)
        let model = Model(cells: count, withCycles: setting.withCycles, using: &random)
        let sheet = Sheet(workers: setting.workers)
        var inputs = (0..<count).map { _ in Int.random(in: 0...3, using: &random) }
        for index in 0..<count { sheet.define("\(index)", model.formula(index)) }
        sheet.write(inputs.named(0..<count))

        if Bool.random(using: &random) { sheet.engine.limitValues(toBytes: count / 2) }

        for round in 0..<12 {
            await disturb(sheet, &inputs, &random)
            let expected = model.outcomes(inputs: inputs)
            for index in (0..<count).shuffled(using: &random) {
                let actual = await outcome(sheet, index)
                #expect(
                    actual == expected[index],
                    "cell \(index), round \(round); replay with BLD_MODEL_SEED=\(seed)")
                if actual != expected[index] { return }
            }
        }
        #expect(sheet.engine.graph.checkInvariants(upTo: 1_000))
    }

    /// Edits inputs while evaluations run, some of which are cancelled, and waits for all to end.
    private func disturb(
        _ sheet: Sheet, _ inputs: inout [Int], _ random: inout SeededGenerator
    ) async {
        var tasks: [Task<Void, Never>] = []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let asked = inputs.indices.randomElement(using: &random) ?? 0
                let task = Task { _ = await outcome(sheet, asked) }
                if Int.random(in: 0..<4, using: &random) == 0 { task.cancel() }
                tasks.append(task)
            }
            for _ in 0..<Int.random(in: 0...3, using: &random) { await Task.yield() }
            let changed = inputs.indices.shuffled(using: &random).prefix(3)
            for index in changed { inputs[index] = Int.random(in: 0...3, using: &random) }
            sheet.write(inputs.named(changed))
            if Bool.random(using: &random) { tasks.randomElement(using: &random)?.cancel() }
            if Int.random(in: 0..<3, using: &random) == 0 {
                let bytes = Int.random(in: 0...inputs.count, using: &random)
                sheet.engine.evictValues(downToBytes: bytes)
            }
        }
        for task in tasks { await task.value }
    }

    private func outcome(_ sheet: Sheet, _ index: Int) async -> Model.Outcome? {
        do {
            return .value(try await sheet.value("\(index)"))
        } catch let error as SheetError {
            return .failure(error.name)
        } catch is CycleError {
            return .cycle
        } catch {
            return nil
        }
    }
}

extension [Int] {
    fileprivate func named(_ indices: some Sequence<Int>) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: indices.map { ("\($0)", self[$0]) })
    }
}
