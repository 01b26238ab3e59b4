import ActionGraph
import Analysis
import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics
import Execution
import Glibc
import Incremental
import Loading
import Storage
import TargetConfiguration

/// A project held open: the graph, and what is known of the files it was made from.
///
/// It outlives commands in a daemon, and is made for one command elsewhere. One command at a time
/// works on it; the next waits, for it may bring another configuration.
final class Project: Sendable {
    /// The project's root.
    let root: AbsolutePath
    /// Where outputs lie.
    let layout: ArtifactLayout
    /// Answers every question.
    let engine: Engine
    let tracker: FileTracker
    private let turns = CommandTurns()

    /// How many threads compute.
    static let processors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    /// Opens a project; nothing is read yet.
    ///
    /// - Parameters:
    ///   - root: The project's root.
    ///   - layout: Where outputs lie.
    ///   - watcher: Hears of changed files between commands; nil to look at all of them.
    init(root: AbsolutePath, layout: ArtifactLayout, watcher: sending FolderWatcher?) {
        self.root = root
        self.layout = layout
        tracker = FileTracker(root: root, watcher: watcher)
        var resources = Resources()
        resources[SourceTreeResource.self] = DiskSourceTree(projectRoot: root)
        resources[RuleGlobals.self] = analysisGlobals()
        resources[ConfigurationProvidersResource.self] = AnalysisConfigurationProviders()
        resources[FileObserverResource.self] = tracker
        shared = resources
        engine = Engine(resources: resources, workers: Project.processors)
    }

    private let shared: Resources

    /// Lets one command work on the project, at a revision that knows what has changed.
    ///
    /// - Parameters:
    ///   - session: The command, which is told if it has to wait.
    ///   - overrides: Values of the configuration that its command line gives.
    ///   - services: What it performs actions with.
    ///   - body: The command's work, with the services that its questions are answered with.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws; `CancellationError` if it is cancelled while it waits.
    func work<Success: Sendable>(
        for session: Session, overrides: [ConfigOverride], services: ActionServices,
        _ body: (Resources) async throws -> Success
    ) async throws -> Success {
        try await turns.take(session.request.arguments) { other in
            session.tell(.waiting(reason: "Waiting for `bld \(other)`"))
        }
        defer { turns.giveBack() }
        engine.commit { transaction in
            transaction.setConfigOverrides(overrides)
            transaction.setCommandVariables(services.environment)
            transaction.setHostToolPlaces(services.tools.places)
            tracker.reportChanges(to: &transaction)
        }
        var resources = shared
        resources[HostToolResource.self] = ToolResolver(tools: services.tools, observer: tracker)
        resources[ActionServicesResource.self] = services
        return try await body(resources)
    }
}
