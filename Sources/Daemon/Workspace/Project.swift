import ActionGraph
import Analysis
import BXL
import BuildEvents
import BuildModel
import CLinux
import DaemonProtocol
import Diagnostics
import Execution
import Glibc
import Incremental
import Loading
import Storage
import Synchronization
import TargetConfiguration

/// A project held open: the graph, and what is known of the files it was made from.
///
/// It outlives commands in a daemon, and is made for one command elsewhere. Commands that agree on
/// their terms work on it side by side; others wait for each other.
///
/// Lock order: `commits`, then the tracker's and the engine's; the others
/// are leaves.
final class Project: Sendable {
    /// The project's root.
    let root: AbsolutePath
    /// Where outputs lie.
    let layout: ArtifactLayout
    /// What its configuration says about the daemon.
    let settings: ProjectSettings
    private let graph: ProjectGraph
    private let shared: Resources
    private let gate = CommandGate<CommandTerms>()
    /// Held while changes become a revision, and while the graph is saved: what is kept of files
    /// and what is kept of the graph are of one moment.
    private let commits = Mutex(())
    /// What the last commands have performed actions with, and the next may.
    private let machinery = Mutex<Machinery?>(nil)
    private let sessions = Mutex<[Int: Session]>([:])
    private let latestConfig = Mutex<ConfigSources?>(nil)

    /// What targets have cost.
    let metrics = MetricsMemory()
    private let latestInputs = Mutex<(inputs: ConfigInputs, command: EarlierCommand)?>(nil)

    private struct Machinery {
        let terms: CommandTerms
        let services: ActionServices
        let store: LocalStore
    }

    /// How many threads compute.
    static let processors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    /// Opens a project.
    ///
    /// - Parameters:
    ///   - root: The project's root.
    ///   - layout: Where outputs lie.
    ///   - settings: What its configuration says about the daemon.
    ///   - keeps: Whether it outlives commands, and the graph the process.
    init(root: AbsolutePath, layout: ArtifactLayout, settings: ProjectSettings, keeps: Bool) {
        self.root = root
        self.layout = layout
        self.settings = settings
        var resources = Resources()
        resources[SourceTreeResource.self] = DiskSourceTree(projectRoot: root)
        resources[GitCellResource.self] = GitCellFetcher(root: root, layout: layout)
        resources[RuleGlobals.self] = scriptGlobals(extending: analysisGlobals())
        resources[TypecheckingResource.self] = { ProjectTypechecker($0) }
        resources[ConfigurationProvidersResource.self] = AnalysisConfigurationProviders()
        resources[BuiltFilesResource.self] = ActionOutputFiles()
        resources[ScriptEvaluationResource.self] = ScriptRuns()
        let listens = keeps && settings.fileWatching == .notified
        graph = ProjectGraph(
            folder: keeps ? "\(root)/\(layout.root)/graph" : nil, root: root,
            tracker: {
                FileTracker(
                    root: root, watcher: listens ? FolderWatcher() : nil,
                    hashes: settings.fileWatching == .hashed)
            }, resources: resources)
        resources[FileObserverResource.self] = graph.tracker
        shared = resources
        if listens { graph.tracker.startDraining() }
        graph.engine.limitValues(toBytes: settings.memoryBytes)
    }

    /// Answers every question.
    var engine: Engine { graph.engine }
    /// Knows the files that the graph was made from.
    var tracker: FileTracker { graph.tracker }

    /// Lets one command work on the project, at a revision that knows what has changed.
    ///
    /// - Parameters:
    ///   - session: The command, which is told if it has to wait.
    ///   - terms: What it works with.
    ///   - options: How it gets along with others.
    ///   - control: Whether it goes on after a failure.
    ///   - usesCache: Whether results of the action cache are used.
    ///   - body: The work, given what it performs actions with and the services of the engine.
    /// - Returns: What the body returns.
    /// - Throws: `CancellationError`; what the body throws.
    func work<Success: Sendable>(
        for session: Session, terms: CommandTerms, _ options: ConfigOptions? = nil,
        control: BuildControl, usesCache: Bool = true,
        _ body: (ActionServices, Resources) async throws -> Success
    ) async throws -> Success {
        let number = try await enter(session, terms, options)
        let machinery = machinery(for: terms, environment: session.request.environment)
        sessions.withLock { $0[number] = session }
        let recorder = session.recorder
        let work = WorkLog(isEnabled: recorder.isEnabled)
        let services = machinery.services.serving(
            control: control,
            reporter: ActionReporter(recorder: recorder, work: work) { session.tell($0) },
            usesCache: usesCache, buildID: session.log.trace.description)
        let began = ContinuousClock.now
        let watching = settings.fileWatching == .hashed ? FileWatching.hashed : .notified
        let taking = recorder.begin(.fileWatching(watching))
        let isFirst = currentConfig == nil
        let isEqual = !commitChanges(terms, services)
        recorder.end(taking, .fileWatching)
        work.add(watchingSince: began)
        recorder.note(isFirst ? .noState : .stateComparison(isEqual: isEqual))
        let critical = recorder.begin(.critical)
        recorder.nest(under: critical)
        var resources = shared
        resources[EventRecorderResource.self] = recorder
        resources[WorkLogResource.self] = work
        resources[SoftErrorResource.self] = session.softErrors
        resources[HostToolResource.self] = ToolResolver(
            tools: services.tools, observer: tracker)
        resources[ActionServicesResource.self] = services
        let result: Result<Success, any Error>
        do {
            result = .success(try await body(services, resources))
        } catch {
            result = .failure(error)
        }
        recorder.end(critical, .critical)
        await services.flush()
        sessions.withLock { $0[number] = nil }
        gate.leave(number)
        return try result.get()
    }

