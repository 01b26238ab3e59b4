import DaemonProtocol
import Glibc

/// The commands about daemons, which the client answers itself: they must work when there is no
/// daemon, and without starting one.
enum DaemonCommand {
    case status
    case kill
    case killAll
    case server

    /// Reads a command line; nil if it is another command, or these with options.
    init?(_ arguments: [String]) {
        switch arguments {
        case ["status"]: self = .status
        case ["kill"]: self = .kill
        case ["killall"]: self = .killAll
        case ["server"]: self = .server
        default: return nil
        }
    }

    /// Answers the command.
    ///
    /// - Returns: What to exit with.
    func run(
        _ request: CommandRequest, _ location: ProjectLocation?, _ console: Console
    ) throws(ConnectionError) -> Int32 {
        let runtime = try RuntimeFolder(environment: request.environment)
        if case .killAll = self {
            for folder in runtime.daemons() { try stop(folder, console) }
            return 0
        }
        guard let location else {
            console.show(
                .error(
                    "error: `\(request.workingDirectory)` lies in no project: neither it nor a "
                        + "folder above it has a `.buckconfig`\n"))
            return 3
        }
        let folder = runtime.daemon(projectRoot: location.root, isolation: location.isolation)
        switch self {
        case .status: try show(folder, console)
        case .kill: try stop(folder, console)
        case .server:
            let client = DaemonClient(
                runtime: runtime, projectRoot: location.root, isolation: location.isolation,
                program: try DaemonProgram())
            _ = try client.connectOrStart(environment: request.environment) {
                console.show(.error("\($0)\n"))
            }
            console.show(.output(Array("buckd.endpoint=unix:\(folder.path)/socket\n".utf8)))
        case .killAll: break
        }
        return 0
    }

    private func show(_ folder: DaemonFolder, _ console: Console) throws(ConnectionError) {
        guard let daemon = try DaemonCommand.daemon(at: folder) else {
            return console.show(.output(Array("no daemon is running\n".utf8)))
        }
        console.show(.output(Array(try daemon.status().json.utf8)))
    }

    private func stop(_ folder: DaemonFolder, _ console: Console) throws(ConnectionError) {
        guard let daemon = try DaemonCommand.daemon(at: folder) else { return }
        daemon.shutDown()
        let place = folder.project.map { " of `\($0.root)`" } ?? ""
        console.show(.error("The daemon\(place) has ended\n"))
    }

    private static func daemon(
        at folder: DaemonFolder
    ) throws(ConnectionError) -> DaemonConnection? {
        do throws(ConnectionError) {
            return try DaemonConnection(folder, build: nil)
        } catch {
            if error.code == .noDaemon || error.code == .closing { return nil }
            throw error
        }
    }
}
