import Diagnostics
import Glibc

/// Measures where evaluations spend their time or memory.
///
/// Time is sampled: a thread ticks, and at the next instruction the time that has passed is counted
/// for the instruction before, with the calls around it. Memory is counted exactly: whatever the
/// heap has grown by. Hand one profiler to any number of evaluations, one after the other, then
/// make a `Profile` of it.
public final class Profiler {
    /// What is measured.
    public enum Measure: Sendable {
        /// Processor time of the thread, in nanoseconds.
        case time
        /// Bytes taken from the heap.
        case allocations
    }

    /// What is measured.
    public let measured: Measure

    /// The instruction that runs.
    struct Position {
        var pc: UnsafeMutablePointer<UInt64>
        /// Frames, its own included.
        var depth: Int
        /// The native function that it calls.
        var native: Unmanaged<NativeFunction>?
    }

    /// A line of a function, or a native function, as what was called by another such.
    struct Node {
        var parent: Int
        var site: Int
        var amount = 0
    }

    /// A line of a function, or a native function, whose line is 0.
    struct Site: Hashable {
        var function: Int
        var line: Int
    }

    struct Function {
        var name: String
        /// Nothing for native functions.
        var path: String?
        var line: Int
        var calls = 0
    }

    private struct Edge: Hashable {
        var parent: Int
        var site: Int
    }

    var position: Position?
    /// Calls of native functions that called back, the outermost first.
    var callbacks: [Position] = []
    private(set) var nodes: [Node] = [Node(parent: -1, site: -1)]
    private(set) var sites: [Site] = []
    private(set) var functions: [Function] = []
    private(set) var sampleCount = 0

    private var children: [Edge: Int] = [:]
    private var siteNumbers: [Site: Int] = [:]
    private var functionNumbers: [UnsafeRawPointer: Int] = [:]
    private var sitesByInstruction: [UnsafeRawPointer: Int] = [:]
    /// What runs must stay: code is told apart by its address.
    private var modules: [ObjectIdentifier: CompiledModule] = [:]
    private var natives: [NativeFunction] = []
    private var last = 0
    private let ticker: Ticker?

    /// Makes a profiler; one for time ticks as long as it lives.
    public init(measuring measured: Measure) {
        self.measured = measured
        ticker = measured == .time ? Ticker() : nil
    }

    /// Starts to measure an evaluation.
    func begin(allocatedBytes: Int) {
        position = nil
        callbacks = []
        last = measured == .time ? Self.processorTime() : allocatedBytes
        ticker?.clear()
    }

    /// What has passed since this was last more than nothing.
    @inline(__always)
    func measure(allocatedBytes: Int) -> Int? {
        if let ticker, !ticker.hasTicked { return nil }
        return measureSlowly(allocatedBytes)
    }

    private func measureSlowly(_ allocatedBytes: Int) -> Int? {
        ticker?.clear()
        let now = measured == .time ? Self.processorTime() : allocatedBytes
        defer { last = now }
        return now > last ? now - last : nil
    }

    func countCall(of code: UnsafeMutablePointer<CodeBlock>) {
        functions[number(of: code)].calls += 1
    }

    /// Counts an amount for the instruction that was running.
    ///
    /// Its frame may have been popped since, but nothing has been pushed over it.
    func attribute(_ amount: Int, _ frames: UnsafeMutablePointer<Frame>) {
        guard let position else { return }
        sampleCount += 1
        var node = 0
        var callback = 0
        for level in 0..<position.depth {
            let isLast = level == position.depth - 1
            let pc = isLast ? position.pc : frames[level].pc - 1
            node = child(of: node, at: site(of: pc, in: frames[level].code))
            while callback < callbacks.count, callbacks[callback].depth == level + 1 {
                if let native = callbacks[callback].native {
                    node = child(of: node, at: site(of: native))
                }
                callback += 1
            }
        }
        if let native = position.native { node = child(of: node, at: site(of: native)) }
        nodes[node].amount += amount
    }

    private func child(of parent: Int, at site: Int) -> Int {
        let edge = Edge(parent: parent, site: site)
        if let known = children[edge] { return known }
        nodes.append(Node(parent: parent, site: site))
        children[edge] = nodes.count - 1
        return nodes.count - 1
    }

    private func number(of site: Site) -> Int {
        if let known = siteNumbers[site] { return known }
        sites.append(site)
        siteNumbers[site] = sites.count - 1
        return sites.count - 1
    }

    private func site(
        of pc: UnsafeMutablePointer<UInt64>, in code: UnsafeMutablePointer<CodeBlock>
    ) -> Int {
        if let known = sitesByInstruction[pc] { return known }
        let instruction = pc - code.pointee.instructions
        guard instruction >= 0, instruction < code.pointee.instructionCount else {
            preconditionFailure("a frame's instruction is one of its code")
        }
        let file = code.pointee.module.takeUnretainedValue().file
        let line = file.position(ofByte: Int(code.pointee.ranges[instruction].start)).line
        let site = number(of: Site(function: number(of: code), line: line))
        sitesByInstruction[pc] = site
        return site
    }

    private func site(of native: Unmanaged<NativeFunction>) -> Int {
        let identity = UnsafeRawPointer(native.toOpaque())
        if let known = sitesByInstruction[identity] { return known }
        natives.append(native.takeUnretainedValue())
        functions.append(Function(name: natives[natives.count - 1].name, path: nil, line: 0))
        let site = number(of: Site(function: functions.count - 1, line: 0))
        sitesByInstruction[identity] = site
        return site
    }

    private func number(of code: UnsafeMutablePointer<CodeBlock>) -> Int {
        if let known = functionNumbers[code] { return known }
        let module = code.pointee.module.takeUnretainedValue()
        modules[ObjectIdentifier(module)] = module
        let isTopLevel = code == module.main
        let line = module.file.position(ofByte: Int(code.pointee.ranges[0].start)).line
        functions.append(
            Function(
                name: isTopLevel ? module.file.path : code.pointee.nameText,
                path: module.file.path, line: isTopLevel ? 1 : line))
        functionNumbers[code] = functions.count - 1
        return functions.count - 1
    }

    private static func processorTime() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
    }
}
