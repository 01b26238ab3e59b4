/// One event of a command's log: something began, ended or happened.
///
/// The log keeps what a person or a tool asks for afterwards, such as `log what-ran`; what is shown
/// while the command runs is a `BuildEvent`.
public struct LoggedEvent: Sendable {
    /// What an event says.
    public enum Content: Sendable {
        /// A span begins.
        case began(SpanStart)
        /// A span ends.
        case ended(SpanEnd, took: Duration)
        /// Something happened at one moment.
        case happened(LoggedMoment)
    }

    /// When it was, by the system's clock.
    public let time: WallTime
    /// The span it begins, ends or belongs to; 0 for none.
    public let span: UInt64
    /// The span around it; 0 for none.
    public let parent: UInt64
    /// What it says.
    public let content: Content

    /// Creates an event.
    public init(time: WallTime, span: UInt64, parent: UInt64, content: Content) {
        self.time = time
        self.span = span
        self.parent = parent
        self.content = content
    }
}

/// A time of the system's clock, since 1970 in UTC.
public struct WallTime: Sendable, Hashable {
    /// Whole seconds.
    public var seconds: Int64
    /// Nanoseconds of the second.
    public var nanoseconds: Int32

    /// Creates a time.
    public init(seconds: Int64, nanoseconds: Int32) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }
}

/// A target in a configuration, as the log names it.
public struct LoggedTarget: Sendable, Hashable {
    /// The package with its cell, such as `root//app`.
    public var package: String
    /// The name in the package.
    public var name: String
    /// The full name of the configuration.
    public var configuration: String

    /// Names a target.
    public init(package: String, name: String, configuration: String) {
        self.package = package
        self.name = name
        self.configuration = configuration
    }

    /// `root//app:main (<unspecified>)`.
    public var title: String { "\(package):\(name) (\(configuration))" }
}

/// What begins.
public enum SpanStart: Sendable {
    /// A whole command, of which each other span is a part.
    case command(LoggedCommand)
    /// The part of a command that works on the project.
    case critical
    /// Changes of files are taken in.
    case fileWatching(FileWatching)
    /// A build file is evaluated.
    case load(module: String, cell: String)
    /// A folder is listed.
    case listing(package: String)
    /// A rule is evaluated.
    case analysis(LoggedTarget, rule: String)
    /// An action is performed.
    case action(LoggedAction)
    /// A part of an action's performance.
    case stage(ExecutionStage)
    /// A requested output is put in place.
    case finalMaterialization(LoggedAction, path: String)
    /// An output is written to its place.
    case materialization
    /// A test is asked which cases it has.
    case testDiscovery(LoggedTestSuite)
    /// A test is run.
    case testRun(LoggedTestSuite)
    /// A resource that tests need is set up.
    case localResources(LoggedTarget)
}

/// How the evaluation of a build file ended.
public enum LoadEnding: Sendable, Hashable {
    /// It declared targets: how many, how many bytes its values took, and how many instructions
    /// were executed, where the machine lets them be counted.
    case evaluated(targets: Int, peakBytes: Int, instructions: UInt64?)
    /// It failed, and why.
    case failed(String)
}

/// What ends.
public enum SpanEnd: Sendable {
    /// A whole command.
    case command(LoggedCommand, succeeded: Bool, patterns: [String])
    /// The part of a command that works on the project.
    case critical
    /// Changes of files were taken in.
    case fileWatching
    /// A build file was evaluated, or failed.
    case load(module: String, cell: String, LoadEnding)
    /// A folder was listed.
    case listing(package: String)
    /// A rule was evaluated.
    case analysis(LoggedTarget, rule: String, actions: Int?, error: String?)
    /// An action was performed.
    case action(LoggedAction, ActionEnding)
    /// A part of an action's performance.
    case stage
    /// It was given up, whatever it was.
    case cancelled
    /// A requested output is in place.
    case finalMaterialization(LoggedAction, path: String)
    /// An output was written to its place, or could not be.
    case materialization(LoggedMaterialization)
    /// A test was asked which cases it has.
    case testDiscovery(LoggedTestSuite, CommandReport?)
    /// A test was run.
    case testRun(LoggedTestSuite, CommandReport?)
    /// A resource that tests need was set up.
    case localResources(LoggedTarget, CommandReport?)
}

/// What happens at one moment.
public enum LoggedMoment: Sendable {
    /// What the command line asks for.
    case targetPatterns([String])
    /// The platforms and modifiers that the command line gives.
    case targetConfiguration(platforms: [String], modifiers: [String])
    /// What is known of the machine.
    case systemInfo(memoryBytes: UInt64?, diskBytes: UInt64?, cores: Int)
    /// How many commands may run at once, and how many processors there are.
    case commandOptions(jobs: Int, processors: Int)
    /// A message for the person at the terminal.
    case consoleMessage(String)
    /// A warning for the person at the terminal.
    case consoleWarning(String)
    /// What the targets of the build cost.
    case metrics(BuildMetrics)
    /// What the configuration is made of besides the project's files.
    case configInputs([ConfigComponent])
    /// The command before had another configuration, so that little of what it did is of use.
    case otherConfigBefore(EarlierCommand)
    /// Something wrong was let pass.
    case softError(SoftError)
    /// Labels that the user gives an invocation.
    case tags([String])
    /// The rule of a target that was asked for.
    case ruleType(String)
    /// An action failed.
    case actionError(LoggedAction, CommandReport?, message: String)
    /// A test has ended.
    case testResult(LoggedTestResult)
    /// All tests have ended.
    case endOfTestResults(exitCode: Int32)
    /// The graph of the build, and the chain of work that took longest.
    case buildGraph(BuildGraphReport)
    /// A configuration that no command has met before.
    case configurationCreated(name: String, constraints: [(setting: String, value: String)])
    /// Nothing is known yet of the project by whoever works on it.
    case noState
    /// Whether the project and the command line's configuration are what they were for the command
    /// before.
    case stateComparison(isEqual: Bool)
    /// The command has to give way to another.
    case commandPreempted
    /// The configuration of a cell was read, for the first time or because it may have changed.
    case cellConfig(cell: String)
}
