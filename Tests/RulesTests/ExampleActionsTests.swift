import Analysis
import BuildModel
import Diagnostics
import Foundation
import Incremental
import Loading
import TargetConfiguration
import Testing

/// Every action of the examples, as the rules declare them.
struct ExampleActionsTests {
    @Test(arguments: [
        ("cpp", "Examples/cpp"), ("rust", "Examples/rust"), ("mixed", "Examples/mixed"),
        ("kitchen", "Tests/RulesTests/Kitchen"), ("toolchains", "Tests/RulesTests/Toolchains"),
    ])
    func actions(example: String, path: String) async throws {
        let folder = repository.appendingPathComponent(path)
        let text: String
        do {
            text = try await actions(of: folder)
        } catch let error as Diagnostic {
            let rendered = DiagnosticRenderer(color: false).render(error)
            Issue.record("\(rendered)")
            return
        }
        try compare(text, with: "\(example).txt")
    }

    /// The same when modules are kept, and again when nothing has to be evaluated.
    @Test(arguments: ["Examples/cpp", "Examples/rust", "Tests/RulesTests/Kitchen"])
    func actionsOfKeptModules(path: String) async throws {
        let folder = repository.appendingPathComponent(path)
        let store = MemoryModuleStore()
        let plain = try await actions(of: folder)
        #expect(try await actions(of: folder, store) == plain)
        // A snapshot and the paths of the loads: of the prelude, the 14 files it leads to and the
        // toolchains.
        let kept = store.keptCount
        #expect(kept >= 2 * 16)
        #expect(try await actions(of: folder, store) == plain)
        #expect(store.keptCount == kept)
    }

    private func actions(of folder: URL, _ store: MemoryModuleStore? = nil) async throws -> String {
        var resources = Resources()
        resources[SourceTreeResource.self] = DiskSourceTree(
            projectRoot: try AbsolutePath(folder.path))
        resources[RuleGlobals.self] = analysisGlobals()
        resources[ConfigurationProvidersResource.self] = AnalysisConfigurationProviders()
        resources[HostToolResource.self] = ImaginaryTools()
        if let store {
            resources[ModuleSnapshotsResource.self] = ModuleSnapshots(
                store: store, kinds: persistentAnalysisObjects, build: "test")
        }
        let engine = Engine(resources: resources, workers: 2)
        return try await engine.withContext { context in
            let pattern = TargetPattern.recursive(CellPath(cell: .root, path: .base))
            var text = ""
            for node in try await context.targets(matching: pattern) {
                let label = try await context.configuredLabel(of: node.label)
                let analysis = try await context.analysis(of: label)
                text += "\(node.label)\n"
                for action in analysis.actions { text += try describe(action) }
            }
            return text
        }
    }

    private func compare(_ text: String, with name: String) throws {
        let file = repository.appendingPathComponent("Tests/RulesTests/Golden/\(name)")
        let golden = "# Rewritten by BLD_UPDATE_GOLDEN=1 swift test --filter RulesTests\n" + text
        if ProcessInfo.processInfo.environment["BLD_UPDATE_GOLDEN"] == "1" {
            try golden.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == golden)
    }
}

/// Programs that every machine of the tests has.
private struct ImaginaryTools: HostToolResolver {
    func program(named names: [String]) async throws -> HostToolSearch {
        .found(
            HostProgram(
                name: names[0], path: try AbsolutePath("/tools/\(names[0])"), digest: .empty))
    }
}

/// An action's category, what it makes and how; the hash of the configuration is left out.
private func describe(_ action: ActionSpec) throws -> String {
    let layout = ArtifactLayout()
    func path(_ artifact: Artifact) -> String { shortened(layout.path(of: artifact).text) }
    var text = "  \(action.category)" + (action.identifier.map { " \($0)" } ?? "") + "\n"
    switch action.kind {
    case .run(let run):
        for (name, value) in run.environment {
            text += "    \(name)=\(try words(value))\n"
        }
        for word in try run.command.expand(layout: layout) {
            let lines = shortened(word).split(separator: "\n", omittingEmptySubsequences: false)
            text += "    " + lines.joined(separator: "\n      ") + "\n"
        }
    case .write(let write):
        if case .lines(let lines) = write.content {
            for line in try lines.expand(layout: layout) { text += "    | \(shortened(line))\n" }
        }
    case .copy(let copy): text += "    from \(path(copy.source))\n"
    case .symlink(let link): text += "    to \(path(link.target))\n"
    case .symlinkedDirectory(let folder), .copiedDirectory(let folder),
        .assembledDirectory(let folder):
        for entry in folder.entries { text += "    \(entry.path) = \(path(entry.source))\n" }
    case .download: break
    }
    for output in action.outputs {
        text += "    -> \(shortened(layout.path(of: output).text))\n"
    }
    return text

    func words(_ line: CommandLine) throws -> String {
        shortened(try line.expand(layout: layout).joined(separator: " "))
    }
}

private func shortened(_ text: String) -> String {
    text.replacing(#/buck-out/bld/art/root/[0-9a-f]+/#, with: "OUT")
}
