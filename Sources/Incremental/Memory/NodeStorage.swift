import Glibc
public import Synchronization

/// Where the nodes of an earlier process come from.
@usableFromInline
protocol NodeSource: AnyObject, Sendable {
    /// How many nodes there are, by the numbers 0 and up.
    var nodeCount: Int { get }

    /// Whether nodes could not be read, so that those made in their place know nothing.
    var isDamaged: Bool { get }

    /// Makes the nodes of one block.
    ///
    /// - Parameters:
    ///   - nodes: Memory for the nodes of the block, which are fewer in the last one.
    ///   - block: The number of the first of them, divided by `NodeStorage.blockSize`.
    func makeNodes(_ nodes: UnsafeMutablePointer<Node>, ofBlock block: Int)
}

/// The nodes of a graph: an array that grows without ever moving an element, and whose first part
/// may be read from a file, block by block, when it is first touched.
/// ```
///   directory  [ block 0 | block 1 | ... ]    a null pointer: not read, or not handed out
///   block      256 nodes
///   index      [ block | 8 bits: place in the block ]
/// ```
/// Nodes are appended from any thread. An index may be used by whoever learned of it through a
/// synchronising operation: the store that published it.
///
/// `@unchecked Sendable`: a slot of the directory is an atomic that is written once, after the
/// block was made; a node is initialised by the one thread that reserved its index before the index
/// is published. What happens to the node afterwards is its owner's business.
@usableFromInline
struct NodeStorage: ~Copyable, @unchecked Sendable {
    @usableFromInline typealias Block = UnsafeMutablePointer<Node>

    @inlinable static var blockShift: UInt32 { 8 }
    @inlinable static var blockSize: Int { 1 << 8 }
    @usableFromInline static var indexBits: UInt32 { 28 }
    private static var directorySize: Int { 1 << Int(indexBits - blockShift) }
    /// Blocks are cut from arenas of a megabyte, which come zeroed from the kernel: a place that
    /// was handed out, but whose node is not there yet, reads as a node that was never computed.
    private static var arenaBlocks: Int { 64 }
    private static var arenaBytes: Int {
        arenaBlocks * blockSize * MemoryLayout<Node>.stride
    }

    /// What only the makers of blocks see.
    ///
    /// Lock order: below every other lock.
    ///
    /// `@unchecked Sendable`: it has a pointer, and is used under that lock only.
    private struct Maker: @unchecked Sendable {
        var arenas: [Block] = []
        /// How many blocks of the last arena are not in use.
        var left = 0
        /// Blocks below this one are allocated.
        var end: Int

        /// Zeroed memory for a block.
        mutating func allocate() -> Block {
            if left == 0 {
                let memory = mmap(
                    nil, arenaBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                guard let memory, memory != MAP_FAILED else {
                    preconditionFailure("there is memory for nodes")
                }
                let nodes = arenaBlocks * blockSize
                arenas.append(memory.bindMemory(to: Node.self, capacity: nodes))
                left = arenaBlocks
            }
            left -= 1
            return arenas[arenas.count - 1] + (left << Int(blockShift))
        }
    }

    @usableFromInline let directory: UnsafeMutablePointer<Atomic<Block?>>
    @usableFromInline let next: Atomic<UInt32>
    private let source: (any NodeSource)?
    private let maker: Mutex<Maker>

    /// A storage of the nodes that a source has.
    @usableFromInline
    init(source: (any NodeSource)? = nil) {
        // Zeroes are null pointers, and pages that nobody touches cost nothing.
        guard let memory = calloc(Self.directorySize, MemoryLayout<Atomic<Block?>>.stride) else {
            preconditionFailure("there is memory for the directory")
        }
        directory = memory.bindMemory(to: Atomic<Block?>.self, capacity: Self.directorySize)
        self.source = source
        let count = source?.nodeCount ?? 0
        next = Atomic(UInt32(count))
        maker = Mutex(Maker(end: (count + Self.blockSize - 1) >> Int(Self.blockShift)))
    }

    deinit {
        let count = count
        for block in 0..<(count + Self.blockSize - 1) >> Int(Self.blockShift) {
            guard let base = directory[block].load(ordering: .acquiring) else { continue }
            let start = block << Int(Self.blockShift)
            base.deinitialize(count: min(Self.blockSize, count - start))
        }
        maker.withLock { maker in
            for arena in maker.arenas { munmap(arena, Self.arenaBytes) }
        }
        free(directory)
    }

    /// How many indices were handed out.
    @inlinable var count: Int { Int(next.load(ordering: .acquiring)) }

    /// The place of a node, for as long as the storage lives.
    @inlinable
    @inline(__always)
    subscript(index: UInt32) -> UnsafeMutablePointer<Node> {
        let block = Int(index >> Self.blockShift)
        let base = directory[block].load(ordering: .acquiring) ?? read(block)
        return base + (Int(index) & (Self.blockSize - 1))
    }

    /// Whether nodes could not be read, so that nothing the graph answers is to be trusted.
    var isDamaged: Bool { source?.isDamaged ?? false }

    /// Whether a node is in memory.
    func isRead(_ index: UInt32) -> Bool {
        directory[Int(index >> Self.blockShift)].load(ordering: .acquiring) != nil
    }

    /// Adds a node and returns its index.
    @usableFromInline
    func append(_ node: consuming Node) -> UInt32 {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        precondition(index < 1 << Self.indexBits, "an index fits 28 bits")
        let block = Int(index >> Self.blockShift)
        let base = directory[block].load(ordering: .acquiring) ?? makeBlock(block)
        (base + (Int(index) & (Self.blockSize - 1))).initialize(to: node)
        return index
    }

    @usableFromInline
    @inline(never)
    func read(_ block: Int) -> Block { makeBlock(block, ifNew: false) }

    /// Reads or allocates a block, unless another thread is faster.
    @inline(never)
    private func makeBlock(_ block: Int, ifNew mayBeNew: Bool = true) -> Block {
        maker.withLock { maker in
            if let base = directory[block].load(ordering: .acquiring) { return base }
            if let source, block << Int(Self.blockShift) < source.nodeCount {
                let base = maker.allocate()
                source.makeNodes(base, ofBlock: block)
                directory[block].store(base, ordering: .releasing)
                return base
            }
            precondition(mayBeNew, "an index is used after it was handed out")
            // Another thread may be here first with the index of a later block.
            while true {
                let base = maker.allocate()
                let made = maker.end
                directory[made].store(base, ordering: .releasing)
                maker.end += 1
                if made == block { return base }
            }
        }
    }
}
