/// A set of small numbers.
struct BitSet {
    private var words: [UInt64] = []
    /// How many there are.
    private(set) var count = 0

    /// Whether a number is in the set.
    func contains(_ number: Int) -> Bool {
        number >> 6 < words.count && words[number >> 6] >> (number & 63) & 1 != 0
    }

    /// Puts a number in the set.
    mutating func insert(_ number: Int) {
        guard !contains(number) else { return }
        while words.count <= number >> 6 { words.append(0) }
        words[number >> 6] |= 1 << (number & 63)
        count += 1
    }
}
