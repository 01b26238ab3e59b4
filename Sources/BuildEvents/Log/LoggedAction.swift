/// An action as the log names it.
public struct LoggedAction: Sendable, Hashable {
    /// What kind of work an action is; the raw values are Buck2's names.
    public enum Kind: String, Sendable, Hashable {
        /// Runs a command.
        case run = "Run"
        /// Writes a file.
        case write = "Write"
        /// Copies or links a file or folder.
        case copy = "Copy"
        /// Makes a folder of links or copies.
        case symlinkedDirectory = "SymlinkedDir"
        /// Fetches a file.
        case download = "DownloadFile"
    }

    /// Who owns it.
    public var owner: LoggedTarget
    /// Tells it from the owner's other actions.
    public var key: String
    /// What kind of work it is.
    public var kind: Kind
    /// The rule's word for it.
    public var category: String
    /// What tells it from others of its category; empty for nothing.
    public var identifier: String
    /// The name of the owner's rule, if it is known.
    public var rule: String?

    /// Names an action.
    public init(
        owner: LoggedTarget, key: String, kind: Kind, category: String, identifier: String,
        rule: String?
    ) {
        self.owner = owner
        self.key = key
        self.kind = kind
        self.category = category
        self.identifier = identifier
        self.rule = rule
    }
}

/// How an action came to its outputs; the raw values are Buck2's numbers.
public enum ExecutionKind: Int, Sendable, Hashable {
    /// Nothing was executed.
    case notSet = 0
    /// A command ran on this machine.
    case local = 1
    /// bld did it itself.
    case simple = 4
    /// The outputs are put in place when somebody needs them.
    case deferred = 6
    /// A dep file said that nothing it read has changed.
    case localDepFile = 7
    /// The result was in the local cache.
    case localActionCache = 10
}

/// A part of an action's performance.
public enum ExecutionStage: Sendable, Hashable {
    /// A cache is asked.
    case cacheQuery(digest: String)
    /// A cache knows the result.
    case cacheHit(digest: String)
    /// Inputs are put in place.
    case prepare
    /// A command runs on this machine.
    case execute(LoggedInvocation)
}

/// A command line with its environment.
public struct LoggedInvocation: Sendable, Hashable {
    /// A variable of the environment.
    public struct Variable: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: String

        /// Describes a variable.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The words.
    public var arguments: [String]
    /// The variables, in order of their names.
    public var environment: [Variable]
    /// The digest of the action, as hexadecimal digits and size.
    public var digest: String

    /// Describes a command line.
    public init(arguments: [String], environment: [String: String], digest: String) {
        self.arguments = arguments
        self.environment = environment.sorted { $0.key < $1.key }
            .map { Variable(name: $0.key, value: $0.value) }
        self.digest = digest
    }
}

/// What became of one command that an action ran.
public struct CommandReport: Sendable, Hashable {
    /// How it ended.
    public enum Status: Sendable, Hashable {
        /// With exit code 0.
        case success
        /// With another exit code, or by a signal.
        case failure
        /// It took longer than it may.
        case timeout(Duration)
        /// It could not be started.
        case error(stage: String, message: String)
        /// It was told to stop.
        case cancelled
    }

    /// How it ended.
    public var status: Status
    /// Its exit code, if it exited.
    public var exitCode: Int32?
    /// What it wrote to standard output.
    public var stdout: String
    /// What it wrote to standard error.
    public var stderr: String
    /// The command line.
    public var invocation: LoggedInvocation
    /// Wall time.
    public var wallTime: Duration

    /// Describes a command's end.
    public init(
        status: Status, exitCode: Int32?, stdout: String, stderr: String,
        invocation: LoggedInvocation, wallTime: Duration
    ) {
        self.status = status
        self.exitCode = exitCode
        self.stdout = stdout
        self.stderr = stderr
        self.invocation = invocation
        self.wallTime = wallTime
    }
}

/// What became of an action.
public struct ActionEnding: Sendable {
    /// What went wrong; nil if nothing did.
    public var failure: String?
    /// How it came to its outputs.
    public var execution: ExecutionKind
    /// Wall time.
    public var wallTime: Duration
    /// Bytes of the outputs.
    public var outputBytes: Int64
    /// The outputs' digests.
    public var outputs: [String]
    /// The commands it ran.
    public var commands: [CommandReport]
    /// Whether what the command wrote to standard error is always shown.
    public var showsStandardError: Bool
    /// Whether it must run on this machine.
    public var requiresLocal: Bool
    /// Whether it should run on this machine.
    public var prefersLocal: Bool
    /// Bytes of the files among the inputs.
    public var inputBytes: Int64?
    /// Whether its result can stand for the same action of other configurations.
    public var dedupe = DedupeEligibility.eligible
    /// Whether its rule says so.
    public var expectsDedupe: Bool?

    /// Describes an action's end.
    public init(
        failure: String? = nil, execution: ExecutionKind = .notSet, wallTime: Duration = .zero,
        outputBytes: Int64 = 0, outputs: [String] = [], commands: [CommandReport] = [],
        showsStandardError: Bool = false, requiresLocal: Bool = false,
        prefersLocal: Bool = false, inputBytes: Int64? = nil
    ) {
        self.failure = failure
        self.execution = execution
        self.wallTime = wallTime
        self.outputBytes = outputBytes
        self.outputs = outputs
        self.commands = commands
        self.showsStandardError = showsStandardError
        self.requiresLocal = requiresLocal
        self.prefersLocal = prefersLocal
        self.inputBytes = inputBytes
    }
}

/// Whether an action is the same in all configurations, with Buck2's numbers.
public enum DedupeEligibility: Int, Sendable, Hashable {
    /// No path among its inputs and outputs follows from a configuration.
    case eligible = 0
    /// The path of an input does.
    case ineligibleInput = 1
    /// The path of an output does.
    case ineligibleOutput = 2
    /// The path of an input follows from another configuration than the action's own, which may be
    /// that of the machine which builds.
    case unknown = 3
}
