public import Diagnostics

/// One run of Starlark code: its heap, registers and frames.
///
/// An evaluation is used within one synchronous call and passed `inout` to everything that makes
/// values or calls functions. Values it makes die with it; `freeze` copies out what shall stay.
public struct Evaluation: ~Copyable {
    var heap: Heap
    /// What the embedder attached, such as the builder of a package.
    public let host: AnyObject?
    /// How much may be used.
    public let limits: EvaluationLimits
    /// Where `print` goes, one call a line; the standard error stream if nothing was set.
    public var printer: (@Sendable (String) -> Void)?

    /// The block that holds the frames and then the registers.
    private let stackBlock: StackBlock
    let registersEnd: UnsafeMutablePointer<Value>
    let frames: UnsafeMutablePointer<Frame>
    /// Frames of Starlark functions under way.
    var depth = 0
    /// The first register that no frame and no native function uses.
    var top: UnsafeMutablePointer<Value>
    /// Runs of the interpreter inside native functions, each of which takes stack of the thread.
    var nesting = 0
    var iterationLocks: [Value] = []
    var permutations = PermutationCache()
    var spareBuffer: TextBuffer?
    /// What natives defined beside the global variables of the file: by `define`.
    var definitions: [(name: String, value: Value)] = []
    /// Who is told of each instruction.
    let profiler: Profiler?

    static let nestingLimit = 60
    /// Steps between two looks at the cancellation flag.
    static let fuelPerLook = 4096

    /// Starts an evaluation.
    ///
    /// - Parameters:
    ///   - host: What natives find as `evaluation.host`.
    ///   - limits: How much may be used.
    ///   - profiler: Measures it, which makes it slower.
    public init(
        host: AnyObject? = nil, limits: EvaluationLimits = EvaluationLimits(),
        profiler: Profiler? = nil
    ) {
        heap = Heap(limitBytes: limits.heapBytes)
        heap.fuel = Evaluation.fuelPerLook
        self.host = host
        self.limits = limits
        let stack = StackBlock(frameCount: limits.callDepth + 1)
        stackBlock = stack
        frames = stack.frames
        top = stack.registers + 1
        registersEnd = stack.registersEnd
        stack.registers.initialize(to: .none)
        self.profiler = profiler
        profiler?.begin(allocatedBytes: heap.allocatedBytes)
    }
}

/// A call of a Starlark function that is under way.
struct Frame: BitwiseCopyable {
    var code: UnsafeMutablePointer<CodeBlock>
    /// The function's first register; its value is in the register before.
    var base: UnsafeMutablePointer<Value>
    /// The instruction after the one that runs or that made the call; kept only while another
    /// frame, or a native function, runs.
    var pc: UnsafeMutablePointer<UInt64>
}

/// Owns the memory of registers and frames.
private final class StackBlock {
    let start: UnsafeMutableRawPointer
    let frames: UnsafeMutablePointer<Frame>
    let registers: UnsafeMutablePointer<Value>
    let registersEnd: UnsafeMutablePointer<Value>

    init(frameCount: Int) {
        let bytes = ChunkPool.stacks.chunkBytes
        let frameBytes = frameCount * MemoryLayout<Frame>.stride
        precondition(frameBytes <= bytes / 2, "the depth limit leaves room for registers")
        start = ChunkPool.stacks.take()
        frames = start.bindMemory(to: Frame.self, capacity: frameCount)
        let registerCount = (bytes - frameBytes) / MemoryLayout<Value>.stride
        registers = (start + frameBytes).bindMemory(to: Value.self, capacity: registerCount)
        registersEnd = registers + registerCount
    }

    deinit {
        ChunkPool.stacks.give(start)
    }
}

extension Evaluation {
    /// The error for something that is wrong, to be thrown by a native function.
    public func fail(_ message: String) -> any Error {
        Failure(message)
    }

    /// The place of the innermost call in Starlark code: where a native function was called.
    public var callSite: SourceSpan? {
        depth > 0 ? frames[depth - 1].span : nil
    }

    /// The place of the outermost call: in the file that runs, however deep the calls in it go.
    public var outermostCallSite: SourceSpan? {
        depth > 0 ? frames[0].span : nil
    }

    /// The calls under way, the outermost first; none while no function of a file runs.
    public var callsUnderWay: [Diagnostic.Frame] {
        (0..<depth).map { number in
            Diagnostic.Frame(
                function: frames[number].code.pointee.nameText, span: frames[number].span)
        }
    }

    /// How many calls are under way.
    public var callDepth: Int { depth }

    /// Keeps a frozen value's heap alive for this evaluation and whatever is frozen from it.
    ///
    /// - Returns: The value, to be used in this evaluation.
    @discardableResult
    public mutating func adopt(_ frozen: FrozenValue) -> Value {
        heap.adopt(frozen.heap)
        return frozen.value
    }

    /// Copies values out of this evaluation, which ends.
    ///
    /// - Returns: The frozen values in the same order, in one heap.
    /// - Throws: If a native object cannot be frozen.
    public consuming func freeze(_ values: [Value]) throws -> [FrozenValue] {
        var freezer = Freezer(from: &heap)
        let frozen = try values.map { try freezer.freeze($0) }
        try freezer.finish()
        let sealed = freezer.seal()
        return frozen.map { FrozenValue($0, in: sealed) }
    }

    /// Prints a line, as `print` does.
    public func print(_ line: String) {
        if let printer { return printer(line) }
        StandardError.write(line + "\n")
    }

    /// An empty buffer that was used before, to be handed back to `string(consuming:)`.
    public mutating func buffer() -> TextBuffer {
        var buffer = spareBuffer.take() ?? TextBuffer(capacity: 256)
        buffer.removeAll()
        buffer.limit = heap.roomBytes
        return buffer
    }

    /// Makes a string of a buffer's text and keeps the buffer for later.
    ///
    /// - Throws: If there is no room for it.
    public mutating func string(consuming buffer: consuming TextBuffer) throws -> Value {
        if buffer.count > 1 << 12 {
            try checkRoom(bytes: buffer.count)
            try checkLength(buffer.count)
        }
        let value = heap.string(utf8: buffer.bytes)
        if buffer.count <= 1 << 20 { spareBuffer = consume buffer }
        return value
    }
}
