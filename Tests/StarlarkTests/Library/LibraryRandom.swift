@testable import Starlark

/// A seeded generator, so that a failing case can be run again.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number of up to `limbs` limbs, often with limbs at the edges of their range.
    mutating func bigInteger(limbs: Int) -> BigInteger {
        let edges: [UInt32] = [0, 1, .max, 0x8000_0000, 0x7FFF_FFFF]
        let magnitude = (0..<Int.random(in: 0...limbs, using: &self)).map { _ in
            Bool.random(using: &self)
                ? edges[Int.random(in: 0..<edges.count, using: &self)]
                : UInt32.random(in: 0...UInt32.max, using: &self)
        }
        return BigInteger(isNegative: Bool.random(using: &self), magnitude: magnitude)
    }
}
