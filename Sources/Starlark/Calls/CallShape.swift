/// The arguments as they are written at a call: how many by position, which by name.
///
/// They lie in registers in this order: positional, named, then the value of `*` and that of `**`.
struct CallShape: BitwiseCopyable {
    var positionalCount: Int
    var namedCount: Int
    var hasPositionals: Bool
    var hasKeywords: Bool
    /// The names as strings with their hashes computed.
    var names: UnsafeMutablePointer<Value>

    /// Registers that the arguments take.
    var count: Int {
        positionalCount + namedCount + (hasPositionals ? 1 : 0) + (hasKeywords ? 1 : 0)
    }

    var isPlain: Bool { namedCount == 0 && !hasPositionals && !hasKeywords }
}

/// Where the arguments of one call shape go in one function; computed once, then a table walk.
struct Permutation: BitwiseCopyable {
    /// Values of `sources` below 0.
    static let fallback: Int32 = -1
    static let positionals: Int32 = -2
    static let keywords: Int32 = -3

    /// For each slot, the number of the argument it takes, or one of the constants above.
    var sources: UnsafeMutablePointer<Int32>
    /// Arguments by name that go into `**kwargs`.
    var extras: UnsafeMutablePointer<Int32>
    var extraCount: Int
    /// Whether the slots may be filled from the last to the first without moving the arguments
    /// away before.
    var isInOrder: Bool
}

/// The permutations an evaluation has met, found by the addresses of shape and parameters.
///
/// Direct-mapped: a newer pair replaces an older one. It belongs to the evaluation because code,
/// which is shared between threads, is never written.
struct PermutationCache: BitwiseCopyable {
    struct Entry: BitwiseCopyable {
        var shape: UnsafeMutablePointer<CallShape>?
        var layout: UnsafeMutablePointer<ParameterLayout>?
        var permutation: Permutation
    }

    static let size = 64
    var entries: UnsafeMutablePointer<Entry>?

    @inline(__always)
    static func slot(
        _ shape: UnsafeMutablePointer<CallShape>, _ layout: UnsafeMutablePointer<ParameterLayout>
    ) -> Int {
        let mixed =
            (UInt(bitPattern: shape) >> 4) &* 0x9E37_79B9 ^ (UInt(bitPattern: layout) >> 4)
        return Int(mixed & UInt(size &- 1))
    }
}
