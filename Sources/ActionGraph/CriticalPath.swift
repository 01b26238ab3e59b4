public import BuildEvents
import BuildModel
public import Loading

/// The chain of work that determined how long a build took.
public struct CriticalPath: Sendable {
    /// How many pieces of work there were.
    public let nodes: Int
    /// How many dependencies there are between them.
    public let edges: Int
    /// The chain, in the order of time.
    public let chain: [BuildGraphReport.Entry]
    /// How long the chain to what was made of each target took that was asked for, shortest first.
    public let targets: [(target: LoggedTarget, duration: Duration)]
}

extension WorkLog {
    /// The chain of work, each a need of the next, whose durations add up to most.
    ///
    /// - Parameter start: What times are measured from.
    /// - Returns: The chain; nil if there was no work.
    public func criticalPath(from start: ContinuousClock.Instant) -> CriticalPath? {
        let work = work
        guard !work.isEmpty else { return nil }
        var graph = WorkGraph(work)
        let requested = requested
        for (target, makers) in requested {
            graph.discover(makers, by: .analysis(AnalysisOwner(target)))
        }
        let lengths = LongestPaths(graph)
        var end = start
        let chain = lengths.longest.map { index in
            let entry = graph.work[index].entry(from: start, notBefore: end)
            end = start + entry.start + entry.duration
            return entry
        }
        let targets = requested.compactMap { target, makers -> (LoggedTarget, Duration)? in
            let ends = makers.compactMap { graph.index[.action($0)] }.map { lengths.length[$0] }
            guard let longest = ends.max() else { return nil }
            return (LoggedTarget(target), .microseconds(longest))
        }
        return CriticalPath(
            nodes: graph.work.count, edges: graph.needs.reduce(0) { $0 + $1.count }, chain: chain,
            targets: targets.sorted { $0.1 < $1.1 }.map { (target: $0.0, duration: $0.1) })
    }
}

/// The work of a command as a graph.
struct WorkGraph {
    /// The nodes.
    private(set) var work: [PerformedWork]
    /// What each node waited for.
    private(set) var needs: [[Int]]
    /// The nodes by their names.
    private(set) var index: [WorkKey: Int] = [:]

    /// Builds the graph; what was known before the command is not in it.
    init(_ log: [PerformedWork]) {
        var discoveries: [(WorkKey, WorkKey)] = []
        var nodes: [PerformedWork] = []
        var index: [WorkKey: Int] = [:]
        func add(_ piece: PerformedWork) {
            if let known = index[piece.key] {
                nodes[known] = piece
            } else {
                index[piece.key] = nodes.count
                nodes.append(piece)
            }
        }
        for piece in log {
            if case .discovery = piece.detail {
                discoveries += piece.needs.map { (piece.key, $0) }
                continue
            }
            if let configuring = piece.configuring { add(configuring) }
            add(piece)
        }
        work = nodes
        needs = nodes.map { $0.needs.compactMap { index[$0] } }
        self.index = index
        for (found, by) in discoveries {
            guard let by = index[by], let found = index[found.first] ?? index[found] else {
                continue
            }
            needs[found].append(by)
        }
    }

    /// Says that nobody knew of some actions, and of those that they take, before an analysis.
    mutating func discover(_ makers: [ActionKey], by analysis: WorkKey) {
        guard let analysis = index[analysis] else { return }
        var pending = makers.compactMap { index[.action($0)] }
        while let node = pending.popLast() {
            guard case .action = work[node].key, discovered.insert(node).inserted else { continue }
            pending += needs[node]
            needs[node].append(analysis)
        }
    }

    private var discovered: Set<Int> = []
}

extension PerformedWork {
    /// The configuring of the target whose rule this evaluates, which comes before and takes no
    /// time worth telling.
    fileprivate var configuring: PerformedWork? {
        guard let target = needs.lazy.compactMap(\.configured).first else { return nil }
        let below = needs.compactMap { need -> WorkKey? in
            guard case .analysis(let owner) = need, case .target(let label) = owner.base,
                owner.steps.isEmpty
            else { return nil }
            return .configuring(label)
        }
        return PerformedWork(
            .configuring(target), start: start, duration: .zero,
            needs: [.load(target.target.package)] + below)
    }

