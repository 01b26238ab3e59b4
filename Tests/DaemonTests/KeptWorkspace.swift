import ActionGraph
import Analysis
import BuildEvents
import BuildModel
import Diagnostics
import Execution
import Foundation
import Incremental
import Loading
import Storage
import Synchronization
import TargetConfiguration
import TestSupport
import Testing

@testable import Daemon

/// A workspace whose graph is kept in files: each build of it is one by a new process, as far as
/// the graph can tell.
struct KeptWorkspace {
    let files: TemporaryWorkspace

    init(_ files: TemporaryWorkspace) { self.files = files }

    /// What one process did.
    struct Life {
        /// What the engine did, `verb key`, sorted, without hashes of configurations.
        var events: [String] = []
        /// Titles of the actions whose command was started, sorted.
        var ran: [String] = []
        /// What went wrong.
        var errors: [String] = []
        /// What the store said.
        var complaints: [String] = []

        /// What was computed, whether for the first time or not.
        var computed: [String] {
            let verbs = ["compute ", "recompute ", "restore "]
            return events.filter { event in verbs.contains(where: event.hasPrefix) }
        }

        /// What was computed by evaluating Starlark.
        var evaluated: [String] {
            let kinds = ["package(", "module(", "globals(", "analysis("]
            return computed.filter { event in
                kinds.contains { event.contains(" \($0)") }
            }
        }
    }

    /// Rewrites a file, which the change has to change.
    func edit(_ path: String, _ change: (String) -> String) throws {
        let file = files.root.appendingPathComponent(path)
        let text = try String(contentsOf: file, encoding: .utf8)
        let edited = change(text)
        #expect(edited != text)
        try files.write(path, edited)
    }

    /// Restores the graph, builds what patterns match, and saves the graph.
    func build(_ patterns: String...) async throws -> Life {
        let root = try AbsolutePath(files.root.path)
        let layout = ArtifactLayout()
        let notes = Mutex<(ran: [String], complaints: [String])>(([], []))
        let kinds = PersistentKinds.project
        let store = GraphStore(
            folder: "\(root)/buck-out/bld/graph", identity: "test", kinds: kinds,
            log: { line in notes.withLock { $0.complaints.append(line) } })
        defer { store.close() }
        let log = EventLog()
        let tracker = FileTracker(root: root, watcher: nil)
        let contents = LocalStore(try StorePaths(environment: files.environment)) { _ in }
        defer { contents.close() }
        let services = ActionServices(
            projectRoot: root, layout: layout, environment: files.environment, jobs: 2,
            hashers: 2,
            stores: .init(
                content: contents.contents, cache: contents.results, records: contents.records),
            control: BuildControl(keepsGoing: true),
            reporter: ActionReporter { event in
                guard case .actionFinished(let action, let end) = event, end.outcome == .ran
                else { return }
                notes.withLock { $0.ran.append(action.title) }
            })
        var resources = Resources()
        resources[SourceTreeResource.self] = DiskSourceTree(projectRoot: root)
        resources[RuleGlobals.self] = analysisGlobals()
        resources[ConfigurationProvidersResource.self] = AnalysisConfigurationProviders()
        resources[BuiltFilesResource.self] = ActionOutputFiles()
        resources[FileObserverResource.self] = tracker
        resources[HostToolResource.self] = ToolResolver(tools: services.tools, observer: tracker)
        resources[ActionServicesResource.self] = services
        let engine = Engine(
            resources: resources, workers: 2, log: log,
            reportDifference: { key in notes.withLock { $0.complaints.append("differs: \(key)") } },
            store: store)
        try tracker.restore(store.attachment(tracker.name), kinds: kinds, owner: store)
        engine.commit { transaction in
            transaction.setConfigOverrides([])
            transaction.setCommandVariables(services.environment)
            transaction.setHostToolPlaces(HostTools.places(in: files.environment))
            tracker.reportChanges(to: &transaction)
        }
        let outcome = try await engine.withContext { context in
            let cells = try await context.cells()
            let folder = CellPath(cell: cells.rootCell, path: .base)
            let parsed = try patterns.map {
                RequestedPattern(pattern: try cells.pattern($0, from: folder))
            }
            return try await context.build(parsed, BuildTerms())
        }
        try engine.save(to: store, attachments: [tracker])
        await services.flush()
        var life = Life()
        let hash = #/#[0-9a-f]{16}/#
        life.events = log.take().map { $0.replacing(hash, with: "") }.sorted()
        life.errors = (outcome.unknown.map(\.error) + outcome.failures.map(\.error)).map { "\($0)" }
        notes.withLock { notes in
            life.ran = notes.ran.sorted()
            life.complaints = notes.complaints
        }
        return life
    }
}
