/// What a profiler measured, by function, by line and by stack of calls.
public struct Profile: Sendable {
    /// A function or a line with what it used.
    public struct Row: Sendable, Hashable {
        /// The function, or the one that the line is in; the file for its top level.
        public var name: String
        /// The file; nothing for native functions.
        public var path: String?
        /// 1-based: where the function begins, or the line.
        public var line: Int
        /// How often it was called; 0 for lines and native functions, which are not counted.
        public var calls: Int
        /// Nanoseconds or bytes that it used itself; a line with the native functions it calls.
        public var own: Int
        /// Nanoseconds or bytes used from its beginning to its end.
        public var total: Int
    }

    /// A stack of calls, the outermost first, with what the innermost used itself.
    public struct Stack: Sendable, Hashable {
        /// Names of functions.
        public var names: [String]
        /// Nanoseconds or bytes.
        public var amount: Int
    }

    /// What the amounts are.
    public let measured: Profiler.Measure
    /// All that was used.
    public let total: Int
    /// How many times a use was noted.
    public let sampleCount: Int
    /// Those that used most themselves come first.
    public let functions: [Row]
    /// Those that used most themselves come first.
    public let lines: [Row]
    /// In order of their names.
    public let stacks: [Stack]

    /// Sums up what a profiler has measured so far.
    public init(_ profiler: Profiler) {
        let nodes = profiler.nodes
        var functions = profiler.functions.map { function in
            Row(
                name: function.name, path: function.path, line: function.line,
                calls: function.calls, own: 0, total: 0)
        }
        var lines = profiler.sites.map { site in
            let function = profiler.functions[site.function]
            return Row(
                name: function.name, path: function.path, line: site.line, calls: 0, own: 0,
                total: 0)
        }
        var stacks: [[String]: Int] = [:]
        var total = 0
        for node in nodes where node.amount > 0 {
            total += node.amount
            var names: [String] = []
            var functionsAbove: Set<Int> = []
            var sitesAbove: Set<Int> = []
            var isOwn = true
            var ancestor = node
            while ancestor.parent >= 0 {
                let site = profiler.sites[ancestor.site]
                let isNative = site.line == 0
                if names.isEmpty { functions[site.function].own += node.amount }
                if isOwn, !isNative {
                    lines[ancestor.site].own += node.amount
                    isOwn = false
                }
                names.append(functions[site.function].name)
                if functionsAbove.insert(site.function).inserted {
                    functions[site.function].total += node.amount
                }
                if sitesAbove.insert(ancestor.site).inserted {
                    lines[ancestor.site].total += node.amount
                }
                ancestor = nodes[ancestor.parent]
            }
            stacks[names.reversed(), default: 0] += node.amount
        }
        measured = profiler.measured
        self.total = total
        sampleCount = profiler.sampleCount
        self.functions = Self.sorted(functions)
        self.lines = Self.sorted(lines.filter { $0.line > 0 })
        self.stacks = stacks.map { Stack(names: $0.key, amount: $0.value) }
            .sorted { $0.names.lexicographicallyPrecedes($1.names) }
    }

    private static func sorted(_ rows: [Row]) -> [Row] {
        rows.filter { $0.total > 0 || $0.calls > 0 }
            .sorted { ($1.own, $1.total, $0.name, $0.line) < ($0.own, $0.total, $1.name, $1.line) }
    }

    /// The input of programs that draw flame graphs: one line a stack, `a;b;c 123`, in microseconds
    /// or bytes.
    public var folded: String {
        stacks.map { stack in
            let amount = measured == .time ? (stack.amount + 500) / 1000 : stack.amount
            return stack.names.joined(separator: ";") + " \(amount)\n"
        }.joined()
    }
}
