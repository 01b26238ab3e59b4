import BuildModel
import Incremental
import Loading
import Storage
import Synchronization

/// Where the projects of a process are: a daemon keeps its one, anybody else opens what it needs.
final class ProjectShelf: Sendable {
    /// The logs that are about to be closed.
    let closingLogs = ClosingLogs()
    /// How many logs there are.
    let logs = EventLogRetention()
    private let keeps: Bool
    private let kept = Mutex<[String: Project]>([:])
    /// Whether a thread does what could wait, and whether there is more of it.
    private let resting = Mutex((isRunning: false, isWanted: false))

    /// - Parameter keeps: Whether a project outlives the command that has opened it.
    init(keeps: Bool) {
        self.keeps = keeps
    }

    /// The project at a root, with the outputs in an isolation folder, opened for a command if need
    /// be.
    ///
    /// - Parameters:
    ///   - root: The project's root.
    ///   - layout: Where outputs lie.
    ///   - sources: What the command brings to the configuration.
    ///   - warn: Told what is odd about its settings.
    /// - Returns: The same project for every command of a daemon.
    /// - Throws: A diagnostic if its settings make no sense.
    func project(
        at root: AbsolutePath, _ layout: ArtifactLayout, _ sources: ConfigSources = ConfigSources(),
        warn: (String) -> Void = { _ in }
    ) async throws -> Project {
        if let project = known(root, layout) { return project }
        let settings = try await ProjectSettings.read(at: root, sources)
        settings.warnings.forEach(warn)
        func open() -> Project {
            Project(root: root, layout: layout, settings: settings, keeps: keeps)
        }
        guard keeps else { return open() }
        return kept.withLock { projects in
            let name = "\(root)\n\(layout.root)"
            if let project = projects[name] { return project }
            let project = open()
            projects[name] = project
            return project
        }
    }

    /// The project at a root, if it is open.
    func known(_ root: AbsolutePath, _ layout: ArtifactLayout) -> Project? {
        kept.withLock { $0["\(root)\n\(layout.root)"] }
    }

    /// Lets a command work on a project's outputs while nobody else does.
    ///
    /// - Throws: `CancellationError`; what the body throws.
    func alone<Success: Sendable>(
        on root: AbsolutePath, _ layout: ArtifactLayout, for session: Session,
        _ body: () throws -> Success
    ) async throws -> Success {
        guard let project = known(root, layout) else { return try body() }
        return try await project.workAlone(for: session, body)
    }

    /// Forgets what is known of a project's outputs and everything else about it.
    func forget(_ root: AbsolutePath, _ layout: ArtifactLayout) {
        kept.withLock { $0.removeValue(forKey: "\(root)\n\(layout.root)") }?.close()
    }

    /// Forgets all projects.
    func forgetAll() {
        for project in takeAll() { project.close() }
    }

    /// Saves all projects and forgets them, before the process ends.
    func close() {
        for project in takeAll() {
            project.save()
            project.close()
        }
    }

    private func takeAll() -> [Project] {
        kept.withLock { projects in
            defer { projects = [:] }
            return Array(projects.values)
        }
    }

    private var projects: [Project] { kept.withLock { Array($0.values) } }

    /// Starts what can wait until a client has its answer, on a thread of its own.
    func rest() {
        let isFree = resting.withLock { resting in
            resting.isWanted = true
            defer { resting.isRunning = true }
            return !resting.isRunning
        }
        guard isFree else { return }
        startThread {
            while self.restsOnce() {}
        }
    }

    private func restsOnce() -> Bool {
        let isWanted = resting.withLock { resting in
            defer { resting.isWanted = false }
            resting.isRunning = resting.isWanted
            return resting.isWanted
        }
        guard isWanted else { return false }
        for project in projects { project.rest() }
        return true
    }

    /// Whether the process can keep no more results, and another has to take its place.
    var isBroken: Bool { projects.contains { $0.isBroken } }

    /// How many keys the graphs have.
    var nodes: Int { projects.reduce(0) { $0 + $1.engine.nodeCount } }

    /// How many bytes of values are in memory.
    var valueBytes: Int { projects.reduce(0) { $0 + $1.engine.valueBytes } }

    /// How many files and folders are known.
    var files: Int { projects.reduce(0) { $0 + $1.tracker.count } }

    /// How many of them are looked at each time.
    var unheardFiles: Int { projects.reduce(0) { $0 + $1.tracker.unheardCount } }

    /// How long the process is to stay without a command.
    var idleTimeout: Duration {
        projects.map(\.settings.idleTimeout).min() ?? ProjectSettings().idleTimeout
    }
}
