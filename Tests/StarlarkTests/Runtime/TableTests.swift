import Testing

@testable import Starlark

@Suite struct TableTests {
    /// Random insertions and removals against a Swift model that keeps the order.
    @Test(arguments: UInt64(0)..<20)
    func behavesLikeTheModel(_ seed: UInt64) throws {
        var random = Random(state: seed &+ 1)
        var heap = Heap(limitBytes: 64 << 20)
        let table = heap.table(.dict)
        var order: [Int] = []
        var model: [Int: Int] = [:]
        let keyCount = [6, 40, 400][Int(seed % 3)]
        for step in 0..<2000 {
            let key = Int(random.next() % UInt64(keyCount))
            // Strings and integers in turn, so that both ways of finding are taken.
            let value = key % 2 == 0 ? Value(small: key) : heap.string("key \(key)")
            if random.next() % 3 == 0 {
                let found = try table.find(value)
                #expect((found != nil) == (model[key] != nil), "seed \(seed), step \(step)")
                if let found {
                    table.remove(at: found)
                    order.removeAll { $0 == key }
                    model[key] = nil
                }
            } else {
                let isNew = try heap.insert(value, value: Value(small: step), into: table)
                #expect(isNew == (model[key] == nil), "seed \(seed), step \(step)")
                if isNew { order.append(key) }
                model[key] = step
            }
        }
        #expect(table.count == model.count)
        let entries = table.map { entry in
            (
                entry.key.asInt ?? Int((entry.key.asString ?? "").dropFirst(4)) ?? -1,
                entry.value.small
            )
        }
        #expect(entries.map(\.0) == order, "seed \(seed)")
        #expect(entries.allSatisfy { model[$0.0] == $0.1 }, "seed \(seed)")
    }

    @Test func textLookup() {
        var evaluation = Evaluation()
        let value = evaluation.structure([("a", Value(small: 1)), ("", Value(small: 2))])
        #expect(value.asStructure?["a"]?.asInt == 1)
        #expect(value.asStructure?[""]?.asInt == 2)
        #expect(value.asStructure?["b"] == nil)
    }

    @Test(arguments: [1, 8, 9, 40])
    func displaysOfConstantKeys(_ count: Int) throws {
        let display = (0..<count).map { "\"k\($0)\": \($0)" }.joined(separator: ", ")
        let text = "{\(display)}"
        #expect(try outcome("x = \(text)") == text)
        #expect(try outcome("x = \(text)[\"k\(count - 1)\"]") == "\(count - 1)")
        #expect(
            try outcome("def f():\n    d = \(text)\n    d[\"new\"] = 1\n    return len(d)\nx = f()")
                == "\(count + 1)")
    }

    private struct Random {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
    }
}
