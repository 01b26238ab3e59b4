import BuildModel
import Testing

/// Sketches of sets, which are compared with those of other tools.
@Suite struct SetSketchTests {
    private func hash(_ text: String) -> UInt64 {
        var hasher = PortableHasher()
        hasher.combine(text)
        return hasher.finish()
    }

    private func sketch(_ range: Range<Int>, weight: UInt64 = 1) -> SetSketch {
        var sketch = SetSketch()
        for number in range { sketch.insert(hash("\(number)"), weight: weight) }
        return sketch
    }

    /// The registers are those that Buck2 has for the same path.
    @Test func registersDependOnElementsOnly() {
        let path = "buck-out/v2/art/root/1ef78538d8598cb2/__simple__/out.txt"
        var sketch = SetSketch()
        sketch.insert(hash(path))
        #expect(
            sketch.text.hasPrefix("V1:9A60Cf8OewuEDQIOsApYD1sRCQ6OFKIbyg+rEUQMLgwiDqsPVwwiE0MQ"))
        #expect(sketch.text.count == 10926)
        var heavy = SetSketch()
        heavy.insert(hash(path), weight: 7)
        #expect(heavy.text != sketch.text)
    }

    @Test(arguments: [(1, 1), (10, 1), (1000, 1), (20, 100), (1, 12345)])
    func sizesAreEstimated(_ test: (count: Int, weight: Int)) {
        let size = Double(test.count * test.weight)
        let estimate = sketch(0..<test.count, weight: UInt64(test.weight)).estimatedCount
        #expect(abs(estimate - size) < 0.08 * size + 0.1, "\(estimate)")
    }

    @Test func unionsAreThoseOfTheElements() {
        var left = sketch(0..<60)
        left.formUnion(sketch(40..<100))
        #expect(left == sketch(0..<100))
        #expect(SetSketch().isEmpty)
        #expect(!left.isEmpty)
    }

    @Test func theHighestWeightCounts() {
        var sketch = SetSketch()
        sketch.insert(hash("a"), weight: 5)
        let before = sketch
        sketch.insert(hash("a"), weight: 3)
        #expect(sketch == before)
        sketch.insert(hash("a"), weight: 0)
        #expect(sketch == before)
    }
}