    /// Lets one command work on the project alone, without looking at it; nor is the graph saved
    /// meanwhile.
    ///
    /// - Throws: `CancellationError`; what the body throws.
    func workAlone<Success: Sendable>(
        for session: Session, _ body: () throws -> Success
    ) async throws -> Success {
        let number = try await enter(session, nil)
        defer { gate.leave(number) }
        return try commits.withLock { _ in try body() }
    }

    private func enter(
        _ session: Session, _ terms: CommandTerms?, _ options: ConfigOptions? = nil
    ) async throws -> Int {
        let manners = CommandManners(
            preemptible: options?.preemptible ?? .never, exitWhen: options?.exitWhen ?? .never
        ) {
            session.recorder.note(.commandPreempted)
            session.preemption.yield()
        }
        return try await gate.enter(session.request.arguments, terms, manners) { other in
            session.tell(.waiting(reason: "Waiting for `bld \(other)`"))
        }
    }

    /// Makes a revision of what has changed.
    ///
    /// - Returns: Whether anything has.
    private func commitChanges(_ terms: CommandTerms, _ services: ActionServices) -> Bool {
        latestConfig.withLock { $0 = terms.config }
        return commits.withLock { _ in
            engine.commit { transaction in
                transaction.setConfigSources(terms.config)
                transaction.setBundledCellFolders(terms.bundledCells)
                transaction.setCommandVariables(services.environment)
                transaction.setHostToolPlaces(terms.places)
                transaction.setEnabledValidations(terms.validations)
                if services.control.rerunsTests {
                    let now = WallTime.now
                    transaction.forgetTestResults(
                        at: UInt64(
                            bitPattern: now.seconds &* 1_000_000_000 &+ Int64(now.nanoseconds)))
                }
                tracker.reportChanges(to: &transaction)
            }
        }
    }

    /// What the last command of this process brought to the configuration.
    var currentConfig: ConfigSources? { latestConfig.withLock { $0 } }

    /// Keeps what a command's configuration is made of.
    ///
    /// - Returns: What that of the command before was made of.
    func exchange(
        _ inputs: ConfigInputs, of command: EarlierCommand
    ) -> (inputs: ConfigInputs, command: EarlierCommand)? {
        latestInputs.withLock { latest in
            defer { latest = (inputs, command) }
            return latest
        }
    }

    /// Makes a revision in which nothing is known of what went wrong for another command.
    func forgetFailures() {
        commits.withLock { _ in _ = engine.commit { _ in } }
    }

    /// What commands of some terms perform actions with; the same as before if the terms are.
    private func machinery(
        for terms: CommandTerms, environment: [String: String]
    ) -> Machinery {
        machinery.withLock { machinery in
            if let machinery, machinery.terms == terms {
                machinery.store.wake()
                return machinery
            }
            // Nobody works with the old one, or the gate would have been closed.
            machinery?.store.close()
            let store = LocalStore(terms.store) { [weak self] event in self?.tell(event) }
            let services = ActionServices(
                projectRoot: root, layout: layout, environment: environment, jobs: terms.jobs,
                hashers: Project.processors,
                stores: ActionServices.Stores(
                    content: store.contents, cache: store.results, records: store.records),
                control: BuildControl(keepsGoing: false), reporter: ActionReporter { _ in })
            let made = Machinery(terms: terms, services: services, store: store)
            machinery = made
            return made
        }
    }

    private func tell(_ event: StoreEvent) {
        for session in sessions.withLock({ Array($0.values) }) { session.tell(BuildEvent(event)) }
    }

    // MARK: Between commands

    /// Whether only another process can keep results.
    var isBroken: Bool { machinery.withLock { $0?.store.isBroken ?? false } }

    /// Does what can wait until the client has its answer: saves the graph, and watches what is not
    /// watched yet.
    ///
    /// Blocks.
    func rest() {
        lendStore()
        save()
        if settings.fileWatching == .notified { tracker.listen() }
        shrink()
    }

    /// Lets other processes have the store of results when they want it.
    private func lendStore() {
        guard gate.isIdle else { return }
        machinery.withLock { machinery in
            machinery?.store.rest()
            // A command that has come in since may have woken the store before.
            if !gate.isIdle { machinery?.store.wake() }
        }
    }

    /// Keeps the graph for the next process, unless somebody works or waits.
    func save() {
        guard let store = graph.store else { return }
        commits.withLock { _ in
            guard gate.isIdle else { return }
            do {
                try engine.save(to: store, attachments: [tracker])
            } catch {
                ProjectGraph.log("the graph could not be kept: \(error)")
            }
        }
    }

    /// Makes do with the memory that the configuration allows.
    private func shrink() {
        guard let limit = settings.memoryBytes, gate.isIdle else { return }
        let excess = residentBytes() - limit
        guard excess > 0 else { return }
        engine.evictValues(downToBytes: max(0, engine.valueBytes - excess))
        malloc_trim(0)
    }

    /// Lets go of the stores; to be called when nobody works on the project any more.
    func close() {
        graph.store?.close()
        machinery.withLock { machinery in
            machinery?.store.close()
            machinery = nil
        }
    }
}

extension BuildEvent {
    /// What the console says about the store.
    fileprivate init(_ event: StoreEvent) {
        switch event {
        case .waiting: self = .waiting(reason: event.description)
        case .acquired: self = .message(BuildMessage(.note, event.description))
        case .damagedRecord, .damagedContent, .incompleteResult, .replacedDatabase:
            self = .message(BuildMessage(.warning, "warning: \(event)"))
        }
    }
}

/// What this process holds in memory.
///
/// Source: proc(5), `/proc/pid/statm`, second field, in pages.
func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "re") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    let fields = text.split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
}
