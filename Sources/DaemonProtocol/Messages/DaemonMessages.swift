/// What a client says to a daemon.
public enum ClientMessage: Sendable, Hashable {
    /// Comes first, once.
    case hello(Hello)
    /// Run a command; once on a connection, whose end is the command's too.
    case run(CommandRequest)
    /// The user has interrupted the command. So does the end of the connection.
    case cancel
    /// Tell how you are.
    case status
    /// Take no more commands, let those that run end, and exit.
    case shutDown
}

/// What a daemon says to a client.
public enum DaemonMessage: Sendable, Hashable {
    /// The answer to the client's; the connection ends there if they do not agree.
    case hello(Hello)
    /// The next reply of the command that runs.
    case reply(CommandReply)
    /// The answer to `ClientMessage.status`.
    case status(DaemonStatus)
    /// The daemon is about to exit, and takes no command.
    case closing
}

/// Which program speaks.
///
/// Client and daemon are built together and may only be used together: the messages carry no
/// versions of their own. A client that meets a daemon of another build replaces it.
public struct Hello: Sendable, Hashable {
    /// Identifies the executable of the daemon; see `DaemonProgram.identity`.
    public var build: String

    /// Creates a greeting.
    public init(build: String) { self.build = build }
}

/// How a daemon is doing.
public struct DaemonStatus: Sendable, Hashable {
    /// Its process.
    public var processID: Int32
    /// Identifies its executable; see `DaemonProgram.identity`.
    public var build: String
    /// The root of its project, an absolute path.
    public var projectRoot: String
    /// The folder below `buck-out` that holds its outputs.
    public var isolation: String
    /// Wall time since it was started.
    public var uptime: Duration
    /// What it holds in memory, in bytes.
    public var residentBytes: Int
    /// Keys in its graph.
    public var nodes: Int
    /// How many bytes of values its graph has in memory.
    public var valueBytes: Int
    /// How many files and folders its graph was made from.
    public var files: Int
    /// How many of those it looks at for each command, for nobody tells of their changes.
    public var unheardFiles: Int
    /// The command lines that run, in the order in which they came.
    public var commands: [String]

    /// Creates a status.
    public init(
        processID: Int32, build: String, projectRoot: String, isolation: String, uptime: Duration,
        residentBytes: Int, nodes: Int, valueBytes: Int, files: Int, unheardFiles: Int,
        commands: [String]
    ) {
        self.processID = processID
        self.build = build
        self.projectRoot = projectRoot
        self.isolation = isolation
        self.uptime = uptime
        self.residentBytes = residentBytes
        self.nodes = nodes
        self.valueBytes = valueBytes
        self.files = files
        self.unheardFiles = unheardFiles
        self.commands = commands
    }
}
