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

/// A project as one command works on it: its graph, with services that are the command's own.
struct Workspace: Sendable {
    /// The project's root.
    let root: AbsolutePath
    /// What actions are performed with.
    let services: ActionServices
    /// The command it is opened for.
    let session: Session
    private let project: Project
    private let resources: Resources
    private let store: LocalStore
    private let timesPhases: Bool
    private let started: ContinuousClock.Instant

    /// Opens the project that a session was started in, for as long as `body` runs.
    ///
    /// - Throws: A diagnostic if there is none, or an option is wrong; what the body throws.
    static func open<Success: Sendable>(
        for session: Session, common: CommonOptions, building: BuildOptions? = nil,
        _ body: (Workspace) async throws -> Success
    ) async throws -> Success {
        let started = ContinuousClock.now
        let project = try session.projects.project(
            at: try session.projectRoot(), try session.layout(common))
        let overrides = try common.overrides.map(ConfigOverride.init(parsing:))
        let paths = try StorePaths(environment: session.request.environment)
        let store = LocalStore(paths) { event in session.tell(BuildEvent(event)) }
        let services = ActionServices(
            projectRoot: project.root, layout: project.layout,
            environment: session.request.environment,
            jobs: building?.jobs ?? Project.processors, hashers: Project.processors,
            stores: ActionServices.Stores(
                content: store.contents, cache: store.results, records: store.records),
            control: BuildControl(keepsGoing: building?.keepsGoing ?? false),
            reporter: ActionReporter { session.tell($0) })
        return try await project.work(for: session, overrides: overrides, services: services) {
            resources in
            var resources = resources
            if !ModuleFolder.build.isEmpty {
                resources[ModuleSnapshotsResource.self] = ModuleSnapshots(
                    store: ModuleFolder(cache: paths.root), kinds: persistentAnalysisObjects,
                    build: ModuleFolder.build)
            }
            let workspace = Workspace(
                root: project.root, services: services, session: session, project: project,
                resources: resources, store: store,
                timesPhases: building?.timesPhases ?? false, started: started)
            do {
                let success = try await body(workspace)
                await workspace.close()
                return success
            } catch {
                await workspace.close()
                throw error
            }
        }
    }

    /// Asks questions of one revision of the graph.
    func ask<Answer: Sendable>(
        _ body: @Sendable (borrowing Context) async throws -> Answer
    ) async throws -> Answer {
        try await project.engine.withContext(resources: resources, body)
    }

    /// Builds what patterns match.
    ///
    /// - Parameters:
    ///   - patterns: As on the command line.
    ///   - runnable: Whether what the targets' `RunInfo` needs is built too.
    ///   - lists: Whether the report says which targets were built.
    /// - Returns: What was built and what went wrong.
    func build(
        _ patterns: [String], runnable: Bool = false, lists: Bool
    ) async -> BuildReport {
        var report = BuildReport()
        do {
            report = try await ask { context in
                let parsed = try await self.parse(patterns, in: context)
                if timesPhases { await self.time(parsed, in: context) }
                let phase = Phase("actions", isTimed: timesPhases, session)
                defer { phase.end() }
                let outcome = try await context.build(
                    parsed, needs: runnable ? .running : .outputs,
                    keepsGoing: services.control.keepsGoing)
                var report = BuildReport()
                report.add(outcome)
                if lists { report.built = await context.builtTargets(of: outcome) }
                return report
            }
        } catch {
            report.add(error)
        }
        if Task.isCancelled { report.add(CancellationError()) }
        report.counts = services.reporter.counts
        report.duration = ContinuousClock.now - started
        return report
    }

    /// Loads and analyses what patterns match, one after the other, and says how long each took.
    private func time(_ patterns: [TargetPattern], in context: borrowing Context) async {
        var phase = Phase("loading", isTimed: true, session)
        let labels = (try? await targets(matching: patterns, in: context)) ?? []
        phase.next("analysis")
        _ = await context.analyse(labels)
        phase.end()
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
