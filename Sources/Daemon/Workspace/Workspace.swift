import ActionGraph
import Analysis
import BuildModel
import DaemonProtocol
import Diagnostics
import Execution
import Glibc
import Incremental
import Loading
import Storage
import TargetConfiguration

/// A project opened for one command: the engine with all services, put together in the one place
/// where every module is known.
struct Workspace: Sendable {
    /// The project's root.
    let root: AbsolutePath
    /// Answers every question.
    let engine: Engine
    /// What actions are performed with.
    let services: ActionServices
    /// The command it is opened for.
    let session: Session
    private let store: LocalStore
    private let timesPhases: Bool
    private let started = ContinuousClock.now

    /// Opens the project that the session was started in; nothing is read yet.
    ///
    /// - Throws: A diagnostic if there is none, or an option is wrong.
    init(
        session: Session, common: CommonOptions, building: BuildOptions? = nil
    ) throws {
        root = try session.projectRoot()
        self.session = session
        timesPhases = building?.timesPhases ?? false
        let processors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        let paths = try StorePaths(environment: session.request.environment)
        store = LocalStore(paths) { event in session.tell(BuildEvent(event)) }
        services = ActionServices(
            projectRoot: root, layout: try session.layout(common),
            environment: session.request.environment,
            jobs: building?.jobs ?? processors, hashers: processors,
            stores: ActionServices.Stores(
                content: store.contents, cache: store.results, records: store.records),
            control: BuildControl(keepsGoing: building?.keepsGoing ?? false),
            reporter: ActionReporter { session.tell($0) })
        let overrides = try common.overrides.map(ConfigOverride.init(parsing:))
        engine = Engine(
            resources: Workspace.resources(root, services, paths), workers: processors)
        engine.commit { $0.setConfigOverrides(overrides) }
    }

    private static func resources(
        _ root: AbsolutePath, _ services: ActionServices, _ paths: StorePaths
    ) -> Resources {
        var resources = Resources()
        resources[SourceTreeResource.self] = DiskSourceTree(projectRoot: root)
        resources[RuleGlobals.self] = analysisGlobals()
        resources[ConfigurationProvidersResource.self] = AnalysisConfigurationProviders()
        resources[HostToolResource.self] = ToolResolver(tools: services.tools)
        resources[ActionServicesResource.self] = services
        if !ModuleFolder.build.isEmpty {
            resources[ModuleSnapshotsResource.self] = ModuleSnapshots(
                store: ModuleFolder(cache: paths.root), kinds: persistentAnalysisObjects,
                build: ModuleFolder.build)
        }
        return resources
    }

    /// Asks questions of one revision of the graph.
    func ask<Answer: Sendable>(
        _ body: @Sendable (borrowing Context) async throws -> Answer
    ) async throws -> Answer {
        try await engine.withContext(body)
    }

    /// Builds what patterns match.
    ///
    /// - Parameters:
    ///   - patterns: As on the command line.
    ///   - runnable: Whether what the targets' `RunInfo` needs is built too.
    /// - Returns: What was built and what went wrong.
    func build(_ patterns: [String], runnable: Bool = false) async -> BuildReport {
        var report = BuildReport()
        do {
            report = try await ask { context in
                var phase = Phase("loading", isTimed: timesPhases, session)
                let requested = try await self.targets(matching: patterns, in: context)
                var report = BuildReport()
                for failure in requested.failures { report.add(failure) }
                guard report.succeeded || services.control.keepsGoing else { return report }
                let labels = requested.targets.map(\.label)
                if timesPhases {
                    phase.next("analysis")
                    _ = await context.analyse(labels)
                }
                phase.next("actions")
                defer { phase.end() }
                let needs = runnable ? BuildNeeds.running : .outputs
                report.add(await context.build(labels, needs: needs), of: requested.targets)
                return report
            }
        } catch {
            report.add(error)
        }
        if Task.isCancelled { report.add(CancellationError()) }
        await close()
        report.counts = services.reporter.counts
        report.duration = ContinuousClock.now - started
        return report
    }

    /// Writes what later commands may use, and lets go of the store.
    private func close() async {
        await services.flush()
        store.close()
    }
}

/// Says how long each phase of a build took, if that was asked for.
private struct Phase {
    private var name: String
    private var start = ContinuousClock.now
    private let isTimed: Bool
    private let session: Session

    init(_ name: String, isTimed: Bool, _ session: Session) {
        self.name = name
        self.isTimed = isTimed
        self.session = session
    }

    mutating func next(_ name: String) {
        end()
        self.name = name
        start = ContinuousClock.now
    }

    func end() {
        guard isTimed else { return }
        let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
        session.complain("\(name): \(Int(milliseconds)) ms\n")
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
