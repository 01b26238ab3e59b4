import BuildEvents
public import DaemonProtocol
import Glibc
import Storage

/// The daemon of one project: answers clients one connection a command, until it is told to go, is
/// not needed any more, cannot be found any more, or has no project any more.
///
/// Each connection has a thread, which reads what the client says and so notices that it went away.
/// The command itself is a task, and its replies are sent from whatever thread makes them.
public struct DaemonServer: Sendable {
    private let launch: DaemonLaunch
    private let projects = ProjectShelf(keeps: true)
    private let service: any CommandService

    /// A daemon that is still to be run.
    public init(_ launch: DaemonLaunch) {
        self.launch = launch
        service = CommandServer(projects: projects)
    }

    /// Serves clients to the end.
    ///
    /// - Returns: What the process ends with.
    public func run() async -> Int32 {
        // The terminal's signals are the client's, which passes on what they mean.
        setsid()
        // It works on the project, and shall not hold whatever folder it was started in.
        _ = chdir(launch.projectRoot)
        signal(SIGPIPE, SIG_IGN)
        let readiness = DaemonReadiness()
        let place: (lock: FileDescriptor, listener: DaemonListener)
        do throws(ConnectionError) {
            place = (try launch.folder.lockForDaemon(), try DaemonListener(launch.folder))
        } catch {
            readiness.fail(error.message)
            return error.exitStatus
        }
        readiness.succeed()
        await serve(place.listener)
        projects.close()
        withExtendedLifetime(place.lock) {}
        return 0
    }

    private func serve(_ listener: DaemonListener) async {
        let life = DaemonLife()
        await withCheckedContinuation { continuation in
            startThread {
                accept(listener, life)
                continuation.resume()
            }
        }
    }

    /// Takes clients until the daemon's life is over.
    private func accept(_ listener: DaemonListener, _ life: DaemonLife) {
        while true {
            switch listener.next(timeout: min(.seconds(60), projects.idleTimeout)) {
            case .client(let peer):
                startThread { converse(with: peer, life, listener) }
            case .nobody:
                let hasProject = access(launch.projectRoot, F_OK) == 0
                if !listener.isReachable || !hasProject || life.hasIdled(for: projects.idleTimeout)
                {
                    life.close()
                }
            case .woken: break
            }
            // Who only asks how it is does not keep it.
            if life.hasIdled(for: projects.idleTimeout) || projects.isBroken { life.close() }
            if life.isClosing { listener.close() }
            if life.isOver { return }
        }
    }

    /// Answers one client until it goes.
    private func converse(
        with peer: DaemonPeer, _ life: DaemonLife, _ listener: DaemonListener
    ) {
        guard case .hello = try? peer.receive() else { return }
        peer.send(.hello(Hello(build: launch.build)))
        var command: Task<Void, Never>?
        var ending: DaemonLife.Token?
        while let message = try? peer.receive() {
            switch message {
            case .run(let request):
                guard ending == nil, let token = life.begin(request.arguments) else {
                    peer.send(.closing)
                    continue
                }
                ending = token
                command = Task {
                    await service.run(request) { peer.send(.reply($0)) }
                    life.end(token)
                    listener.wake()
                    projects.rest()
                }
            case .cancel: command?.cancel()
            case .status: peer.send(.status(status(life)))
            case .shutDown:
                life.close()
                listener.wake()
            case .hello: return
            }
        }
        // The client is gone: what only it wanted is stopped.
        command?.cancel()
    }

    private func status(_ life: DaemonLife) -> DaemonStatus {
        DaemonStatus(
            processID: getpid(), build: launch.build, projectRoot: launch.projectRoot,
            isolation: launch.isolation, uptime: life.uptime, residentBytes: residentBytes(),
            nodes: projects.nodes, valueBytes: projects.valueBytes, files: projects.files,
            unheardFiles: projects.unheardFiles, commands: life.commands)
    }
}
