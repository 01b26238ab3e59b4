import ActionGraph
import BuildEvents
import BuildModel
import Diagnostics
import Execution
import Incremental
import Loading
import Storage
import TargetConfiguration

/// An error as the person at the terminal reads it, and the exit code it leads to.
///
/// What the user can mend is theirs, what the machine did is the machine's, and what we did not
/// foresee is said to be unknown rather than blamed on either.
struct ErrorReport {
    /// The whole message, without a trailing newline; empty if everything was said before.
    let text: String
    /// The code of a command that fails with this error.
    let exitCode: CommandExitCode
    /// What is said of it where it was shown before.
    let summary: String
    /// The kinds of error it is of, in records of invocations.
    let tags: [String]

    /// Says what an error means.
    init(_ error: any Error, renderer: DiagnosticRenderer) {
        switch error {
        case let diagnostic as Diagnostic:
            self.init(renderer.failure(diagnostic), .userError)
        case let error as LabelError:
            self.init(renderer.failure(.error(error.message)), .userError)
        case let cycle as CycleError:
            let chain = (cycle.keys + cycle.keys.prefix(1)).joined(separator: "\n  -> ")
            self.init(renderer.failure(.error("Cycle:\n     \(chain)")), .userError)
        case let failure as ActionFailure:
            self.init(
                failure.report(renderer: renderer), .userError, summary: failure.summary)
        case is BuildStopped:
            self.init("", .userError)
        case let several as SeveralErrors:
            let reports = several.errors.map { ErrorReport($0, renderer: renderer) }
            let texts = reports.map(\.text).filter { !$0.isEmpty }
            self.init(
                texts.joined(separator: "\n\n"),
                reports.map(\.exitCode).max { $0.severity < $1.severity } ?? .unknownFailure)
        case let error as SoftError:
            self.init(
                renderer.failure(
                    .error(error.message).adding(context: .hardError).adding(
                        note: "the category of the soft error is `\(error.category)`")),
                .userError)
        case let refusal as CommandRefused:
            self.init(
                renderer.failure(.error(refusal.message)), refusal.exitCode, tags: [refusal.tag])
        case let timeout as BuildTimedOut:
            self.init(renderer.failure(.error(timeout.message)), .userError)
        case is CancellationError:
            self.init("Interrupted", .interrupted)
        case let error as StorageError:
            self.init(renderer.failure(.error(error.description)), .infrastructureFailure)
        case let error as FileSystemError:
            self.init(renderer.failure(.error(error.description)), .infrastructureFailure)
        case let error as ExecutionError:
            self.init(renderer.failure(.error(error.description)), .infrastructureFailure)
        default:
            self.init(renderer.failure(.error("\(error)")), .unknownFailure)
        }
    }

    private init(
        _ text: String, _ exitCode: CommandExitCode, summary: String? = nil, tags: [String] = []
    ) {
        self.tags = tags
        self.text = text
        self.exitCode = exitCode
        self.summary = summary ?? text
    }
}

/// What went wrong with several targets of one command, each once.
struct SeveralErrors: Error {
    /// At least one, in the order of the targets.
    let errors: [any Error]
}

extension CommandExitCode {
    /// Which of two codes a command with both kinds of failure ends with: the greater.
    fileprivate var severity: Int {
        switch self {
        case .success: 0
        case .noTests: 1
        case .testsFailed: 2
        case .userError: 3
        case .unknownFailure: 4
        case .connectFailure: 5
        case .infrastructureFailure: 6
        case .timedOut: 7
        case .daemonBusy: 8
        case .daemonPreempted: 9
        case .interrupted: 10
        }
    }
}
