import Incremental
import Synchronization

/// The graph that the benchmark computes, by numbers: the dependencies of node `i` are
/// `edges[starts[i]..<starts[i + 1]]`.
final class Layout: Sendable {
    /// A node's number, and above bit 28 the kind of its keys.
    struct Place {
        let bits: UInt32

        var number: Int32 { Int32(bits & 0x0FFF_FFFF) }
        var kind: UInt32 { bits >> 28 }
    }

    let starts: [Int32]
    let edges: [Place]
    /// What the leaves read.
    let world: Mutex<[Int: Int]> = Mutex([:])
    /// Whether inner nodes hide the change of a leaf.
    let hides: Bool
    /// How many nodes a layer has.
    let layerWidth: Int

    var count: Int { starts.count - 1 }
    var root: Int { count - 1 }

    init(starts: [Int32], edges: [Int32], hides: Bool, width: Int) {
        layerWidth = width
        self.starts = starts
        self.edges = edges.map { Self.place($0, width) }
        self.hides = hides
    }

    var rootPlace: Place { Self.place(Int32(root), layerWidth) }

    /// The kind of a node's key is that of its layer.
    private static func place(_ number: Int32, _ width: Int) -> Place {
        Place(bits: UInt32(number) | UInt32(Int(number) / width % 5) << 28)
    }

    /// Layers of equal width, each node with 4 to 10 dependencies within a window of 64 in the
    /// layer below, and a root above the last layer.
    static func layered(nodes: Int, layers: Int = 20, hides: Bool) -> Layout {
        let width = nodes / layers
        var random: UInt64 = 42
        func next(_ bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % bound
        }
        var starts: [Int32] = [0]
        var edges: [Int32] = []
        for layer in 0..<layers {
            for index in 0..<width {
                if layer > 0 {
                    for _ in 0..<4 + next(7) {
                        let below = min(width - 1, max(0, index - 32 + next(64)))
                        edges.append(Int32((layer - 1) * width + below))
                    }
                }
                starts.append(Int32(edges.count))
            }
        }
        edges += (0..<width).map { Int32((layers - 1) * width + $0) }
        starts.append(Int32(edges.count))
        return Layout(starts: starts, edges: edges, hides: hides, width: width)
    }

    /// Each node asks for the one before.
    static func chain(nodes: Int) -> Layout {
        Layout(
            starts: [0] + (0..<Int32(nodes)), edges: (0..<Int32(nodes - 1)).map { $0 },
            hides: false, width: 1)
    }
}

enum LayoutResource: ResourceKey {
    typealias Service = Layout
}

/// One node, by its number.
///
/// - `Kind`: Makes another type of keys of it, with its own table and its own machine code.
struct NumberKey<Kind: Sendable>: Key {
    let number: Int32

    var description: String { "node(\(number))" }

    var lookupHash: UInt64 { Self.mixed(UInt64(UInt32(bitPattern: number))) }

    nonisolated(nonsending) func compute(in context: borrowing Context) async throws -> Int {
        let layout = context.resources[LayoutResource.self]
        let start = Int(layout.starts[Int(number)])
        let end = Int(layout.starts[Int(number) + 1])
        if start == end {
            return layout.world.withLock { $0[Int(number)] ?? 1 }
        }
        var sum = 0
        for index in start..<end {
            sum &+= try await context.node(layout.edges[index])
        }
        return layout.hides ? end - start : sum
    }

    static func fingerprint(_ output: Int) -> Fingerprint? {
        Fingerprint(low: UInt64(bitPattern: Int64(output)), high: 0)
    }
}

enum KindA {}
enum KindB {}
enum KindC {}
enum KindD {}
enum KindE {}

extension Context {
    /// The value of a node.
    nonisolated(nonsending) func node(_ place: Layout.Place) async throws -> Int {
        switch place.kind {
        case 0: try await request(NumberKey<KindA>(number: place.number))
        case 1: try await request(NumberKey<KindB>(number: place.number))
        case 2: try await request(NumberKey<KindC>(number: place.number))
        case 3: try await request(NumberKey<KindD>(number: place.number))
        default: try await request(NumberKey<KindE>(number: place.number))
        }
    }
}

/// Asks for a whole layer together, so that it is computed by all workers.
struct LayerKey: Key {
    let layer: Int

    var description: String { "layer(\(layer))" }

    nonisolated(nonsending) func compute(in context: borrowing Context) async throws -> Int {
        let layout = context.resources[LayoutResource.self]
        let first = layer * layout.layerWidth
        let numbers = (first..<first + layout.layerWidth).map { Int32($0) }
        switch layer % 5 {
        case 0: return try await context.all(numbers.map(NumberKey<KindA>.init)).count
        case 1: return try await context.all(numbers.map(NumberKey<KindB>.init)).count
        case 2: return try await context.all(numbers.map(NumberKey<KindC>.init)).count
        case 3: return try await context.all(numbers.map(NumberKey<KindD>.init)).count
        default: return try await context.all(numbers.map(NumberKey<KindE>.init)).count
        }
    }
}

/// Asks for the root.
struct RootKey: Key {
    var description: String { "root" }

    nonisolated(nonsending) func compute(in context: borrowing Context) async throws -> Int {
        let layout = context.resources[LayoutResource.self]
        return try await context.node(layout.rootPlace)
    }
}
