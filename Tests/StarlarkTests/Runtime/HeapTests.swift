import Synchronization
import Testing

@testable import Starlark

@Suite struct HeapTests {
    @Test func listsGrowInPlaceAtTheEndOfTheHeap() {
        var heap = Heap(limitBytes: 1 << 20)
        let list = heap.uninitializedList(count: 0, capacity: 2)
        let start = list.base
        for number in 0..<100 { heap.append(Value(small: number), to: list) }
        #expect(list.base == start)
        _ = heap.string("in the way")
        for number in 100..<300 { heap.append(Value(small: number), to: list) }
        #expect(list.base != start)
        #expect(list.elements.map(\.small) == Array(0..<300))
    }

    @Test func largeObjectsHaveBlocksOfTheirOwn() {
        var heap = Heap(limitBytes: 64 << 20)
        let before = heap.string("a")
        let large = heap.uninitializedString(byteCount: 1 << 20)
        let after = heap.string("b")
        #expect(after.bits - before.bits < 100)
        #expect(heap.reservedBytes >= Heap.chunkBytes + 1 << 20)
        large.start[(1 << 20) - 1] = 1
    }

    @Test(arguments: [
        "def f():\n    l = []\n    for i in range(10000000):\n        l.append([i])\nf()",
        "x = 'x' * 100000000", "x = [0] * 10000000", "x = (0,) * (1 << 62)",
        "def f():\n    s = 'x'\n    for i in range(60):\n        s = s + s\nf()",
        "def f():\n    l = [1]\n    for i in range(60):\n        l += l\nf()",
        "def f():\n    l = [1]\n    for i in range(60):\n        l = l + l\nf()",
    ])
    func memoryIsLimited(_ source: String) throws {
        let limits = EvaluationLimits(heapBytes: 8 << 20)
        #expect(
            try outcome(source, limits: limits)
                == "error: The evaluation needs more than the 8 MiB it may use")
    }

    @Test func nativesAreReleasedWithTheHeap() throws {
        final class Witness: NativeObject {
            let count: Counter
            init(_ count: Counter) { self.count = count }
            deinit { count.drop() }
        }
        let counter = Counter()
        do {
            var evaluation = Evaluation()
            _ = evaluation.object(Witness(counter))
        }
        #expect(counter.dropped == 1)
        var frozen: [FrozenValue]? = try {
            var evaluation = Evaluation()
            let value = evaluation.object(Witness(counter))
            return try evaluation.freeze([value])
        }()
        #expect(counter.dropped == 1)
        #expect(frozen?.count == 1)
        frozen = nil
        #expect(counter.dropped == 2)
    }

    /// A chain of heaps must not be released by a recursion as deep as the chain.
    @Test func longChainsOfHeapsAreReleased() throws {
        var last = FrozenValue(string: "first")
        for _ in 0..<50_000 {
            var arena = Heap(arenaOf: 32)
            arena.adopt(last.heap)
            last = FrozenValue(arena.tuple([last.value], count: 1), in: arena.seal())
        }
        #expect(last.value.isKind(.tuple))
        last = .none
    }

    final class Counter: Sendable {
        private let count = Mutex(0)
        func drop() { count.withLock { $0 += 1 } }
        var dropped: Int { count.withLock { $0 } }
    }
}
