import ActionGraph
import Analysis
import BXL
import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics
import Execution
import Glibc
import GraphQueries
import Incremental
import Loading
import Storage
import TargetConfiguration

/// A project as one command works on it: its graph, with services that are the command's own.
struct Workspace: Sendable {
    /// The project's root.
    let root: AbsolutePath
    /// What actions are performed with.
    let services: ActionServices
    /// The command it is opened for.
    let session: Session
    /// The project itself.
    let project: Project
    private var resources: Resources
    /// What scripts have told while they ran.
    let streams: ScriptStreams
    /// What the command line says of what is built, and how.
    let building: BuildOptions?
    /// When the command began to work on it.
    let started: ContinuousClock.Instant

    /// Opens the project that a session was started in, for as long as `body` runs.
    ///
    /// - Throws: A diagnostic if there is none, or an option is wrong; what the body throws.
    static func open<Success: Sendable>(
        for session: Session, common: CommonOptions, building: BuildOptions? = nil,
        control: BuildControl? = nil, _ body: (Workspace) async throws -> Success
    ) async throws -> Success {
        let started = ContinuousClock.now
        let root = try session.projectRoot()
        let layout = try session.layout(common)
        try session.openLog(
            root: root, layout: layout, common.reporting, preemptible: common.config.preemptible)
        var terms = try CommandTerms(session, common, building)
        let project = try await session.projects.project(at: root, layout, terms.config) {
            session.complain("\($0)\n")
        }
        if common.config.reusesCurrent { terms.reuseConfig(of: project, session) }
        let control = control ?? BuildControl(keepsGoing: !(building?.failsFast ?? false))
        session.recorder.note(
            .commandOptions(jobs: terms.jobs, processors: Project.processors))
        return try await project.work(
            for: session, terms: terms, common.config, control: control,
            usesCache: !(building?.ignoresCache ?? false)
        ) { services, resources in
            var resources = resources
            let streams = ScriptStreams()
            resources[ScriptStreamResource.self] = { run, text in
                streams.note(run)
                session.write(text)
            }
            resources[PrintedLinesResource.self] = { session.complain($0 + "\n") }
            if !ModuleFolder.build.isEmpty {
                resources[ModuleSnapshotsResource.self] = ModuleSnapshots(
                    store: ModuleFolder(cache: terms.store.root),
                    kinds: persistentAnalysisObjects, build: ModuleFolder.build)
            }
            let workspace = Workspace(
                root: root, services: services, session: session, project: project,
                resources: resources, streams: streams, building: building, started: started)
            await workspace.logConfig()
            try await workspace.checkAgentContext(common.reporting)
            return try await body(workspace)
        }
    }

    /// The same, telling of each target as soon as it is built.
    func telling(
        _ built: @escaping @Sendable (ConfiguredProvidersLabel) -> Void
    ) -> Workspace {
        var workspace = self
        workspace.resources[BuiltTargetResource.self] = built
        return workspace
    }

    /// Asks questions of one revision of the graph.
    ///
    /// If another command brings changes meanwhile, all are asked again of the newer one.
    func ask<Answer: Sendable>(
        _ body: @escaping @Sendable (borrowing Context) async throws -> Answer
    ) async throws -> Answer {
        while true {
            do {
                return try await project.engine.withContext(resources: resources, body)
            } catch is SupersededError {
                try Task.checkCancellation()
            }
        }
    }

    /// Builds what patterns match.
    ///
    /// - Parameters:
    ///   - patterns: As on the command line.
    ///   - needs: What is made of each.
    ///   - lists: Whether the report says which targets were built.
    /// - Returns: What was built and what went wrong.
    func build(
        _ patterns: [String], needs: BuildNeeds = .standard, lists: Bool
    ) async -> BuildReport {
        let began = ContinuousClock.now
        let counts = await countsMetrics()
        var report = await buildInTime(patterns, needs, lists: lists || counts)
        if counts, !Task.isCancelled { await addMetrics(to: &report, since: began) }
        return report
    }

    /// Builds what patterns match, unless it takes longer than it may.
    private func buildInTime(
        _ patterns: [String], _ needs: BuildNeeds, lists: Bool
    ) async -> BuildReport {
        let report = await inTime {
            await self.buildToTheEnd(patterns, needs, lists: lists)
        }
        if let report { return report }
        return await timedOut(patterns, BuildTimedOut(limit: building?.timeout?.text ?? ""))
    }

    /// What is said of a build that was ended before its time.
    private func timedOut(_ patterns: [String], _ error: BuildTimedOut) async -> BuildReport {
        var report = BuildReport()
        report.add(error)
        let requested = try? await ask { context in
            try await context.requestedTargets(
                try await self.requestedPatterns(patterns, configuration, in: context))
        }
        report.add(
            unfinished: (requested?.targets ?? []).map { target in
                BuildFailure(label: target.label, configured: target.configured, error: error)
            }
                + (requested?.failures ?? []).map { target in
                    BuildFailure(label: target.label, configured: nil, error: error)
                })
        report.counts = services.reporter.counts
        report.duration = ContinuousClock.now - started
        return report
    }

    /// What the command line says of configurations.
    var configuration: TargetConfigurationArguments {
        building?.configuration.arguments ?? .none
    }

    /// What the command line says may be left out.
    var skipping: BuildReport.Skipping {
        BuildReport.Skipping(
            missing: building?.skipsMissing ?? false,
            incompatible: building?.skipsIncompatible ?? false,
            warningsAreErrors: session.warningsAreErrors)
    }

    private func buildToTheEnd(
        _ patterns: [String], _ needs: BuildNeeds, lists: Bool
    ) async -> BuildReport {
        var report = BuildReport()
        let began = ContinuousClock.now
        do {
            repeat {
                report = try await ask { context in
                    try await self.build(patterns, needs, lists: lists, in: context)
                }
                // What another command has stopped after a failure of its own is not this one's.
                guard report.wasStopped, services.control.mayStart else { break }
                project.forgetFailures()
            } while !Task.isCancelled
        } catch {
            report.add(error)
        }
        // Those that a newer revision knows nothing of.
        for failure in services.control.failures { report.add(failure) }
        if Task.isCancelled { report.add(CancellationError()) }
        report.counts = services.reporter.counts
        report.duration = ContinuousClock.now - started
        logCriticalPath(since: began)
        return report
    }

    /// Loads and analyses what patterns match, one after the other, and says how long each took.
    private func time(_ patterns: [RequestedPattern], in context: borrowing Context) async {
        var phase = Phase("loading", isTimed: true, session)
        let requested = try? await context.requestedTargets(patterns)
        phase.next("analysis")
        _ = await context.analyses(of: (requested?.targets ?? []).map(\.configured))
        phase.end()
    }

    private func build(
        _ patterns: [String], _ needs: BuildNeeds, lists: Bool, in context: borrowing Context
    ) async throws -> BuildReport {
        let parsed = try await requestedPatterns(patterns, configuration, in: context)
        let names = parsed.map(\.pattern.description)
        session.log.note(patterns: names)
        session.recorder.note(.targetPatterns(names))
        let timesPhases = building?.timesPhases ?? false
        if timesPhases { await time(parsed, in: context) }
        let phase = Phase("actions", isTimed: timesPhases, session)
        defer { phase.end() }
        let outcome = try await context.build(
            parsed, BuildTerms(needs: needs, keepsGoing: services.control.keepsGoing))
        var report = BuildReport()
        report.add(outcome, skipping: skipping)
        if lists { report.built = await context.builtTargets(of: outcome) }
        return report
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
