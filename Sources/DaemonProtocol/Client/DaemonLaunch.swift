import Glibc

/// What a daemon is started with.
public struct DaemonLaunch: Sendable, Hashable {
    /// Where clients meet it.
    public let folder: DaemonFolder
    /// The root of its project, an absolute path.
    public let projectRoot: String
    /// The folder below `buck-out` that holds its outputs.
    public let isolation: String
    /// Identifies its executable; see `DaemonProgram.identity`.
    public let build: String

    /// Describes a daemon to be.
    public init(folder: DaemonFolder, projectRoot: String, isolation: String, build: String) {
        self.folder = folder
        self.projectRoot = projectRoot
        self.isolation = isolation
        self.build = build
    }

    /// The words on the daemon's command line.
    var words: [String] { ["serve", folder.path, projectRoot, isolation, build] }

    /// Reads the words after the program's name; nil unless they start a daemon.
    public init?(words: [String]) {
        guard words.count == 5, words[0] == "serve" else { return nil }
        self.init(
            folder: DaemonFolder(path: words[1]), projectRoot: words[2], isolation: words[3],
            build: words[4])
    }
}

/// How a daemon tells the client that started it whether clients may connect.
public struct DaemonReadiness: ~Copyable, Sendable {
    static let descriptor: Int32 = 3
    static let ready = UInt8(0)

    /// Takes over the pipe that the client has left open; to be made once.
    public init() {
        _ = fcntl(DaemonReadiness.descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(DaemonReadiness.descriptor) }

    /// Says that the daemon listens.
    public consuming func succeed() { say([DaemonReadiness.ready]) }

    /// Says why the daemon is about to exit.
    public consuming func fail(_ reason: String) { say(Array(reason.utf8)) }

    private borrowing func say(_ bytes: [UInt8]) {
        // A client that has gone meanwhile is no reason to die of a signal.
        signal(SIGPIPE, SIG_IGN)
        _ = bytes.withUnsafeBytes {
            write(DaemonReadiness.descriptor, $0.baseAddress, $0.count)
        }
    }
}
