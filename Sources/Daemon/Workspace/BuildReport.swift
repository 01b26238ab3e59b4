import ActionGraph
import BuildEvents
import BuildModel
import Diagnostics
import TargetConfiguration

/// What became of the targets of one command.
struct BuildReport: Sendable {
    /// The targets that were built, in the order asked for.
    var built: [BuiltTarget] = []
    /// What went wrong, each error once, in the order of the targets.
    var errors: [any Error] = []
    /// The targets that were skipped because they are incompatible with the platform.
    var incompatible: [ProvidersLabel] = []
    /// How the actions ended.
    var counts: [ActionOutcome: Int] = [:]
    /// Wall time from the start of the command.
    var duration: Duration = .zero

    /// Whether everything asked for was built.
    var succeeded: Bool { errors.isEmpty }

    /// Sorts outcomes into what was built and what went wrong.
    ///
    /// Targets that share a failed action fail with the same error, which is kept once. A target
    /// that cannot be built on the platform is no error if a pattern matched it, as in Buck2.
    mutating func add(
        _ outcomes: [Result<BuiltTarget, any Error>], of requested: [RequestedTarget]
    ) {
        for (outcome, target) in zip(outcomes, requested) {
            switch outcome {
            case .success(let built): self.built.append(built)
            case .failure(let error as Diagnostic)
            where error.code == incompatibleTargetCode && !target.isNamed:
                incompatible.append(target.label)
            case .failure(let error): add(error)
            }
        }
    }

    /// Adds an error, unless the same was added before.
    mutating func add(_ error: any Error) {
        if error is BuildStopped { return }
        // Errors are values, and each kind of them prints all that it is made of.
        if seen.insert("\(type(of: error)) \(error)").inserted { errors.append(error) }
    }

    private var seen: Set<String> = []

    init() {}

    /// Reports the errors and the counts.
    ///
    /// - Returns: The exit code of the command.
    func finish(_ session: Session) -> CommandExitCode {
        if !incompatible.isEmpty {
            let names = incompatible.prefix(5).map(\.description).joined(separator: ", ")
            let rest = incompatible.count > 5 ? ", …" : ""
            let noun = incompatible.count == 1 ? "target" : "targets"
            session.complain(
                "Skipped \(incompatible.count) incompatible \(noun): \(names)\(rest)\n")
        }
        let code = succeeded ? .success : session.report(SeveralErrors(errors: errors))
        session.tell(
            .finished(BuildSummary(succeeded: succeeded, counts: counts, duration: duration)))
        return code
    }
}
