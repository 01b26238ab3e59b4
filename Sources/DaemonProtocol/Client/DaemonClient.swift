/// Finds the daemon of a project, or starts it.
public struct DaemonClient: Sendable {
    private let launch: DaemonLaunch
    private let program: DaemonProgram

    /// A client for one project and isolation folder.
    public init(
        runtime: RuntimeFolder, projectRoot: String, isolation: String, program: DaemonProgram
    ) {
        self.program = program
        launch = DaemonLaunch(
            folder: runtime.daemon(projectRoot: projectRoot, isolation: isolation),
            projectRoot: projectRoot, isolation: isolation, build: program.identity)
    }

    /// Connects to the daemon, which is started if there is none and replaced if it is of another
    /// build.
    ///
    /// - Parameters:
    ///   - environment: What a new daemon is started with.
    ///   - note: Is told what takes long.
    /// - Returns: A connection to a daemon of this build.
    /// - Throws: Why there is no daemon to talk to.
    public func connectOrStart(
        environment: [String: String], note: (String) -> Void
    ) throws(ConnectionError) -> DaemonConnection {
        if let connection = try connect(note) { return connection }
        try launch.folder.make(projectRoot: launch.projectRoot, isolation: launch.isolation)
        // Of several clients that find no daemon, one starts it and the others find it then.
        let starting = try launch.folder.lockForStarting()
        return try withExtendedLifetime(starting) { () throws(ConnectionError) in
            if let connection = try connect(note) { return connection }
            try program.start(for: launch, environment: environment)
            return try DaemonConnection(launch.folder, build: launch.build)
        }
    }

    /// Connects to a daemon that takes commands, after telling one of another build to go.
    private func connect(
        _ note: (String) -> Void
    ) throws(ConnectionError) -> DaemonConnection? {
        do throws(ConnectionError) {
            return try DaemonConnection(launch.folder, build: launch.build)
        } catch {
            switch error.code {
            case .noDaemon: return nil
            case .closing:
                note("Waiting for a daemon that is exiting")
                return nil
            case .otherBuild:
                note("Replacing the daemon, which is of another build of bld")
                try DaemonConnection(launch.folder, build: nil).shutDown()
                return nil
            case .cannotStart, .unusableFolder, .lost: throw error
            }
        }
    }
}
