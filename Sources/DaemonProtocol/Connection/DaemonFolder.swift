import Glibc

/// Where the client and the daemon of one project meet.
///
/// ```
/// <runtime folder>/<16 hexadecimal digits>/
///     socket    the daemon listens here
///     lock      locked by the daemon for as long as it lives
///     starting  locked by a client while it starts a daemon
///     project   two lines: the project's root and the isolation folder, for people and `killall`
///     log       what the daemon wrote to standard error
/// ```
public struct DaemonFolder: Sendable, Hashable {
    static let socketName = "socket"

    /// The folder, an absolute path.
    public let path: String

    /// Where the daemon listens.
    var socketPath: String { path + "/" + DaemonFolder.socketName }

    /// What the daemon wrote to standard error.
    public var logPath: String { path + "/log" }

    private var lockPath: String { path + "/lock" }
    private var startingPath: String { path + "/starting" }
    private var projectPath: String { path + "/project" }

    /// The project it is for: its root and its isolation folder; nil if nobody has said so yet.
    public var project: (root: String, isolation: String)? {
        guard let file = fopen(projectPath, "re") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        while case let byte = fgetc(file), byte != EOF { bytes.append(UInt8(byte)) }
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        guard lines.count == 2 else { return nil }
        return (
            String(decoding: lines[0], as: UTF8.self), String(decoding: lines[1], as: UTF8.self)
        )
    }

    /// Makes the folder and says whose it is.
    ///
    /// - Throws: `.unusableFolder`.
    func make(projectRoot: String, isolation: String) throws(ConnectionError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw .file(.unusableFolder, "make the folder", path)
        }
        guard let file = fopen(projectPath, "we") else {
            throw .file(.unusableFolder, "write", projectPath)
        }
        defer { fclose(file) }
        guard fputs("\(projectRoot)\n\(isolation)\n", file) >= 0, fflush(file) == 0 else {
            throw .file(.unusableFolder, "write", projectPath)
        }
    }

    /// Locks the folder for a daemon's life, waiting for one that is exiting.
    ///
    /// - Returns: The lock, given back when it is let go of.
    public func lockForDaemon() throws(ConnectionError) -> FileDescriptor {
        try lock(lockPath)
    }

    /// Locks the folder for a client that is about to start a daemon.
    func lockForStarting() throws(ConnectionError) -> FileDescriptor {
        try lock(startingPath)
    }

    private func lock(_ path: String) throws(ConnectionError) -> FileDescriptor {
        let number = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw .file(.unusableFolder, "open", path) }
        let file = FileDescriptor(owning: number)
        while flock(number, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .file(.unusableFolder, "lock", path) }
        }
        return file
    }
}
