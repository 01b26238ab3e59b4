import ByteCoding
import Synchronization

@testable import Incremental

extension Input: PersistentKey {
    static var persistentName: String { "input" }

    func write(to writer: inout ByteWriter) { writer.write(name) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(try reader.string())
    }

    static func write(_ output: Int, to writer: inout ByteWriter) -> Bool {
        writer.write(output)
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> Int {
        try reader.integer()
    }
}

extension Cell: PersistentKey {
    static var persistentName: String { "cell" }

    func write(to writer: inout ByteWriter) { writer.write(name) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(try reader.string())
    }

    /// Numbers that end in 7 are not kept.
    static func write(_ output: Int, to writer: inout ByteWriter) -> Bool {
        writer.write(output)
        return output % 10 != 7
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> Int {
        try reader.integer()
    }
}

/// A cell that is forgotten with the process.
struct Volatile: Key {
    let name: String

    var description: String { "volatile(\(name))" }

    func compute(in context: borrowing Context) async throws -> Int {
        try await context.cell(name)
    }

    static func fingerprint(_ output: Int) -> Fingerprint? { Input.fingerprint(output) }
}

extension PersistentKinds {
    static var sheet: PersistentKinds {
        var kinds = PersistentKinds()
        kinds.add([Input.self, Cell.self])
        return kinds
    }
}

/// The inputs as a tracker of files would keep them: what the graph was computed from.
final class InputsAttachment: GraphAttachment {
    let name = "inputs"
    private let state: Mutex<(inputs: [String: Int], changed: Set<String>)>

    init(_ inputs: [String: Int]) {
        state = Mutex((inputs, []))
    }

    var inputs: [String: Int] { state.withLock { $0.inputs } }

    func note(_ changes: [String: Int]) {
        state.withLock {
            $0.inputs.merge(changes) { $1 }
            $0.changed.formUnion(changes.keys)
        }
    }

    func write(everything: Bool, to writer: inout ByteWriter) {
        state.withLock { state in
            let names = (everything ? Set(state.inputs.keys) : state.changed).sorted()
            state.changed = []
            if names.isEmpty && !everything { return }
            writer.write(names) { writer, name in
                writer.write(name)
                writer.write(state.inputs[name] ?? 0)
            }
        }
    }

    /// What a store has.
    static func read(_ store: GraphStore) throws -> [String: Int] {
        var inputs: [String: Int] = [:]
        for chunk in store.attachment("inputs") {
            var reader = ByteReader(chunk)
            let entries = try reader.list { reader throws(DamagedBytes) in
                (try reader.string(), try reader.integer())
            }
            try reader.end()
            for (name, value) in entries { inputs[name] = value }
        }
        return inputs
    }
}

/// Lines that a store has logged.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var log: @Sendable (String) -> Void {
        { line in self.lines.withLock { $0.append(line) } }
    }

    func take() -> [String] {
        lines.withLock { lines in
            defer { lines = [] }
            return lines
        }
    }
}

/// One world, and the processes that come and go over it.
final class Sheets {
    let folder: TemporaryFolder
    let world = Sheet.World()
    let lines = Lines()
    var device: any StoreDevice = KernelDevice()
    var workers = 1

    init(_ folder: TemporaryFolder = TemporaryFolder()) {
        self.folder = folder
    }

    /// A process.
    struct Process {
        let store: GraphStore
        let sheet: Sheet

        func save(_ attachments: [any GraphAttachment] = []) throws {
            try sheet.engine.save(to: store, attachments: attachments)
        }

        func value(_ name: String) async throws -> Int { try await sheet.value(name) }

        var log: [String] { sheet.log.take() }
    }

    private var last: GraphStore?

    /// Starts a process, when the one before has ended.
    func start(identity: String = "test", kinds: PersistentKinds = .sheet) -> Process {
        last?.close()
        return startBeside(identity: identity, kinds: kinds)
    }

    /// Starts a process while the one before runs.
    func startBeside(identity: String = "test", kinds: PersistentKinds = .sheet) -> Process {
        let store = GraphStore(
            folder: folder.path, identity: identity, kinds: kinds, device: device, log: lines.log)
        last = store
        return Process(
            store: store, sheet: Sheet(world: world, store: store, workers: workers))
    }

    func define(_ name: String, _ formula: @escaping Sheet.Formula) {
        world.formulas.withLock { $0[name] = formula }
    }

    func set(_ inputs: [String: Int]) { world.inputs.withLock { $0.merge(inputs) { $1 } } }
}
