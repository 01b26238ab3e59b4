import Glibc

/// The daemon's end of the socket that clients connect to.
public final class DaemonListener: Sendable {
    private let folder: DaemonFolder
    private let socket: FileDescriptor
    private let wakeup: (reading: FileDescriptor, writing: FileDescriptor)
    private let identity: FileIdentity?

    /// Listens; the caller holds the folder's lock.
    ///
    /// - Throws: `.unusableFolder`.
    public init(_ folder: DaemonFolder) throws(ConnectionError) {
        self.folder = folder
        socket = try LocalSocket.listen(folder)
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .file(.lost, "listen on", folder.socketPath) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        wakeup = (FileDescriptor(owning: ends[0]), FileDescriptor(owning: ends[1]))
        identity = FileIdentity(folder.socketPath)
    }

    /// What ended a wait for a client.
    public enum Arrival: Sendable {
        /// A client has connected.
        case client(DaemonPeer)
        /// Nobody came in time.
        case nobody
        /// `wake()` was called.
        case woken
    }

    /// Waits for the next client.
    ///
    /// - Parameter timeout: The longest to wait.
    /// - Returns: Who came, or why nobody did.
    public func next(timeout: Duration) -> Arrival {
        var waits = [
            pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wakeup.reading.number, events: Int16(POLLIN), revents: 0),
        ]
        let milliseconds = Int32(clamping: Int(timeout / .milliseconds(1)))
        guard poll(&waits, 2, milliseconds) > 0 else { return .nobody }
        if waits[1].revents != 0 {
            _ = wakeup.reading.readSome()
            return .woken
        }
        let client = accept(socket.number, nil, nil)
        guard client >= 0 else { return .nobody }
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        return .client(DaemonPeer(FileDescriptor(owning: client)))
    }

    /// Makes `next(timeout:)` return.
    public func wake() {
        var byte: UInt8 = 0
        _ = write(wakeup.writing.number, &byte, 1)
    }

    /// Whether a client that looks for the daemon finds this one: somebody may have cleaned the
    /// folder out.
    public var isReachable: Bool {
        identity != nil && FileIdentity(folder.socketPath) == identity
    }

    /// Lets no more clients connect.
    public func close() {
        if isReachable { unlink(folder.socketPath) }
    }
}

private struct FileIdentity: Equatable {
    let device: UInt
    let inode: UInt

    init?(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
    }
}

/// The daemon's end of a connection.
public final class DaemonPeer: Sendable {
    private let stream: MessageStream<ClientMessage, DaemonMessage>

    init(_ descriptor: FileDescriptor) { stream = MessageStream(descriptor) }

    /// Sends a message; a client that has gone does not hear it.
    public func send(_ message: DaemonMessage) { stream.send(message) }

    /// Waits for the client's next message.
    ///
    /// - Returns: Nil when the client has gone.
    /// - Throws: `.lost` if what it says cannot be read.
    public func receive() throws(ConnectionError) -> ClientMessage? { try stream.receive() }
}
