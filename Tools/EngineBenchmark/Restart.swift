import ByteCoding
import Glibc
import Incremental
import Synchronization

extension NumberKey: PersistentKey {
    static var persistentName: String { "number \(Kind.self)" }

    func write(to writer: inout ByteWriter) { writer.write(Int(number)) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        number = Int32(truncatingIfNeeded: try reader.integer())
    }

    static func write(_ output: Int, to writer: inout ByteWriter) -> Bool {
        writer.write(output)
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> Int {
        try reader.integer()
    }
}

extension RootKey: PersistentKey {
    static var persistentName: String { "root" }

    func write(to writer: inout ByteWriter) {}

    init(from reader: inout ByteReader) throws(DamagedBytes) {}

    static func write(_ output: Int, to writer: inout ByteWriter) -> Bool {
        writer.write(output)
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> Int {
        try reader.integer()
    }
}

/// The graph across processes: one computes and writes it, each later one opens it.
///
/// Times are of the clock, and of the processor beside them.
struct Restart {
    let layout: Layout
    let folder: String

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    private func measure<Answer>(
        _ name: String, _ body: () async throws -> Answer
    ) async rethrows -> Answer {
        let start = (clock: Self.now(), processor: seconds())
        let answer = try await body()
        report(name, (Self.now() - start.clock) * 1e3, "ms")
        report(name + ", of the processor", (seconds() - start.processor) * 1e3, "ms")
        return answer
    }

    private func open() -> (GraphStore, Engine) {
        var kinds = PersistentKinds()
        kinds.add([
            NumberKey<KindA>.self, NumberKey<KindB>.self, NumberKey<KindC>.self,
            NumberKey<KindD>.self, NumberKey<KindE>.self, RootKey.self,
        ])
        let store = GraphStore(folder: folder, identity: "benchmark", kinds: kinds) { print($0) }
        var resources = Resources()
        resources[LayoutResource.self] = layout
        return (store, Engine(resources: resources, workers: 1, store: store))
    }

    /// Computes and writes the graph.
    func write() async throws {
        let root = RootKey()
        let (store, engine) = open()
        _ = try await engine.evaluate(root)
        try await measure("write a snapshot") { try engine.save(to: store) }
        try await change(store, engine, leaf: 1)
        var information = stat()
        stat(folder + "/snapshot", &information)
        report("size of the snapshot", Double(information.st_size) / 1e6, "MB")
    }

    /// Opens the graph and changes a leaf.
    func read() async throws {
        let root = RootKey()
        let (store, engine) = await measure("open") { open() }
        try await measure("request of the root") { _ = try await engine.evaluate(root) }
        try await change(store, engine, leaf: layout.count / 40)
    }

    private func change(_ store: GraphStore, _ engine: Engine, leaf: Int) async throws {
        let root = RootKey()
        layout.world.withLock { $0[leaf] = Int.random(in: 2...1_000_000) }
        await measure("one leaf changed: commit") {
            engine.commit { $0.invalidate(NumberKey<KindA>(number: Int32(leaf))) }
        }
        try await measure("one leaf changed: request of the root") {
            _ = try await engine.evaluate(root)
        }
        try await measure("one leaf changed: save") { try engine.save(to: store) }
    }
}
