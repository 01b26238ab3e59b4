import Testing

@testable import Incremental

/// Random edits, evaluations and saves over a random model, the same from the same seed: what one
/// process does until it ends or is killed, and what must hold for the next.
struct CrashScenario {
    let model: Model
    let folder: TemporaryFolder
    /// The inputs after each save; the first is the one before any.
    let history: [[Int]]
    private let seed: UInt64

    static let saves = 6

    init(seed: UInt64, folder: TemporaryFolder) {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 5...40, using: &random)
        let withCycles = Int.random(in: 0..<4, using: &random) == 0
        model = Model(cells: count, withCycles: withCycles, using: &random)
        var inputs = (0..<count).map { _ in Int.random(in: 0...3, using: &random) }
        var history = [inputs]
        for _ in 0..<Self.saves {
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                inputs[Int.random(in: inputs.indices, using: &random)] =
                    .random(in: 0...3, using: &random)
            }
            history.append(inputs)
        }
        self.history = history
        self.folder = folder
        self.seed = seed
    }

    /// A process over the folder, and what it knows of the inputs.
    func start(_ inputs: [Int], device: any StoreDevice) throws -> Run {
        let sheets = Sheets(folder)
        sheets.device = device
        for index in model.recipes.indices {
            sheets.define("\(index)", model.formula(index))
        }
        sheets.set(Self.named(inputs))
        let process = sheets.start()
        let known = try InputsAttachment.read(process.store)
        return Run(
            process: process, attachment: InputsAttachment(known), model: model,
            lines: sheets.lines)
    }

    /// One process.
    struct Run {
        let process: Sheets.Process
        let attachment: InputsAttachment
        let model: Model
        let lines: Lines

        /// Tells the engine what has changed since it was saved, as a scan of files would.
        func write(_ inputs: [Int]) {
            let known = attachment.inputs
            let changed = CrashScenario.named(inputs).filter { known[$0.key] != $0.value }
            attachment.note(changed)
            process.sheet.write(changed)
        }

        func save() throws { try process.save([attachment]) }

        /// Evaluates some of the cells, or all.
        func evaluate(_ indices: some Sequence<Int>, inputs: [Int]) async throws {
            let expected = model.outcomes(inputs: inputs)
            for index in indices {
                let actual = try await outcome(index)
                #expect(actual == expected[index], "cell \(index)")
            }
        }

        private func outcome(_ index: Int) async throws -> Model.Outcome {
            do {
                return .value(try await process.value("\(index)"))
            } catch let error as SheetError {
                return .failure(error.name)
            } catch is CycleError {
                return .cycle
            }
        }
    }

    /// Runs until the end, or until the device fails.
    ///
    /// `willSave` is called before each save.
    func run(
        device: any StoreDevice, willSave: (Int) -> Void = { _ in }
    ) async throws {
        var random = SeededGenerator(seed: seed &+ 1)
        let run = try start(history[0], device: device)
        for number in 1...Self.saves {
            run.write(history[number])
            let asked = model.recipes.indices.shuffled(using: &random)
            let some = asked.prefix(Int.random(in: 1...asked.count, using: &random))
            try await run.evaluate(some, inputs: history[number])
            if Int.random(in: 0..<4, using: &random) == 0 {
                run.process.sheet.engine.evictValues(downToBytes: 0)
            }
            if Int.random(in: 0..<3, using: &random) == 0 {
                run.process.sheet.engine.forceSnapshot()
            }
            willSave(number)
            try run.save()
        }
        run.process.store.close()
    }

    /// Checks what the next process finds and answers.
    ///
    /// `saves` are those one of which it must find; nil for any, or none.
    func check(_ saves: ClosedRange<Int>?, seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let inputs = history[Int.random(in: history.indices, using: &random)]
        let run = try start(inputs, device: KernelDevice())
        let known = run.attachment.inputs
        let found = history.indices.filter { number in
            number == 0 ? known.isEmpty : known == Self.named(history[number])
        }
        #expect(!found.isEmpty, "what is found is what was once saved")
        if let saves {
            #expect(run.lines.take() == [])
            #expect(found.contains { saves.contains($0) }, "found \(found), saved \(saves)")
        }
        run.write(inputs)
        try await run.evaluate(
            model.recipes.indices.shuffled(using: &random), inputs: inputs)
        #expect(run.process.sheet.engine.graph.checkInvariants(upTo: 1_000))
        try run.save()
        run.process.store.close()

        let last = try start(inputs, device: KernelDevice())
        #expect(last.attachment.inputs == Self.named(inputs))
        try await last.evaluate(model.recipes.indices, inputs: inputs)
        last.process.store.close()
    }

    static func named(_ inputs: [Int]) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: inputs.indices.map { ("\($0)", inputs[$0]) })
    }
}
