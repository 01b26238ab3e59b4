import Synchronization
import Testing

@testable import Incremental

@Suite struct StorageTests {
    @Test func elementsKeepTheirPlaces() {
        let storage = ChunkedStorage<Int>()
        var places: [UnsafeMutablePointer<Int>] = []
        for value in 0..<10_000 {
            let index = storage.append(value)
            #expect(index == UInt32(value))
            places.append(storage[index])
        }
        #expect(storage.count == 10_000)
        #expect((0..<10_000).allSatisfy { storage[UInt32($0)] == places[$0] })
        #expect((0..<10_000).allSatisfy { places[$0].pointee == $0 })
    }

    @Test func nodesKeepTheirPlacesAcrossThreads() async {
        final class Shared: Sendable {
            let nodes = NodeStorage()
        }
        let shared = Shared()
        await withTaskGroup(of: Void.self) { group in
            for task in UInt32(0)..<8 {
                group.addTask {
                    for value in UInt32(0)..<10_000 {
                        let key = task * 10_000 + value
                        let index = shared.nodes.append(Node(kind: 0, key: key))
                        let place = shared.nodes[index]
                        #expect(place.pointee.key.load(ordering: .relaxed) == key)
                    }
                }
            }
        }
        let keys = (UInt32(0)..<80_000).map {
            shared.nodes[$0].pointee.key.load(ordering: .relaxed)
        }
        #expect(Set(keys).count == 80_000)
    }

    @Test func elementsDieWithTheStorage() {
        final class Canary {
            let deaths: Counter
            init(_ deaths: Counter) { self.deaths = deaths }
            deinit { deaths.increment() }
        }
        let deaths = Counter()
        do {
            let storage = ChunkedStorage<Canary>()
            for _ in 0..<100 { _ = storage.append(Canary(deaths)) }
        }
        #expect(deaths.value == 100)
    }

    @Test func indicesAreHandedOutOnceAcrossThreads() async {
        final class Shared: Sendable {
            let storage = ChunkedStorage<Int>()
        }
        let shared = Shared()
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for value in 0..<1_000 {
                        let index = shared.storage.append(task * 1_000 + value)
                        #expect(shared.storage[index].pointee == task * 1_000 + value)
                    }
                }
            }
        }
        let values = (0..<8_000).map { shared.storage[UInt32($0)].pointee }
        #expect(Set(values).count == 8_000)
    }

    /// All hashes collide in their lower or upper half, so that probing and tags are both needed.
    @Test(arguments: [UInt64(0), 32])
    func theIndexFindsWhatItWasGiven(shift: UInt64) {
        let index = KeyIndex()
        var keys: [UInt64] = []
        func hash(_ key: UInt64) -> UInt64 { key << shift }
        for key in UInt64(0)..<500 {
            #expect(index.find(hash(key), where: { keys[Int($0)] == key }) == nil)
            for _ in 0..<2 {
                let slot = index.findOrInsert(
                    hash(key), where: { keys[Int($0)] == key },
                    make: {
                        keys.append(key)
                        return UInt32(keys.count - 1)
                    })
                #expect(slot == UInt32(key))
            }
        }
        #expect(keys.count == 500)
        for key in UInt64(0)..<500 {
            #expect(index.find(hash(key), where: { keys[Int($0)] == key }) == UInt32(key))
        }
    }

    @Test func listsOfAllSizesAreApart() {
        let pool = ListPool()
        var random = SeededGenerator(seed: 7)
        var lists: [(words: ListPool.Words, count: Int, mark: UInt32)] = []
        for mark in UInt32(0)..<4_000 {
            if lists.count > 200 {
                let gone = lists.remove(at: Int.random(in: 0..<200, using: &random))
                let isIntact = (0..<gone.count).allSatisfy { gone.words[$0] == gone.mark }
                #expect(isIntact)
                pool.deallocate(gone.words, gone.count)
            }
            let count = Int.random(in: 1...(mark % 10 == 0 ? 2_000 : 40), using: &random)
            let words = pool.allocate(count)
            words.initialize(repeating: mark, count: count)
            lists.append((words, count, mark))
        }
    }

    @Test func aStackGrows() {
        let stack = UnsafeStack<Int>()
        for value in 0..<100 { stack.push(value) }
        #expect(Array(stack.elements(from: 90)) == Array(90..<100))
        stack.truncate(to: 5)
        #expect(stack.count == 5)
        #expect(stack.top.pointee == 4)
    }

    @Test func aNodeIsACacheLine() {
        #expect(MemoryLayout<Node>.stride == 64)
    }
}

@Suite struct EdgeTests {
    private static let grouped = DependencyList.groupedBit

    private func replace(
        _ entries: [UInt32], of id: NodeID, _ update: inout EdgeUpdate,
        _ nodes: borrowing NodeStorage
    ) {
        entries.withUnsafeBufferPointer { buffer in
            update.replace(dependenciesOf: id, with: buffer, nodes: nodes)
                .deallocate(to: update.pool)
        }
    }

    private func entries(_ id: NodeID, _ nodes: borrowing NodeStorage) -> [UInt32] {
        let base = nodes[id.raw].pointee.dependencies.load(ordering: .relaxed)
        let list = DependencyList(base: base)
        return (0..<list.count).map { list[$0].raw | (list.isGrouped($0) ? Self.grouped : 0) }
    }

    private func dependents(_ id: UInt32, _ nodes: borrowing NodeStorage) -> [UInt32] {
        let list = nodes[id].pointee.dependents
        return (0..<list.count).map { list[$0].raw }.sorted()
    }

    /// What is asked for, and what remains of it.
    @Test(
        arguments: [
            ([], []),
            ([1, 2, 3], [1, 2, 3]),
            ([1, 1, 2, 1], [1, 2]),
            ([1 | grouped], [1]),
            ([1, 2 | grouped, 3 | grouped], [1, 2 | grouped, 3 | grouped]),
            // What remains of the second group does not join the first.
            ([1, 2 | grouped, 1, 3 | grouped, 4 | grouped], [1, 2 | grouped, 3, 4 | grouped]),
            ([1, 1 | grouped, 2 | grouped], [1, 2 | grouped]),
        ] as [([UInt32], [UInt32])])
    func duplicatesCountOnce(asked: [UInt32], kept: [UInt32]) {
        let nodes = NodeStorage()
        for index in 0..<5 { _ = nodes.append(Node(kind: 0, key: UInt32(index))) }
        var update = EdgeUpdate()
        replace(asked, of: NodeID(raw: 0), &update, nodes)
        #expect(entries(NodeID(raw: 0), nodes) == kept)
        for id in UInt32(1)..<5 {
            let isKept = kept.contains { $0 & ~Self.grouped == id }
            #expect(dependents(id, nodes) == (isKept ? [0] : []))
        }
        withExtendedLifetime(update.pool) {}
    }

    @Test func bothEndsFollowAChange() {
        let nodes = NodeStorage()
        for index in 0..<5 { _ = nodes.append(Node(kind: 0, key: UInt32(index))) }
        var update = EdgeUpdate()
        replace([2, 3], of: NodeID(raw: 0), &update, nodes)
        replace([3, 4], of: NodeID(raw: 1), &update, nodes)
        replace([4, 2], of: NodeID(raw: 0), &update, nodes)
        #expect(entries(NodeID(raw: 0), nodes) == [4, 2])
        #expect(dependents(2, nodes) == [0])
        #expect(dependents(3, nodes) == [1])
        #expect(dependents(4, nodes) == [0, 1])
        withExtendedLifetime(update.pool) {}
    }
}
