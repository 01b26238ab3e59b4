import ActionGraph
import BuildEvents
import BuildModel
import Diagnostics
import TargetConfiguration

/// What became of the targets of one command.
struct BuildReport: Sendable {
    /// The targets that were built, each once, in the order asked for, if they were asked for.
    var built: [BuiltTarget] = []
    /// What went wrong, each error once, in the order of the targets.
    var errors: [any Error] = []
    /// The targets that were skipped because they are incompatible with the platform.
    var incompatible: [Incompatibility] = []
    /// How the actions ended.
    var counts: [ActionOutcome: Int] = [:]
    /// Wall time from the start of the command.
    var duration: Duration = .zero

    /// Whether something was not tried because something else had failed.
    private(set) var wasStopped = false

    /// Whether everything asked for was built.
    var succeeded: Bool { errors.isEmpty && !wasStopped }

    /// Sorts out what went wrong.
    ///
    /// Targets that share a failed action fail with the same error, which is kept once. A target
    /// that cannot be built on the platform is no error if a pattern matched it, as in Buck2.
    mutating func add(_ outcome: BuildOutcome) {
        for error in outcome.unknown { add(error) }
        for failure in outcome.failures { add(failure.error) }
        for target in outcome.incompatible {
            if target.isNamed, !skipsIncompatible {
                add(target.reason.diagnostic)
            } else {
                incompatible.append(target.reason)
            }
        }
    }

    /// Adds an error, unless the same was added before.
    mutating func add(_ error: any Error) {
        if error is BuildStopped {
            wasStopped = true
            return
        }
        // Errors are values, and each kind of them prints all that it is made of.
        if seen.insert("\(type(of: error)) \(error)").inserted { errors.append(error) }
    }

    private var seen: Set<String> = []
    /// Whether even a target that was named is skipped if it is incompatible.
    private let skipsIncompatible: Bool

    init(skipsIncompatible: Bool = false) {
        self.skipsIncompatible = skipsIncompatible
    }

    /// Reports the errors and the counts.
    ///
    /// - Returns: The exit code of the command.
    func finish(_ session: Session) -> CommandExitCode {
        if !incompatible.isEmpty {
            for reason in incompatible where reason.isOfDependency {
                session.complain(reason.warning + "\n")
            }
            session.complain(Incompatibility.skippingMessage(for: incompatible.map(\.target)))
        }
        let code = succeeded ? .success : session.report(SeveralErrors(errors: errors))
        session.tell(
            .finished(BuildSummary(succeeded: succeeded, counts: counts, duration: duration)))
        return code
    }
}
