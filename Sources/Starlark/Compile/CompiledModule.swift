import Diagnostics

/// The code of one file, compiled against given globals and loaded modules.
///
/// Unchecked: it is written by the compiler before anyone else sees it, and only read afterwards.
final class CompiledModule: @unchecked Sendable {
    let file: SourceFile
    /// The names of the module's variables, by slot.
    private(set) var globalNames: [String] = []
    /// Slots that other files may load.
    private(set) var exportedSlots: [Int] = []
    /// The code of the top level, the first of `blockCount` blocks.
    private(set) var main: UnsafeMutablePointer<CodeBlock>?
    private var blockCount = 0
    /// Holds the constants; keeps the heaps of globals and loaded modules alive.
    private var constants: FrozenHeap?
    /// Everything that was allocated outside the heap.
    private var memory: [UnsafeMutableRawPointer] = []

    init(file: SourceFile) {
        self.file = file
    }

    deinit {
        for block in memory { block.deallocate() }
    }

    /// Copies elements into memory that lives as long as the module.
    func keep<T: BitwiseCopyable>(_ elements: [T]) -> UnsafeMutablePointer<T> {
        let raw = UnsafeMutableRawPointer.allocate(
            byteCount: max(8, elements.count * MemoryLayout<T>.stride), alignment: 8)
        memory.append(raw)
        let typed = raw.bindMemory(to: T.self, capacity: max(1, elements.count))
        for (position, element) in elements.enumerated() {
            (typed + position).initialize(to: element)
        }
        return typed
    }

    /// Ends compilation.
    func complete(
        blocks: UnsafeMutablePointer<CodeBlock>, count: Int, constants: FrozenHeap,
        globalNames: [String],
        exportedSlots: [Int]
    ) {
        main = blocks
        blockCount = count
        self.constants = constants
        self.globalNames = globalNames
        self.exportedSlots = exportedSlots
    }

    /// The code of all functions, the top level first.
    var blocks: UnsafeMutableBufferPointer<CodeBlock> {
        UnsafeMutableBufferPointer(start: main, count: blockCount)
    }

    /// The heap of the constants.
    var constantHeap: FrozenHeap {
        guard let constants else { preconditionFailure("a module runs after it is compiled") }
        return constants
    }
}
