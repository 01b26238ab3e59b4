import Glibc

/// The executable that daemons are made from, which lies beside the client's.
public struct DaemonProgram: Sendable, Hashable {
    /// An absolute path.
    public let path: String
    /// What changes when the file is replaced: inode, size and time of the last change.
    ///
    /// An installation and a build of bld itself replace it. A client replaces a daemon of another
    /// identity.
    public let identity: String

    /// Finds `bld-daemon` beside the executable of this process.
    ///
    /// - Throws: `.cannotStart` if there is none.
    public init() throws(ConnectionError) {
        guard let own = realpath("/proc/self/exe", nil) else {
            throw .file(.cannotStart, "look at", "/proc/self/exe")
        }
        defer { free(own) }
        let folder = String(cString: own).split(separator: "/").dropLast().joined(separator: "/")
        try self.init(path: "/\(folder)/bld-daemon")
    }

    /// Takes the executable at a path.
    ///
    /// - Throws: `.cannotStart` if there is none.
    public init(path: String) throws(ConnectionError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .file(.cannotStart, "find", path) }
        self.path = path
        let time = status.st_mtim
        identity = "\(status.st_ino)-\(status.st_size)-\(time.tv_sec).\(time.tv_nsec)"
    }

    /// Becomes the daemon's program, which runs one command in this process.
    ///
    /// - Throws: `.cannotStart` if that fails.
    public func runCommandHere(_ arguments: [String]) throws(ConnectionError) -> Never {
        let words = [path, "run", "--"] + arguments
        let vector = words.map { strdup($0) } + [nil]
        execv(path, vector)
        throw .file(.cannotStart, "run", path)
    }

    /// Starts a daemon, and waits until it listens.
    ///
    /// It is given the folder, the project, and descriptor 3, on which it says that it is ready, or
    /// why it will not be; see `DaemonReadiness`.
    ///
    /// - Throws: `.cannotStart` with what it said.
    func start(
        for launch: DaemonLaunch, environment: [String: String]
    ) throws(ConnectionError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .file(.cannotStart, "start", path) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let reading = FileDescriptor(owning: ends[0])
        var writing: FileDescriptor? = FileDescriptor(owning: ends[1])

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(
            &actions, 1, launch.folder.logPath, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        posix_spawn_file_actions_adddup2(&actions, ends[1], DaemonReadiness.descriptor)
        // What the client was given of others is not to be held open for hours.
        for number in openDescriptors() where number > DaemonReadiness.descriptor {
            posix_spawn_file_actions_addclose(&actions, number)
        }

        let words = [path] + launch.words
        let arguments = words.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, path, &actions, nil, arguments, variables)
        guard result == 0 else { throw .file(.cannotStart, "start", path, result) }
        withExtendedLifetime(writing) {}
        writing = nil

        var said: [UInt8] = []
        while case let more = reading.readSome(), !more.isEmpty { said += more }
        guard said.first != DaemonReadiness.ready else { return }
        let reason = String(decoding: said, as: UTF8.self)
        throw ConnectionError(
            .cannotStart,
            reason.isEmpty
                ? "The daemon ended while it was starting; see `\(launch.folder.logPath)`"
                : "The daemon cannot start: \(reason)")
    }
}

/// The descriptors that are open in this process, among them one for the listing itself.
private func openDescriptors() -> [Int32] {
    names(inFolder: "/proc/self/fd").compactMap { Int32($0) }
}
