public import BuildModel

/// A process to start: everything it gets, for it inherits nothing that is not named here.
public struct ProcessInvocation: Sendable {
    /// Where its standard output and standard error go.
    public enum Output: Sendable, Hashable {
        /// Each is collected on its own.
        case separate
        /// Both are collected as standard output, in the order of writing.
        case merged
        /// The terminal of the calling process, whose standard input and process group it gets too.
        case terminal
    }

    /// The program and its arguments.
    ///
    /// A name without `/` is looked up in ``searchPath``; a relative
    /// path starts at ``directory``.
    public var arguments: [String]
    /// The whole environment.
    public var environment: [String: String]
    /// The working directory.
    public var directory: AbsolutePath
    /// Where its output goes.
    public var output: Output
    /// How long it may run before it is stopped; `nil` for as long as it likes.
    public var timeout: Duration?
    /// Whether processes that it has started may go on when it has ended by itself.
    public var leavesProcesses: Bool

    /// Describes a process.
    public init(
        arguments: [String], environment: [String: String] = [:], directory: AbsolutePath,
        output: Output = .separate, timeout: Duration? = nil, leavesProcesses: Bool = false
    ) {
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.output = output
        self.timeout = timeout
        self.leavesProcesses = leavesProcesses
    }

    /// The folders in which the program is looked up: its own `PATH`, or the system's default.
    public var searchPath: SearchPath {
        SearchPath(environment["PATH"] ?? SearchPath.standard)
    }
}

/// How a process ended, and what it left behind.
public struct ProcessOutcome: Sendable {
    /// Why the process is no more.
    public enum Ending: Sendable, Hashable {
        /// It exited with this code.
        case exited(Int32)
        /// A signal that nobody here sent ended it.
        case signaled(Int32)
        /// It was stopped because its time was up.
        case timedOut
        /// It was stopped because the caller no longer wanted it.
        case cancelled
    }

    /// Why it ended.
    public let ending: Ending
    /// All that was written to standard output (with ``ProcessInvocation/Output/merged``: to both).
    public let standardOutput: [UInt8]
    /// All that was written to standard error.
    public let standardError: [UInt8]
    /// From just before the start until the end was noticed.
    public let wallTime: Duration
    /// What it and the children it waited for used.
    public let usage: ResourceUsage
}

/// Processor time and memory of a process.
public struct ResourceUsage: Sendable, Hashable {
    /// Time in the program's own code.
    public var userTime: Duration
    /// Time in the kernel on its behalf.
    public var systemTime: Duration
    /// The largest resident set, in bytes.
    public var peakMemoryBytes: Int

    /// Makes a record of usage.
    public init(
        userTime: Duration = .zero, systemTime: Duration = .zero, peakMemoryBytes: Int = 0
    ) {
        self.userTime = userTime
        self.systemTime = systemTime
        self.peakMemoryBytes = peakMemoryBytes
    }
}