    /// How long it took, in the unit in which durations are told, so that sums agree.
    fileprivate var microseconds: Int64 {
        duration.components.seconds * 1_000_000
            + duration.components.attoseconds / 1_000_000_000_000
    }

    /// What the log says of it.
    fileprivate func entry(
        from origin: ContinuousClock.Instant, notBefore end: ContinuousClock.Instant
    ) -> BuildGraphReport.Entry {
        BuildGraphReport.Entry(
            work: logged, start: max(start, end) - origin, duration: .microseconds(microseconds),
            userDuration: isUsers ? .microseconds(microseconds) : .zero)
    }

    /// Whether its time is up to the user's own code.
    private var isUsers: Bool {
        switch detail {
        case .rule, .test: true
        case .action(_, let ending): ending.execution == .local
        case .none, .discovery, .output: if case .load = key { true } else { false }
        }
    }

    private var logged: BuildGraphReport.Entry.Work {
        switch (key, detail) {
        case (.listing(let package), _): .listing(package: package.description)
        case (.load(let package), _): .load(package: package.description)
        case (.configuring, _): .generic("configure_target")
        case (.opening(let owner), .rule(let rule)): owner.logged(rule: rule, part: 1)
        case (.analysis(let owner), .rule(let rule)): owner.logged(rule: rule, part: part)
        case (.action, .action(let action, let ending)):
            .action(
                action, ending.execution, digest: ending.commands.last?.invocation.digest)
        case (.placing(let maker), .output(let path)):
            .materialization(LoggedTarget(maker.owner.label), path: path)
        case (.testListing, .test(let suite)): .testListing(suite)
        case (.testRun, .test(let suite)): .testRun(suite)
        default: .generic("build_key")
        }
    }

    private var part: Int? {
        needs.contains { if case .opening = $0 { true } else { false } } ? 2 : nil
    }
}

extension WorkKey {
    /// What is done first of an evaluation, if that has two parts.
    fileprivate var first: WorkKey {
        if case .analysis(let owner) = self { .opening(owner) } else { self }
    }

    fileprivate var configured: ConfiguredTargetLabel? {
        if case .configuring(let label) = self { label } else { nil }
    }
}

extension AnalysisOwner {
    /// What the log says of an evaluation.
    fileprivate func logged(rule: String, part: Int?) -> BuildGraphReport.Entry.Work {
        let target = LoggedTarget(label)
        if let step = steps.last { return .dynamicAnalysis(target, index: step) }
        if anonymousTarget != nil { return .anonymousAnalysis(target, part: part) }
        return .analysis(target, rule: rule, part: part)
    }
}

/// The longest chain to each piece of work.
private struct LongestPaths {
    /// The sum of durations up to and with each node, in microseconds.
    private(set) var length: [Int64]
    private var previous: [Int]

    /// Visits what a node needs before the node itself.
    init(_ graph: WorkGraph) {
        let count = graph.work.count
        length = [Int64](repeating: 0, count: count)
        previous = [Int](repeating: -1, count: count)
        // 0 not seen, 1 under way, 2 done. What is under way when it is met again would close a
        // circle, and counts for nothing.
        var state = [UInt8](repeating: 0, count: count)
        for root in 0..<count where state[root] == 0 {
            var stack = [root]
            while let node = stack.last {
                if state[node] == 0 {
                    state[node] = 1
                    stack += graph.needs[node].filter { state[$0] == 0 }
                    continue
                }
                stack.removeLast()
                guard state[node] == 1 else { continue }
                for need in graph.needs[node]
                where state[need] == 2
                    && (previous[node] < 0 || length[need] > length[previous[node]])
                {
                    previous[node] = need
                }
                let before = previous[node] < 0 ? 0 : length[previous[node]]
                length[node] = before + graph.work[node].microseconds
                state[node] = 2
            }
        }
    }

    /// The longest of all chains, in the order of time.
    var longest: [Int] {
        // Of equal ones that which ends last: what takes no time may come after the others.
        var last = -1
        for node in length.indices where last < 0 || length[node] >= length[last] { last = node }
        var chain: [Int] = []
        while last >= 0 {
            chain.append(last)
            last = previous[last]
        }
        return chain.reversed()
    }
}
