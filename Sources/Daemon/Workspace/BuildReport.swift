import ActionGraph
import BuildModel

/// What became of the targets of one command.
struct BuildReport {
    /// The targets that were built, in the order asked for.
    var built: [BuiltTarget] = []
    /// What went wrong, each error once, in the order of the targets.
    var errors: [any Error] = []
    /// How the actions ended.
    var counts: [ActionOutcome: Int] = [:]
    /// Wall time from the start of the command.
    var duration: Duration = .zero

    /// Whether everything asked for was built.
    var succeeded: Bool { errors.isEmpty }

    /// Sorts outcomes into what was built and what went wrong.
    ///
    /// Targets that share a failed action fail with the same error, which is kept once.
    mutating func add(_ outcomes: [Result<BuiltTarget, any Error>]) {
        for outcome in outcomes {
            switch outcome {
            case .success(let target): built.append(target)
            case .failure(let error): add(error)
            }
        }
    }

    /// Adds an error, unless the same was added before.
    mutating func add(_ error: any Error) {
        if error is BuildStopped { return }
        let text = ErrorIdentity(error)
        if seen.insert(text).inserted { errors.append(error) }
    }

    private var seen: Set<ErrorIdentity> = []

    init() {}

    /// Reports the errors and the counts.
    ///
    /// - Returns: The exit code of the command.
    func finish(_ session: Session) -> CommandExitCode {
        let code = succeeded ? .success : session.report(SeveralErrors(errors: errors))
        session.tell(
            .finished(BuildSummary(succeeded: succeeded, counts: counts, duration: duration)))
        return code
    }
}

/// By what an error is known to be the same as another: its value if it has one, else its text.
private enum ErrorIdentity: Hashable {
    case value(AnyHashable)
    case text(String)

    init(_ error: any Error) {
        if let value = error as? any Hashable {
            self = .value(AnyHashable(value))
        } else {
            self = .text("\(error)")
        }
    }
}
