import CLinux
import DaemonProtocol
import Glibc

/// One command, run by the daemon of a project.
struct Conversation {
    private let request: CommandRequest
    private let console: Console

    init(_ request: CommandRequest, _ console: Console) {
        self.request = request
        self.console = console
    }

    /// Runs the command to its end, or becomes the program that it makes.
    ///
    /// - Returns: What to exit with.
    /// - Throws: Why there was no daemon, or that it went away.
    func run(at location: ProjectLocation) throws(ConnectionError) -> Int32 {
        let client = DaemonClient(
            runtime: try RuntimeFolder(environment: request.environment),
            projectRoot: location.root, isolation: location.isolation,
            program: try DaemonProgram())
        let signals = PendingSignals()
        while true {
            let connection = try client.connectOrStart(environment: request.environment) {
                console.show(.error("\($0)\n"))
            }
            connection.run(request)
            do throws(ConnectionError) {
                return try follow(connection, signals)
            } catch {
                // A daemon that was told to go after we had connected has not begun our command.
                guard error.code == .closing else { throw error }
            }
        }
    }

    /// Shows replies until the command has ended.
    private func follow(
        _ connection: DaemonConnection, _ signals: PendingSignals
    ) throws(ConnectionError) -> Int32 {
        var wasInterrupted = false
        while true {
            var waits = [
                pollfd(fd: connection.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&waits, 2, -1) > 0 else { continue }
            if waits[1].revents != 0 {
                let signal = signals.take()
                // The second Ctrl-C leaves at once; the daemon sees the connection end.
                if wasInterrupted { return 128 + signal }
                wasInterrupted = true
                connection.cancel()
            }
            guard waits[0].revents != 0 else { continue }
            for reply in try connection.replies() {
                console.show(reply)
                if let status = reply.exitStatus { return status }
                if case .execute(let program) = reply { return become(program, signals) }
            }
        }
    }

    private func become(_ program: CommandReply.Program, _ signals: PendingSignals) -> Int32 {
        signals.release()
        let reason = String(cString: strerror(program.become()))
        console.show(.error("Cannot run `\(program.arguments.first ?? "")`: \(reason)\n"))
        return CommandReply.Program.cannotExecuteStatus
    }
}

/// The signals that ask the client to stop, as a descriptor to poll.
struct PendingSignals {
    let descriptor: Int32
    private let held: sigset_t

    init() {
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, number) }
        sigprocmask(SIG_BLOCK, &set, nil)
        descriptor = signalfd(-1, &set, Int32(SFD_CLOEXEC))
        held = set
    }

    /// The number of the next signal, which has arrived.
    func take() -> Int32 {
        var information = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard read(descriptor, &information, size) == size else { return SIGINT }
        return Int32(information.ssi_signo)
    }

    /// Gives the signals back their default meaning, for a program that this process becomes.
    func release() {
        var set = held
        sigprocmask(SIG_UNBLOCK, &set, nil)
    }
}
