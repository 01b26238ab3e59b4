import BuildEvents

/// What the events of a command add up to.
struct EventTally: Sendable {
    /// How many events there were.
    private(set) var events = 0
    /// How many build files were evaluated.
    private(set) var loads = 0
    /// How many rules were evaluated.
    private(set) var analyses = 0
    /// How many actions ended in each way.
    private(set) var actions: [ExecutionKind: Int] = [:]
    /// How many actions failed.
    private(set) var failedActions = 0
    /// What the command line asked for.
    private(set) var patterns: [String] = []
    /// The rules of the targets that were asked for.
    private(set) var ruleTypes: Set<String> = []
    /// What was let pass, one of each category.
    private(set) var softErrors: [SoftError] = []
    /// How many commands may run at once, and how many processors there are, once that is known.
    private(set) var parallelism: (jobs: Int, processors: Int)?
    /// How many actions were performed at once at most.
    private(set) var mostActions = 0
    /// How many of them ran a command on this machine at once at most.
    private(set) var mostLocalActions = 0

    /// The spans of actions, and of their commands, that have not ended.
    private var openActions: Set<UInt64> = []
    private var openCommands: Set<UInt64> = []

    /// Takes events into account.
    mutating func add(_ events: [LoggedEvent]) {
        self.events += events.count
        for event in events {
            if case .ended = event.content {
                openActions.remove(event.span)
                openCommands.remove(event.span)
            }
            switch event.content {
            case .began(.action):
                openActions.insert(event.span)
                mostActions = max(mostActions, openActions.count)
            case .began(.stage(.execute)):
                guard openActions.contains(event.parent) else { continue }
                openCommands.insert(event.span)
                mostLocalActions = max(mostLocalActions, openCommands.count)
            case .ended(.load, _): loads += 1
            case .ended(.analysis, _): analyses += 1
            case .ended(.action(_, let ending), _):
                actions[ending.execution, default: 0] += 1
                if ending.failure != nil { failedActions += 1 }
            case .happened(.targetPatterns(let patterns)): self.patterns = patterns
            case .happened(.ruleType(let rule)): ruleTypes.insert(rule)
            case .happened(.commandOptions(let jobs, let processors)):
                parallelism = (jobs, processors)
            case .happened(.softError(let error)):
                if !softErrors.contains(where: { $0.category == error.category }) {
                    softErrors.append(error)
                }
            case .began, .ended, .happened: break
            }
        }
    }
}
