import Testing

@testable import Starlark

@Suite struct LibraryStableSortTests {
    private struct Item: BitwiseCopyable, Equatable {
        var key: Int
        var place: Int
    }

    @Test(arguments: [0, 1, 2, 7, 8, 9, 16, 17, 100, 1000])
    func sortsAndKeepsEqualElementsInOrder(count: Int) {
        var random = SeededRandom(seed: UInt64(count))
        for keys in [1, 3, 50, 100_000] {
            var items = (0..<count).map { place in
                Item(key: Int.random(in: 0..<keys, using: &random), place: place)
            }
            let expected = items.sorted { ($0.key, $0.place) < ($1.key, $1.place) }
            items.withUnsafeMutableBufferPointer { stableSort($0) { $0.key < $1.key } }
            #expect(items == expected)
        }
    }

    @Test func sortedInputCostsFewComparisons() {
        var comparisons = 0
        var numbers = Array(0..<1024)
        numbers.withUnsafeMutableBufferPointer { elements in
            stableSort(elements) { left, right in
                comparisons += 1
                return left < right
            }
        }
        #expect(comparisons < 1100)
    }

    @Test func errorsPassThrough() {
        struct Refusal: Error {}
        var numbers = Array((0..<100).reversed())
        #expect(throws: Refusal.self) {
            try numbers.withUnsafeMutableBufferPointer { elements in
                try stableSort(elements) { left, right in
                    if left == 50 { throw Refusal() }
                    return left < right
                }
            }
        }
    }
}
