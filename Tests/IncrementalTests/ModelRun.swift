import Testing

@testable import Incremental

/// One random sheet, and what happens to it.
struct ModelRun {
    struct Setting: Sendable, CustomTestStringConvertible {
        var workers: Int
        var withCycles: Bool
        /// With a graph that is saved and read back.
        var withRestarts: Bool

        var testDescription: String {
            "\(workers) workers\(withCycles ? ", cycles" : "")\(withRestarts ? ", restarts" : "")"
        }
    }

    private let setting: Setting
    private let model: Model
    private let count: Int
    private var random: SeededGenerator
    private var inputs: [Int]
    private let sheets = Sheets()
    private var sheet: Sheet
    private var store: GraphStore?
    private var tracker: InputsAttachment

    init(_ setting: Setting, seed: UInt64) {
        self.setting = setting
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 5...60, using: &random)
        let model = Model(cells: count, withCycles: setting.withCycles, using: &random)
        for index in 0..<count { sheets.define("\(index)", model.formula(index)) }
        let inputs = (0..<count).map { _ in Int.random(in: 0...3, using: &random) }
        sheets.set(inputs.named(0..<count))
        sheets.workers = setting.workers
        tracker = InputsAttachment(inputs.named(0..<count))
        if setting.withRestarts {
            let process = sheets.start()
            (sheet, store) = (process.sheet, process.store)
        } else {
            sheet = Sheet(world: sheets.world, workers: setting.workers)
        }
        if Bool.random(using: &random) { sheet.engine.limitValues(toBytes: count / 2) }
        (self.count, self.model, self.inputs, self.random) = (count, model, inputs, random)
    }

    /// Does something to the sheet, and compares all cells with what they should be.
    ///
    /// - Returns: The cells that differ.
    mutating func playRound() async throws -> [String] {
        if store != nil, chance(3) { try restart() }
        try await disturb()
        let expected = model.outcomes(inputs: inputs)
        var differences: [String] = []
        for index in (0..<count).shuffled(using: &random) {
            let actual = await Self.outcome(sheet, index)
            if actual == expected[index] { continue }
            differences.append("\(index) is \(actual as Any), not \(expected[index])")
        }
        #expect(sheet.engine.graph.checkInvariants(upTo: 1_000))
        return differences
    }

    /// Edits inputs while evaluations run, some of which are cancelled, and waits for all to end.
    private mutating func disturb() async throws {
        var tasks: [Task<Void, Never>] = []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let asked = Int.random(in: 0..<count, using: &random)
                let task = Task { [sheet] in _ = await Self.outcome(sheet, asked) }
                if chance(4) { task.cancel() }
                tasks.append(task)
            }
            for _ in 0..<Int.random(in: 0...3, using: &random) { await Task.yield() }
            edit()
            if chance(2) { tasks.randomElement(using: &random)?.cancel() }
            if chance(3) {
                sheet.engine.evictValues(downToBytes: Int.random(in: 0...count, using: &random))
            }
            if let store, chance(5) { try sheet.engine.save(to: store, attachments: [tracker]) }
        }
        for task in tasks { await task.value }
    }

    /// Changes inputs, and says so in one of several ways.
    private mutating func edit() {
        let indices = (0..<count).shuffled(using: &random).prefix(3)
        for index in indices { inputs[index] = Int.random(in: 0...3, using: &random) }
        let changed = inputs.named(indices)
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            sheet.changeUnannounced(changed)
            sheet.engine.commit { $0.invalidateAll(upTo: .low) }
            // What was set by a commit stays; so it is set again.
            sheet.engine.commit { transaction in
                for (name, value) in changed { transaction.set(Input(name), value) }
            }
        case 1:
            sheet.changeUnannounced(changed)
            sheet.engine.commit { transaction in
                for (name, value) in changed { transaction.set(Input(name), value) }
            }
        default: sheet.write(changed)
        }
        tracker.note(changed)
    }

    /// Ends the process, perhaps without saving, and starts another after which it is told what has
    /// changed.
    private mutating func restart() throws {
        if chance(3), let store {
            try sheet.engine.save(to: store, attachments: [tracker])
        }
        if chance(2) {
            let index = Int.random(in: 0..<count, using: &random)
            inputs[index] = Int.random(in: 0...3, using: &random)
            sheet.changeUnannounced(inputs.named([index]))
        }
        let process = sheets.start()
        let known = try InputsAttachment.read(process.store)
        (sheet, store) = (process.sheet, process.store)
        let now = inputs.named(0..<count)
        tracker = InputsAttachment(now)
        tracker.note(now)
        sheet.write(now.filter { known[$0.key] != $0.value })
        if chance(2) { sheet.engine.limitValues(toBytes: count / 2) }
    }

    private mutating func chance(_ count: Int) -> Bool {
        Int.random(in: 0..<count, using: &random) == 0
    }

    private static func outcome(_ sheet: Sheet, _ index: Int) async -> Model.Outcome? {
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
