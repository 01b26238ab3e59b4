import BuildEvents
import BuildModel
import Loading
import Synchronization

/// What commands that were to tell the cost of targets have seen done.
///
/// A graph keeps results, not what they cost, so this is what is known of what a later command
/// finds done. It ends with the process.
final class MetricsMemory: Sendable {
    /// What an action has cost when it was performed last.
    struct Execution: Sendable {
        let milliseconds: Double
        let outputBytes: Double
        let kind: ExecutionKind
        /// When it ended, by the clock of durations.
        let end: ContinuousClock.Instant
    }

    /// What is known at one moment.
    struct Known: Sendable {
        fileprivate(set) var executions: [ActionKey: Execution] = [:]
        fileprivate(set) var evaluations: Set<AnalysisOwner> = []
    }

    private let state = Mutex(Known())

    /// Takes in the work of a command.
    ///
    /// - Returns: What is known now.
    func add(_ work: [PerformedWork]) -> Known {
        state.withLock { known in
            for piece in work {
                switch (piece.key, piece.detail) {
                case (.analysis(let owner), .rule): known.evaluations.insert(owner)
                case (.action(let key), .action(_, let ending)):
                    known.executions[key] = Execution(
                        milliseconds: Double(ending.wallTime.microseconds) / 1000,
                        outputBytes: Double(ending.outputBytes), kind: ending.execution,
                        end: piece.start + piece.duration)
                default: break
                }
            }
            return known
        }
    }
}
