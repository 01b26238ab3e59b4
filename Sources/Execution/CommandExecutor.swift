public import BuildModel
import CSpawn

/// Runs the commands of actions somewhere: on this machine, on a worker, on a cluster.
public protocol CommandExecutor: Sendable {
    /// Runs a command to its end.
    ///
    /// - Returns: How it ended; a command that fails is a result too.
    /// - Throws: `.programNotFound` or `.cannotStart` when it could not run, `.cancelled` when the
    ///   task was cancelled, after which nothing of the command is running.
    func execute(_ request: CommandRequest) async throws(ExecutionError) -> CommandResult
}

/// The command of an action, with everything expanded.
public struct CommandRequest: Sendable {
    /// The program and its arguments; paths are relative to the project root.
    public var arguments: [String]
    /// The whole environment; see ``CommandEnvironment``.
    public var environment: [String: String]
    /// The working directory.
    public var directory: ProjectPath
    /// The declared outputs; the folders they lie in exist when the command starts.
    public var outputs: [ProjectPath]
    /// A folder that the command may use as it likes, empty when it starts.
    public var scratchFolder: ProjectPath?
    /// Whether what lies at the outputs is kept (`no_outputs_cleanup`) rather than removed first.
    public var keepsOutputs: Bool
    /// Where its output goes.
    public var output: ProcessInvocation.Output
    /// How long it may run; `nil` for as long as it likes.
    public var timeout: Duration?
    /// How many job slots it takes.
    public var weight: Int
    /// Whether processes that the command has started may go on when it has ended.
    public var leavesProcesses: Bool
    /// Whether the command is still wanted; if not, it ends as if it had been cancelled.
    ///
    /// Asked when it leaves the queue, on the thread that is about to start it.
    public var onStart: (@Sendable () -> Bool)?

    /// Describes a command.
    public init(
        arguments: [String], environment: [String: String] = CommandEnvironment.standard,
        directory: ProjectPath = .base, outputs: [ProjectPath] = [],
        scratchFolder: ProjectPath? = nil, keepsOutputs: Bool = false,
        output: ProcessInvocation.Output = .separate, timeout: Duration? = nil, weight: Int = 1,
        leavesProcesses: Bool = false, onStart: (@Sendable () -> Bool)? = nil
    ) {
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.outputs = outputs
        self.scratchFolder = scratchFolder
        self.keepsOutputs = keepsOutputs
        self.output = output
        self.timeout = timeout
        self.weight = weight
        self.leavesProcesses = leavesProcesses
        self.onStart = onStart
    }
}

/// What commands see of the machine unless their action says otherwise.
///
/// It is part of an action's digest, so it holds nothing of the user's own environment.
public enum CommandEnvironment {
    /// The locale, time zone and search path of every command.
    public static let standard = [
        "LC_ALL": "C.UTF-8", "PATH": SearchPath.standard, "TZ": "UTC",
    ]

    /// ``standard`` with an action's own variables, which win.
    public static func with(_ declared: [String: String]) -> [String: String] {
        standard.merging(declared) { $1 }
    }
}

/// A command that ran.
public struct CommandResult: Sendable {
    /// How it ended.
    public let outcome: ProcessOutcome

    /// Wraps an outcome.
    public init(outcome: ProcessOutcome) {
        self.outcome = outcome
    }

    /// Whether it exited with code 0.
    public var succeeded: Bool { outcome.ending == .exited(0) }

    /// The exit code as a shell reports it: 128 and the signal's number for a signal, 124 for a
    /// timeout.
    public var exitCode: Int32 {
        switch outcome.ending {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        case .timedOut: 124
        case .cancelled: 130
        }
    }

    /// How it ended, as the end of a sentence that starts with "The command".
    public var ending: String {
        switch outcome.ending {
        case .exited(let code): "exited with code \(code)"
        case .signaled(let signal): "was killed by signal \(signal) (\(signalName(signal)))"
        case .timedOut: "ran longer than it may and was stopped"
        case .cancelled: "was cancelled"
        }
    }
}

private func signalName(_ signal: Int32) -> String {
    guard let name = bld_signal_name(signal) else { return "unknown" }
    return "SIG" + String(cString: name)
}
