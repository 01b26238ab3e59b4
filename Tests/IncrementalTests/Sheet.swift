import Synchronization

@testable import Incremental

/// A spreadsheet: inputs that tests write, and cells whose formulas may ask for anything.
final class Sheet: Sendable {
    typealias Formula = @Sendable (borrowing Context) async throws -> Int

    let log = EventLog()
    let engine: Engine
    let world: World

    /// What the keys read.
    ///
    /// Separate from the sheet, which the engine must not keep alive.
    final class World: Sendable {
        let inputs = Mutex<[String: Int]>([:])
        let formulas = Mutex<[String: Formula]>([:])
    }

    /// A sheet over a world that earlier ones have seen, with what they have kept.
    init(world: World, store: GraphStore, workers: Int = 1) {
        self.world = world
        var resources = Resources()
        resources[WorldResource.self] = world
        engine = Engine(resources: resources, workers: workers, log: log, store: store)
    }

    init(
        world: World = World(), workers: Int = 1, keptValues: (any KeptValues)? = nil,
        reportDifference: (@Sendable (String) -> Void)? = nil
    ) {
        self.world = world
        var resources = Resources()
        resources[WorldResource.self] = world
        engine = Engine(
            resources: resources, workers: workers, log: log, reportDifference: reportDifference,
            keptValues: keptValues)
    }

    /// Writes inputs and tells the engine.
    func write(_ values: [String: Int]) {
        world.inputs.withLock { $0.merge(values) { $1 } }
        engine.commit { transaction in
            for name in values.keys.sorted() { transaction.invalidate(Input(name)) }
        }
    }

    /// Changes inputs behind the engine's back.
    func changeUnannounced(_ values: [String: Int]) {
        world.inputs.withLock { $0.merge(values) { $1 } }
    }

    /// Gives a cell its formula.
    ///
    /// Formulas are code: they are set before their first use.
    func define(_ name: String, _ formula: @escaping Formula) {
        world.formulas.withLock { $0[name] = formula }
    }

    /// A cell that adds inputs.
    func define(_ name: String, sumOf inputs: String...) {
        define(name) { context in
            var sum = 0
            for input in inputs { sum += try await context.input(input) }
            return sum
        }
    }

    func value(_ name: String) async throws -> Int {
        try await engine.evaluate(Cell(name))
    }
}

enum WorldResource: ResourceKey {
    typealias Service = Sheet.World
}

struct SheetError: Error, Hashable {
    let name: String
}

/// An input, which changes only by being invalidated.
struct Input: Key {
    let name: String
    let durability: Durability

    init(_ name: String, durability: Durability = .low) {
        self.name = name
        self.durability = durability
    }

    var description: String { "input(\(name))" }

    func compute(in context: borrowing Context) async throws -> Int {
        let world = context.resources[WorldResource.self]
        guard let value = world.inputs.withLock({ $0[name] }) else { throw SheetError(name: name) }
        return value
    }

    static func fingerprint(_ output: Int) -> Fingerprint? {
        Fingerprint(low: UInt64(bitPattern: Int64(output)), high: 0)
    }

    /// So that limits count cells.
    static func sizeBytes(of output: Int) -> Int { 1 }
}

/// A cell with a formula.
struct Cell: Key {
    let name: String

    init(_ name: String) { self.name = name }

    var description: String { "cell(\(name))" }

    func compute(in context: borrowing Context) async throws -> Int {
        let world = context.resources[WorldResource.self]
        guard let formula = world.formulas.withLock({ $0[name] }) else {
            throw SheetError(name: name)
        }
        return try await formula(context)
    }

    static func fingerprint(_ output: Int) -> Fingerprint? { Input.fingerprint(output) }

    static func sizeBytes(of output: Int) -> Int { 1 }
}

extension Context {
    borrowing func input(_ name: String, _ durability: Durability = .low) async throws -> Int {
        try await request(Input(name, durability: durability))
    }

    borrowing func cell(_ name: String) async throws -> Int { try await request(Cell(name)) }

    borrowing func cells(_ names: [String]) async throws -> [Int] {
        try await all(names.map { Cell($0) })
    }
}
