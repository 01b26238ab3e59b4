/// One command as the client received it.
///
/// The client does not parse: it passes on what the shell gave it, so that client and daemon can
/// only disagree about this one message.
public struct CommandRequest: Sendable, Hashable {
    /// The words after `bld`.
    public var arguments: [String]
    /// Where the client was started, an absolute path.
    public var workingDirectory: String
    /// The client's whole environment.
    public var environment: [String: String]
    /// What the client's standard error is.
    public var terminal: Terminal

    /// Creates a request.
    public init(
        arguments: [String], workingDirectory: String, environment: [String: String],
        terminal: Terminal
    ) {
        self.arguments = arguments
        self.workingDirectory = workingDirectory
        self.environment = environment
        self.terminal = terminal
    }

    /// What the client draws on.
    public struct Terminal: Sendable, Hashable {
        /// Width in columns.
        public var columns: Int
        /// Whether standard error is a terminal that understands cursor movements.
        public var isInteractive: Bool
        /// Whether standard output is a terminal, so that colour may be used there.
        public var isOutputInteractive: Bool
        /// Whether standard input is a terminal and standard output, too: someone types and sees.
        public var isInputInteractive: Bool

        /// Creates a description of a terminal.
        public init(
            columns: Int = 80, isInteractive: Bool = false, isOutputInteractive: Bool = false,
            isInputInteractive: Bool = false
        ) {
            self.columns = columns
            self.isInteractive = isInteractive
            self.isOutputInteractive = isOutputInteractive
            self.isInputInteractive = isInputInteractive
        }
    }
}
