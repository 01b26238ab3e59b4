/// Memory for the lists of edges, used under the graph's lock.
///
/// There are two lists a node, most of a few words, so that a general allocator's headers and locks
/// would be a tenth of a node's cost. Sizes are powers of two; freed lists wait in a chain for the
/// next of their size. What is larger than a block's share comes from the heap.
/// ```
///   block    [ 4 words ][ 16 words          ][ 4 words ][ 8 words ] ...
///   chains   words  4:  -> free list -> free list
///                   8:  -> free list
/// ```
/// `@unchecked Sendable`: used under one lock. So nothing is accessed twice at a time, which need
/// not be checked.
final class ListPool: @unchecked Sendable {
    typealias Words = UnsafeMutablePointer<UInt32>

    private static var blockWords: Int { 1 << 15 }
    private static var largestShift: Int { 8 }

    @exclusivity(unchecked) private var blocks: [Words] = []
    @exclusivity(unchecked) private var next: Words?
    @exclusivity(unchecked) private var end: Words?
    /// The first free list of each size, which begins with a pointer to the next.
    @exclusivity(unchecked) private var chains: [UnsafeMutableRawPointer?]
    @exclusivity(unchecked) private var large: Set<Words> = []

    init() {
        chains = Array(repeating: nil, count: Self.largestShift + 1)
    }

    deinit {
        for block in blocks { block.deallocate() }
        for list in large { list.deallocate() }
    }

    /// How many words a list has of which at least some number is wanted.
    static func capacity(_ words: Int) -> Int { 1 << shift(words) }

    private static func shift(_ words: Int) -> Int {
        max(2, Int.bitWidth - (words - 1).leadingZeroBitCount)
    }

    /// Memory for a list, not initialised.
    func allocate(_ words: Int) -> Words {
        let shift = Self.shift(words)
        if shift > Self.largestShift {
            let list = Words.allocate(capacity: 1 << shift)
            large.insert(list)
            return list
        }
        if let free = chains[shift] {
            chains[shift] = free.load(as: UnsafeMutableRawPointer?.self)
            return free.assumingMemoryBound(to: UInt32.self)
        }
        if let next, let end, end - next >= 1 << shift {
            self.next = next + (1 << shift)
            return next
        }
        let block = Words.allocate(capacity: Self.blockWords)
        blocks.append(block)
        next = block + (1 << shift)
        end = block + Self.blockWords
        return block
    }

    /// Takes a list back that was allocated for as many words, or for others of the same capacity.
    func deallocate(_ list: Words, _ words: Int) {
        let shift = Self.shift(words)
        if shift > Self.largestShift {
            large.remove(list)
            list.deallocate()
            return
        }
        let free = UnsafeMutableRawPointer(list)
        free.storeBytes(of: chains[shift], as: UnsafeMutableRawPointer?.self)
        chains[shift] = free
    }
}
