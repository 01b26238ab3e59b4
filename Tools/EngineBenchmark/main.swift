import Glibc
import Incremental
import Synchronization

// Figures for docs/Performance.md: `swift run -c release EngineBenchmark [NODES
// [warm|cold|forked]]`, or `NODES restart FOLDER [hides]`, one line each. Times are the best of the
// runs; nanoseconds a node are of processor time, the rest of the clock.

let nodes = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 200_000

func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

func measure(
    _ body: () async throws -> Void
) async rethrows -> Double {
    let start = seconds()
    try await body()
    return seconds() - start
}

func engine(_ layout: Layout, workers: Int) -> Engine {
    var resources = Resources()
    resources[LayoutResource.self] = layout
    return Engine(resources: resources, workers: workers)
}

func residentBytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1_024
}

func report(_ name: String, _ value: Double, _ unit: String) {
    print("\(name): \((value * 100).rounded() / 100) \(unit)")
}

func cold(_ name: String, _ layout: Layout) async throws {
    var best = Double.infinity
    for _ in 0..<5 {
        let engine = engine(layout, workers: 1)
        let time = try await measure {
            _ = try await engine.evaluate(RootKey())
        }
        best = min(best, time)
    }
    report("cold, \(name)", best / Double(layout.count) * 1e9, "ns/node")
}

func warm(_ layout: Layout) async throws {
    let engine = engine(layout, workers: 1)
    let root = RootKey()
    let before = residentBytes()
    _ = try await engine.evaluate(root)
    let bytes = residentBytes() - before
    let name = layout.hides ? "cut off early" : "red"
    if bytes > 0, !layout.hides { report("memory", Double(bytes) / Double(layout.count), "B/node") }

    let place = layout.rootPlace
    let hot = try await engine.withContext { context in
        var best = Double.infinity
        for _ in 0..<10 {
            let start = seconds()
            for _ in 0..<100_000 { _ = try await context.node(place) }
            best = min(best, seconds() - start)
        }
        return best * 10
    }
    report("hot request", hot * 1e3, "ns")

    let leaf = layout.count / 40
    var commits: [Double] = []
    var requests: [Double] = []
    for round in 0..<10 {
        layout.world.withLock { $0[leaf] = round + 2 }
        commits.append(
            await measure { engine.commit { $0.invalidate(NumberKey<KindA>(number: Int32(leaf))) } }
        )
        requests.append(try await measure { _ = try await engine.evaluate(root) })
    }
    report("one leaf, \(name): commit", (commits.min() ?? 0) * 1e3, "ms")
    report("one leaf, \(name): request", (requests.min() ?? 0) * 1e3, "ms")

    layout.world.withLock { $0[0] = nil }
    engine.commit { $0.invalidate(NumberKey<KindA>(number: -1)) }
    let nothing = try await measure { _ = try await engine.evaluate(root) }
    report("nothing changed", nothing * 1e6, "us")
}

func forked(_ layout: Layout, workers: Int) async throws {
    let engine = engine(layout, workers: workers)
    let time = try await measure {
        for layer in 0..<20 { _ = try await engine.evaluate(LayerKey(layer: layer)) }
    }
    report("a task a node, \(workers) workers", time / Double(layout.count) * 1e9, "ns/node")
}

let only = CommandLine.arguments.dropFirst(2).first

if only == "restart", let folder = CommandLine.arguments.dropFirst(3).first {
    let hides = CommandLine.arguments.dropFirst(4).first == "hides"
    let restart = Restart(layout: .layered(nodes: nodes, hides: hides), folder: folder)
    if access(folder + "/snapshot", R_OK) == 0 {
        try await restart.read()
    } else {
        try await restart.write()
    }
}

if only == nil || only == "warm" {
    try await warm(.layered(nodes: nodes, hides: false))
    try await warm(.layered(nodes: nodes, hides: true))
}
if only == nil || only == "cold" {
    try await cold("layered", .layered(nodes: nodes, hides: false))
    try await cold("chain", .chain(nodes: min(nodes, 100_000)))
}
if only == nil || only == "forked" {
    for workers in [1, 2] {
        try await forked(.layered(nodes: nodes, hides: false), workers: workers)
    }
}
