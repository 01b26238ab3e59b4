public import BuildModel
public import Execution
public import Incremental
public import Storage

/// What actions are performed with; the composition root hands it to the engine.
public struct ActionServices: Sendable {
    /// Where results, contents and records are kept.
    public struct Stores: Sendable {
        /// The content of outputs.
        public var content: any ContentAddressableStore
        /// The results of actions.
        public var cache: any ActionCache
        /// Digests of files, and what dep files said.
        public var records: any RecordStore

        /// Gathers stores, which may be one and the same.
        public init(
            content: any ContentAddressableStore, cache: any ActionCache, records: any RecordStore
        ) {
            self.content = content
            self.cache = cache
            self.records = records
        }
    }

    /// The project's root, which every command runs in.
    public let projectRoot: AbsolutePath
    /// Where outputs lie.
    public let layout: ArtifactLayout
    /// What commands see of the user's environment.
    public let environment: CommandVariables
    /// How many commands run at once.
    public let jobs: Int
    /// Where things are kept.
    let stores: Stores
    /// Runs commands.
    let executor: any CommandExecutor
    /// Remembers what files hold.
    let digests: FileDigestCache
    /// Reads sources and outputs from disk.
    let collector: OutputCollector
    /// Puts outputs in place.
    let materializer: Materializer
    /// Who may write to places that others may want to write to as well.
    let places = SharedPlaces()
    /// Fetches files over the network.
    private let downloader: Downloader
    /// Where downloads lie, of which each is one of a project's outputs.
    private let project: ProjectFolder
    /// Finds programs of this machine.
    public let tools: HostTools
    /// Whether to go on after a failure.
    public private(set) var control: BuildControl
    /// Whether results of the action cache are used.
    private(set) var usesCache = true
    /// Names the command that actions are performed for, to them: `BUCK_BUILD_ID`.
    private(set) var buildID: String?
    /// Who is told.
    public private(set) var reporter: ActionReporter
    /// What the tests of the command share.
    public private(set) var localResources = LocalResources()

    /// Makes the services of one project.
    ///
    /// - Parameters:
    ///   - projectRoot: The working directory of every command.
    ///   - layout: Where outputs lie.
    ///   - environment: The user's own, of which commands see a part.
    ///   - jobs: How many commands run at once.
    ///   - hashers: How many threads read and hash files.
    ///   - stores: Where things are kept.
    ///   - control: Whether to go on after a failure.
    ///   - reporter: Who is told.
    public init(
        projectRoot: AbsolutePath, layout: ArtifactLayout, environment: [String: String],
        jobs: Int, hashers: Int, stores: Stores, control: BuildControl, reporter: ActionReporter
    ) {
        self.projectRoot = projectRoot
        self.layout = layout
        self.environment = CommandVariables(environment)
        self.jobs = jobs
        self.stores = stores
        self.control = control
        self.reporter = reporter
        let project = ProjectFolder(root: projectRoot)
        let hashing = JobSlots(count: hashers)
        executor = LocalExecutor(projectRoot: projectRoot, slots: JobSlots(count: jobs))
        self.project = project
        downloader = Downloader(slots: JobSlots(count: 8), environment: environment)
        digests = FileDigestCache(records: stores.records, workers: hashing)
        collector = OutputCollector(project: project, digests: digests, store: stores.content)
        materializer = Materializer(project: project, digests: digests, store: stores.content)
        tools = HostTools(environment: environment, digests: digests, workers: hashing)
    }

    /// The same services on behalf of another command.
    ///
    /// - Parameters:
    ///   - control: Whether that goes on after a failure.
    ///   - reporter: Who is told.
    ///   - usesCache: Whether results of the action cache are used.
    ///   - buildID: The name of the command.
    /// - Returns: Services that share slots for commands, and what is known of files, with these.
    public func serving(
        control: BuildControl, reporter: ActionReporter, usesCache: Bool = true,
        buildID: String? = nil
    ) -> ActionServices {
        var services = self
        services.usesCache = usesCache
        services.buildID = buildID
        services.control = control
        services.reporter = reporter
        services.localResources = LocalResources()
        return services
    }

    /// Removes what was written to a place from which it has been collected.
    func discard(_ path: ProjectPath) throws(ExecutionError) { try project.remove(path) }

    /// Fetches a file to the place of an output.
    func fetch(
        _ url: String, to path: ProjectPath,
        onRetry: @Sendable (_ reason: String, _ pause: Duration) -> Void
    ) async throws(ExecutionError) {
        try project.makeFolder(around: path)
        try project.remove(path)
        try await downloader.fetch(url, to: projectRoot.appending(path), onRetry: onRetry)
    }

    /// What of an artifact, and of what it links to, was made by actions.
    func outputs(_ artifact: Artifact, _ value: ArtifactValue) -> [ProjectPath: OutputValue] {
        var outputs = value.referents.filter { $0.key.relative(to: layout.root) != nil }
        if case .build(let build) = artifact.base, artifact.projection.isBase {
            outputs.merge(places(of: build, value.value, content: value.content ?? "")) { $1 }
        }
        return outputs
    }

    /// Writes what is to outlive the process; to be called at the end of a command.
    public func flush() async {
        await digests.flush()
    }
}

/// Names the action services among an engine's resources.
public enum ActionServicesResource: ResourceKey {
    /// The type of the service.
    public typealias Service = ActionServices
}
