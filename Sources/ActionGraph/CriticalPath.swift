public import BuildEvents
import BuildModel

/// The actions that one command performed, and what each of them waited for.
struct PerformedActions: Sendable {
    /// One of them.
    private struct Node {
        let action: LoggedAction
        let start: ContinuousClock.Instant
        let duration: Duration
        let execution: ExecutionKind
        let digest: String?
        let inputs: [ActionKey]
    }

    private var nodes: [ActionKey: Node] = [:]

    /// Adds an action that has its outputs.
    mutating func add(_ action: ReportedAction, _ ending: ActionEnding) {
        nodes[action.key] = Node(
            action: action.logged, start: action.start, duration: action.span.elapsed,
            execution: ending.execution, digest: ending.commands.last?.invocation.digest,
            inputs: action.inputs)
    }

    /// The chain of actions, each an input of the next, whose durations add up to most.
    ///
    /// - Parameter start: What times are measured from.
    /// - Returns: The chain in the order of time, the counts of actions and of dependencies between
    ///   them, and how long the chain to the actions of each target took; nil without actions.
    func criticalPath(from start: ContinuousClock.Instant) -> CriticalPath? {
        guard !nodes.isEmpty else { return nil }
        // An action ends after its inputs have, so this order visits inputs first.
        let order = nodes.sorted {
            ($0.value.start, $0.value.action.key) < ($1.value.start, $1.value.action.key)
        }
        var length: [ActionKey: Duration] = [:]
        var previous: [ActionKey: ActionKey] = [:]
        var edges = 0
        var targets: [LoggedTarget: Duration] = [:]
        for (key, node) in order {
            var longest = Duration.zero
            for input in node.inputs {
                guard let other = length[input] else { continue }
                edges += 1
                if other >= longest {
                    longest = other
                    previous[key] = input
                }
            }
            let total = longest + node.duration
            length[key] = total
            targets[node.action.owner] = max(targets[node.action.owner] ?? .zero, total)
        }
        var chain: [BuildGraphReport.Entry] = []
        var next = length.max { $0.value < $1.value }?.key
        while let key = next, let node = nodes[key] {
            let commandTime = node.execution == .local ? node.duration : .zero
            chain.append(
                BuildGraphReport.Entry(
                    work: .action(node.action, node.execution, digest: node.digest),
                    start: node.start - start, duration: node.duration,
                    userDuration: commandTime))
            next = previous[key]
        }
        return CriticalPath(
            actions: nodes.count, edges: edges, chain: chain.reversed(), targets: targets)
    }
}

/// The chain of actions that determined how long a build took.
public struct CriticalPath: Sendable {
    /// How many actions were performed.
    public let actions: Int
    /// How many dependencies there are between them.
    public let edges: Int
    /// The chain, in the order of time.
    public let chain: [BuildGraphReport.Entry]
    /// How long the chain to the actions of each target took.
    public let targets: [LoggedTarget: Duration]
}
