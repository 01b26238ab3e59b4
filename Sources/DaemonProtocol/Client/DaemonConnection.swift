/// A connection of a client to a daemon; good for one command or question.
public final class DaemonConnection: Sendable {
    private let stream: MessageStream<DaemonMessage, ClientMessage>
    private let folder: DaemonFolder
    /// Which program the daemon is; see `DaemonProgram.identity`.
    public let build: String

    /// Connects to the daemon that listens in a folder.
    ///
    /// - Parameters:
    ///   - folder: Where to meet it.
    ///   - build: The only build to talk to; nil to talk to any.
    /// - Throws: `.noDaemon`, `.closing` or `.otherBuild`.
    public init(_ folder: DaemonFolder, build: String?) throws(ConnectionError) {
        self.folder = folder
        stream = MessageStream(try LocalSocket.connect(folder))
        stream.send(.hello(Hello(build: build ?? "")))
        switch try stream.receive() {
        case .hello(let hello): self.build = hello.build
        case .closing, nil:
            throw ConnectionError(.closing, "The daemon at `\(folder.socketPath)` is exiting")
        case .reply, .status:
            throw ConnectionError(.lost, "The daemon at `\(folder.socketPath)` does not greet")
        }
        if let build, build != self.build {
            throw ConnectionError(
                .otherBuild, "The daemon at `\(folder.socketPath)` is of another build of bld")
        }
    }

    /// Becomes readable when `receive()` has something to return, or the daemon is gone.
    public var descriptor: Int32 { stream.descriptor.number }

    /// Asks the daemon to run a command; its replies are `received`.
    public func run(_ request: CommandRequest) { stream.send(.run(request)) }

    /// Asks the daemon to interrupt the command.
    public func cancel() { stream.send(.cancel) }

    /// Takes in what the daemon has sent; waits if there is nothing yet.
    ///
    /// - Returns: The replies that have come whole, in order.
    /// - Throws: `.lost` if the daemon went away before the command has ended.
    public func replies() throws(ConnectionError) -> [CommandReply] {
        let isThere = stream.fill()
        var replies: [CommandReply] = []
        while let message = try stream.buffered() {
            guard case .reply(let reply) = message else {
                if case .closing = message {
                    throw ConnectionError(.closing, "The daemon was told to exit")
                }
                continue
            }
            replies.append(reply)
        }
        guard isThere || !replies.isEmpty else {
            throw ConnectionError(
                .lost, "The daemon went away before the command had ended; see `\(folder.logPath)`")
        }
        return replies
    }

    /// Asks the daemon how it is.
    public func status() throws(ConnectionError) -> DaemonStatus {
        stream.send(.status)
        guard case .status(let status) = try stream.receive() else {
            throw ConnectionError(.lost, "The daemon at `\(folder.socketPath)` did not answer")
        }
        return status
    }

    /// Asks the daemon to exit when its commands have ended, and waits until it has let go of the
    /// connection.
    public func shutDown() {
        stream.send(.shutDown)
        while stream.fill() {}
    }
}
