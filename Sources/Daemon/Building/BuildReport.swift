import ActionGraph
import BuildEvents
import BuildModel
import Diagnostics
import Incremental
import TargetConfiguration

/// What became of the targets of one command.
struct BuildReport: Sendable {
    /// The targets that were built, each once, in the order asked for, if they were asked for.
    var built: [BuiltTarget] = []
    /// What became of what was asked for; nil if it did not come to that.
    private(set) var outcome: BuildOutcome?
    /// What went wrong, each error once, in the order of the targets.
    var errors: [any Error] = []
    /// The targets that could not be built, each once a cause.
    private(set) var failures: [BuildFailure] = []
    /// What was asked for and is not there.
    private(set) var unknown: [UnknownTarget] = []
    /// The targets that were skipped because they are incompatible with the platform.
    private(set) var incompatible: [IncompatibleTarget] = []
    /// The targets that were skipped because they do not exist.
    private(set) var missing: [RequestedLabel] = []
    /// Whether the universe has nothing of what was asked for.
    private(set) var isOutsideUniverse = false
    /// What the last line calls what has ended.
    var subject = "BUILD"
    /// How the actions ended.
    var counts: [ActionOutcome: Int] = [:]
    /// Wall time from the start of the command.
    var duration: Duration = .zero
    /// Whether it is about what tests need, so that the rules of the targets are told elsewhere.
    var isOfTests = false
    /// What the targets cost, if that is asked for.
    var metrics: BuildMetrics?

    /// Whether something was not tried because something else had failed.
    private(set) var wasStopped = false

    /// Whether everything asked for was built.
    var succeeded: Bool { errors.isEmpty && !wasStopped }

    /// What is left out rather than failed on.
    struct Skipping: Sendable {
        /// Targets that do not exist, where their package does.
        var missing = false
        /// Targets that cannot be built in the configuration, also those named.
        var incompatible = false
        /// Whether a target that only a dependency rules out is wrong all the same.
        var warningsAreErrors = false
    }

    /// Sorts out what went wrong.
    ///
    /// Targets that share a failed action fail with the same error, which is kept once. A target
    /// that cannot be built on the platform is no error if a pattern matched it, as in Buck2.
    mutating func add(_ outcome: BuildOutcome, skipping: Skipping) {
        self.outcome = outcome
        isOutsideUniverse = outcome.isOutsideUniverse
        for target in outcome.unknown {
            if skipping.missing, target.isMissing, let label = target.label {
                missing.append(label)
            } else {
                unknown.append(target)
                add(target.error)
            }
        }
        for failure in outcome.failures {
            failures.append(failure)
            add(failure.error)
        }
        for target in outcome.incompatible {
            if target.reason.isOfDependency, skipping.warningsAreErrors {
                add(
                    Diagnostic.error(target.reason.warning, code: incompatibleTargetCode)
                        .adding(context: .hardError))
            } else if target.isNamed, !skipping.incompatible {
                add(target.reason.diagnostic)
            } else {
                incompatible.append(target)
            }
        }
    }

    /// The targets that were built, whether or not they were asked for.
    func targets(in context: borrowing Context) async -> [BuiltTarget] {
        guard built.isEmpty, let outcome else { return built }
        return await context.builtTargets(of: outcome)
    }

    /// Adds targets that were not built in time.
    mutating func add(unfinished: [BuildFailure]) { failures += unfinished }

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

    init() {}

    /// Reports the counts, then the errors.
    ///
    /// - Returns: The exit code of the command.
    func finish(_ session: Session) -> CommandExitCode {
        saySkipped(session)
        let summary = BuildSummary(
            subject: subject, succeeded: succeeded, counts: counts, duration: duration)
        if !succeeded, session.hidesProgress {
            session.complain("\(subject) FAILED\n")
        } else {
            session.tell(.finished(summary))
        }
        return succeeded ? .success : session.report(SeveralErrors(errors: errors))
    }

    /// Says how many targets were skipped.
    func countSkipped(_ session: Session) {
        session.warn(of: incompatible.map(\.reason))
        for (count, kind) in [(missing.count, "missing"), (incompatible.count, "incompatible")]
        where count > 0 {
            session.complain("Skipped \(count) \(kind) target\(count == 1 ? "" : "s")\n")
        }
    }

    /// Says which targets were skipped.
    func saySkipped(_ session: Session) {
        if isOutsideUniverse {
            session.complain(
                "No targets found inside the specified universe, nothing will be built\n")
        }
        if !missing.isEmpty {
            let names = missing.map { "\n  \($0)" }.joined()
            session.complain("Skipped \(missing.count) missing targets:\(names)\n")
        }
        session.saySkipped(incompatible.map(\.reason))
    }
}
