import BuildModel
import Diagnostics
import Incremental
import Loading
import Starlark
import TargetConfiguration

@testable import Analysis

/// A workspace in memory whose targets are analysed.
struct AnalysisWorkspace {
    static let layout = ArtifactLayout()
    let tree: MemorySourceTree
    let engine: Engine
    let log = EventLog()

    /// Makes a workspace of texts by path, without prelude unless `bundled` has files.
    ///
    /// Modules are written as snapshots and read again, unless `modules` says that there is no
    /// store for them.
    init(
        _ files: [String: String], bundled: [String: String] = [:], tools: [String] = [],
        modules: MemoryModuleStore? = MemoryModuleStore(), contents: (any BuiltFiles)? = nil
    ) {
        var files = files
        if files[".buckconfig"] == nil, bundled.isEmpty {
            files[".buckconfig"] = "[cells]\nroot = .\n"
        }
        tree = MemorySourceTree(files, bundled: bundled)
        var resources = Resources()
        resources[SourceTreeResource.self] = tree
        resources[RuleGlobals.self] = analysisGlobals()
        resources[ConfigurationProvidersResource.self] = AnalysisConfigurationProviders()
        resources[HostToolResource.self] = FixedTools(names: tools)
        if let contents { resources[BuiltFilesResource.self] = contents }
        if let modules {
            resources[ModuleSnapshotsResource.self] = ModuleSnapshots(
                store: modules, kinds: persistentAnalysisObjects, build: "test")
        }
        engine = Engine(resources: resources, workers: 2, log: log)
    }

    /// A workspace of one package at the root: a `.bzl` file and a BUCK file that loads names of
    /// it.
    init(
        rules: String, names: [String], build: String, files: [String: String] = [:],
        contents: (any BuiltFiles)? = nil
    ) {
        let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
        self.init(
            files.merging(
                ["rules.bzl": rules, "BUCK": "load(\":rules.bzl\", \(list))\n" + build],
                uniquingKeysWith: { file, _ in file }), contents: contents)
    }

    /// Analyses a target such as `//a:b`, in the configuration in which it would be built.
    func analyse(_ label: String) async throws -> AnalysisResult {
        try await engine.withContext { context in
            let cells = try await context.cells()
            let target = try cells.targetLabel(
                label, in: PackageLabel(cell: .root, path: .base))
            let configured = try await context.configuredLabel(of: target)
            return try await context.analysis(of: configured)
        }
    }

    /// The diagnostic with which the analysis of a target fails.
    func failure(of label: String) async throws -> Diagnostic? {
        do {
            _ = try await analyse(label)
            return nil
        } catch let diagnostic as Diagnostic {
            return diagnostic
        }
    }
}

/// Finds the programs of a list in `/tools`.
struct FixedTools: HostToolResolver {
    let names: [String]

    func program(named candidates: [String]) async throws -> HostToolSearch {
        guard let name = candidates.first(where: names.contains) else {
            return .missing(searched: ["/tools", "/usr/bin"])
        }
        return .found(
            HostProgram(
                name: name, path: try AbsolutePath("/tools/" + name),
                digest: Digest(of: Array(name.utf8))))
    }
}

extension AnalysisResult {
    /// The action that makes an output.
    func action(making path: String) -> ActionSpec? {
        actions.first { $0.outputs.contains { $0.path.text == path } }
    }

    /// The lines that a `write` puts into an output.
    func lines(of path: String) throws -> [String] {
        guard case .write(let write)? = action(making: path)?.kind else { return [] }
        let text = try write.text(layout: AnalysisWorkspace.layout, projectRoot: .root)
        return text.isEmpty
            ? []
            : text.split(separator: "\n", omittingEmptySubsequences: false)
                .map(String.init)
    }

    /// The command that makes an output.
    func command(making path: String) -> RunAction? {
        guard case .run(let run)? = action(making: path)?.kind else { return nil }
        return run
    }
}

extension CommandLine {
    /// The arguments in the layout of the tests, with the folder of outputs cut to `out`.
    func arguments() throws -> [String] {
        try expand(layout: AnalysisWorkspace.layout).map(shortened)
    }
}

/// A path with the folder of outputs of a target of the root package cut to `out/<name>`.
func shortened(_ argument: String) -> String {
    var text = argument
    for hash in ["1ef78538d8598cb2"] {
        text = text.replacing("buck-out/bld/art/root/\(hash)/", with: "out/")
    }
    return text
}
