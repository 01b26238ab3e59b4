import Diagnostics

/// The code of one file, compiled against given globals and loaded modules.
///
/// Unchecked: it is written by the compiler, or by the reader of a snapshot, before anyone else
/// sees it, and only read afterwards; the source text that is read late has a lock.
final class CompiledModule: @unchecked Sendable {
    /// The path of the source file.
    let path: String
    private let source: Source
    private var compiledNames: [String] = []
    /// The names of a snapshot, which are strings in its heap.
    private let frozenNames: UnsafeBufferPointer<Value>
    /// Slots that other files may load.
    private(set) var exportedSlots: [Int] = []
    /// The code of the top level, the first of `blockCount` blocks.
    private(set) var main: UnsafeMutablePointer<CodeBlock>?
    private var blockCount = 0
    /// Holds the constants; keeps the heaps of globals and loaded modules alive.
    private var constants: FrozenHeap?
    /// Everything that was allocated outside the heap.
    private var memory: [UnsafeMutableRawPointer] = []

    private enum Source {
        case known(SourceFile)
        case late(LateSource)
    }

    init(file: SourceFile) {
        path = file.path
        source = .known(file)
        frozenNames = UnsafeBufferPointer(start: nil, count: 0)
    }

    /// Makes the code of a snapshot, whose memory the heap of the module owns.
    init(
        source: LateSource, blocks: UnsafeMutableBufferPointer<CodeBlock>,
        globalNames: UnsafeBufferPointer<Value>
    ) {
        path = source.path
        self.source = .late(source)
        main = blocks.baseAddress
        blockCount = blocks.count
        frozenNames = globalNames
    }

    deinit {
        for block in memory { block.deallocate() }
    }

    /// The names of the module's variables, by slot.
    var globalNames: [String] {
        frozenNames.isEmpty ? compiledNames : frozenNames.map(\.str)
    }

    /// The source; of a module that was read from a snapshot it is read when it is first asked for.
    var file: SourceFile {
        switch source {
        case .known(let file): file
        case .late(let late): late.file
        }
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
        compiledNames = globalNames
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
