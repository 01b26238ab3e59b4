import Glibc
public import Synchronization

/// Where the nodes of an earlier process come from.
@usableFromInline
protocol NodeSource: AnyObject, Sendable {
    /// How many nodes there are, by the numbers 0 and up.
    var nodeCount: Int { get }

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
    /// The most blocks that are allocated at once: a megabyte.
    private static var runLength: Int { 64 }

    /// What only the makers of blocks see.
    ///
    /// Lock order: below every other lock.
    private struct Maker: @unchecked Sendable {
        var runs: [UnsafeMutableRawPointer] = []
        /// Blocks below this one are allocated.
        var end: Int
        var nextRun = 1
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
            for run in maker.runs { run.deallocate() }
        }
        free(directory)
    }

    /// How many indices were handed out.
    @inlinable var count: Int { Int(next.load(ordering: .acquiring)) }

    /// The place of a node, for as long as the storage lives.
    @inlinable
    subscript(index: UInt32) -> UnsafeMutablePointer<Node> {
        let block = Int(index >> Self.blockShift)
        let base = directory[block].load(ordering: .acquiring) ?? read(block)
        return base + (Int(index) & (Self.blockSize - 1))
    }

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

    /// Reads a block, or allocates a run of blocks from this one on, unless another thread is
    /// faster.
    @inline(never)
    private func makeBlock(_ block: Int, ifNew mayBeNew: Bool = true) -> Block {
        maker.withLock { maker in
            if let base = directory[block].load(ordering: .acquiring) { return base }
            if let source, block << Int(Self.blockShift) < source.nodeCount {
                let base = Self.allocate(1, &maker)
                source.makeNodes(base, ofBlock: block)
                directory[block].store(base, ordering: .releasing)
                return base
            }
            precondition(mayBeNew, "an index is used after it was handed out")
            // Another thread may be here first with the index of a later block.
            var made: Block?
            while made == nil {
                let base = Self.allocate(maker.nextRun, &maker)
                for offset in 0..<maker.nextRun {
                    let place = base + (offset << Int(Self.blockShift))
                    directory[maker.end + offset].store(place, ordering: .releasing)
                }
                maker.end += maker.nextRun
                maker.nextRun = min(maker.nextRun * 2, Self.runLength)
                made = directory[block].load(ordering: .relaxed)
            }
            guard let made else { preconditionFailure("the loop ends with a block") }
            return made
        }
    }

    private static func allocate(_ blocks: Int, _ maker: inout Maker) -> Block {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: (blocks << Int(blockShift)) * MemoryLayout<Node>.stride, alignment: 64)
        maker.runs.append(memory)
        return memory.bindMemory(to: Node.self, capacity: blocks << Int(blockShift))
    }
}
