public import BuildEvents

/// What comes back for a request, in order; the last one is `.finished` or `.execute`.
public enum CommandReply: Sendable, Hashable {
    /// Bytes for standard output.
    case output([UInt8])
    /// Text for standard error, shown as it is.
    case error(String)
    /// Something the console may draw.
    case event(BuildEvent)
    /// The command has ended.
    case finished(CommandExitCode)
    /// The client is to become this program, as `bld run` does: it inherits the terminal.
    case execute(Program)

    /// A program for the client to become.
    public struct Program: Sendable, Hashable {
        /// Argument vector; the first is the path of the executable.
        public var arguments: [String]
        /// The whole environment.
        public var environment: [String: String]
        /// An absolute path.
        public var workingDirectory: String

        /// Creates a program to execute.
        public init(arguments: [String], environment: [String: String], workingDirectory: String) {
            self.arguments = arguments
            self.environment = environment
            self.workingDirectory = workingDirectory
        }
    }
}

/// Where a command's replies go; called from any task, in order of arrival.
public typealias ReplySink = @Sendable (CommandReply) -> Void

/// Gives the next line of a standard input, without its line break, or nothing at its end; called
/// by one thread at a time, which waits in it.
public typealias LineSource = @Sendable () -> [UInt8]?

/// The role which answers commands: the daemon, in this process or behind a socket.
public protocol CommandService: Sendable {
    /// Runs one command to its end.
    ///
    /// Cancelling the calling task interrupts the command: what only it wanted is stopped, and
    /// `.finished(.interrupted)` is its last reply.
    func run(_ request: CommandRequest, reply: @escaping ReplySink) async
}

extension CommandReply {
    /// What the client's process ends with, if this reply ends the command.
    public var exitStatus: Int32? {
        if case .finished(let code) = self { code.rawValue } else { nil }
    }
}
