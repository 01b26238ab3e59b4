import Glibc

/// The random numbers of sketches, which depend on a seed only.
///
/// They are xoshiro256++, seeded by SplitMix64, and, for exponentially distributed numbers, a
/// ziggurat of 256 layers; the same choices as Buck2's, for sketches are compared between tools.
///
/// Sources: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators"; Marsaglia and
/// Tsang, "The Ziggurat Method for Generating Random Variables".
struct SketchRandom {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    init(seed: UInt64) {
        var counter = seed
        func next() -> UInt64 {
            counter &+= 0x9E37_79B9_7F4A_7C15
            return Self.mix(counter)
        }
        state = (next(), next(), next(), next())
    }

    /// The finalizer of SplitMix64.
    static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// 64 bits.
    mutating func next() -> UInt64 {
        let result = Self.rotated(state.0 &+ state.3, 23) &+ state.0
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = Self.rotated(state.3, 45)
        return result
    }

    /// A number in 0..<1 with 53 bits.
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number of the exponential distribution with mean 1.
    mutating func exponential(_ ziggurat: borrowing Ziggurat) -> Double {
        while true {
            let bits = next()
            let layer = Int(bits & 0xFF)
            // 52 bits in 0..<1, moved up by half of the last place so that it is never 0.
            let position =
                Double(bitPattern: bits >> 12 | 1023 << 52) - (1 - Double.ulpOfOne / 2)
            let x = position * ziggurat.widths[layer]
            if x < ziggurat.widths[layer + 1] { return x }
            if layer == 0 { return Ziggurat.tail - log(uniform()) }
            let (low, high) = (ziggurat.heights[layer + 1], ziggurat.heights[layer])
            if low + (high - low) * uniform() < exp(-x) { return x }
        }
    }

    private static func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 {
        word << count | word >> (64 - count)
    }
}

/// Layers of equal area below exp(-x).
struct Ziggurat: Sendable {
    /// Where the lowest layer's rectangle ends, and the area of each.
    static let tail = 7.697_117_470_131_049_72
    private static let area = 0.003_949_659_822_581_557_199_3

    let widths: [Double]
    let heights: [Double]

    init() {
        var widths = [Self.area / exp(-Self.tail), Self.tail]
        while widths.count < 256 {
            let last = widths[widths.count - 1]
            widths.append(-log(exp(-last) + Self.area / last))
        }
        widths.append(0)
        self.widths = widths
        heights = widths.map { exp(-$0) }
    }
}
