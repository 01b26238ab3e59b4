import ArgumentParser
import BuildModel
import Diagnostics
import Loading
import TargetConfiguration

/// Whether and how `targets` hashes targets.
struct TargetHashOptions: ParsableArguments {
    /// How the files that targets name count.
    enum FileMode: String, ExpressibleByArgument {
        case pathsOnly = "paths_only"
        case pathsAndContents = "paths_and_contents"
        case none

        init?(argument: String) { self.init(rawValue: argument.lowercased()) }
    }

    @Flag(
        name: .customLong("show-target-hash"),
        help: "Print a hash of each target, configured, with its label.")
    var showsConfiguredHash = false

    @Flag(
        name: .customLong("show-unconfigured-target-hash"),
        help: "Print a hash of each target as it is declared.")
    var showsUnconfiguredHash = false

    @Option(
        name: .customLong("target-hash-file-mode"),
        help: "How files count: paths_and_contents, paths_only or none.")
    var fileMode = FileMode.pathsAndContents

    @Option(
        name: .customLong("target-hash-modified-paths"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "With paths_only, files that count as if they had changed.", valueName: "paths"))
    var modifiedPaths: [String] = []

    @Option(
        name: .customLong("target-hash-function"),
        help: "Accepted: fast, strong or the name of a function; all are one strong hash.")
    private var function = "fast"

    @Option(
        name: .customLong("target-hash-recursive"),
        help: "Whether what a target depends on is hashed too: true or false.")
    var isRecursive = false

    /// Whether any hash is printed.
    var isAskedFor: Bool { showsConfiguredHash || showsUnconfiguredHash }

    func validate() throws {
        if showsConfiguredHash, showsUnconfiguredHash {
            throw ValidationError(
                "--show-target-hash and --show-unconfigured-target-hash exclude each other.")
        }
    }

    /// The hashes of targets.
    ///
    /// - Returns: By label. A target that its configuration rules out has none.
    /// - Throws: What is wrong with a target, with its configuration, or with a modified path.
    func hashes(
        of nodes: [TargetQueryNode], _ target: TargetConfigurationOptions, _ workspace: Workspace
    ) async throws -> [TargetLabel: String] {
        let modified = try await workspace.ask { context in
            let cells = try await context.cells()
            return Set(try modifiedPaths.map { try workspace.cellPath(ofFile: $0, cells) })
        }
        return try await workspace.ask { context in
            let hasher = TargetHasher(
                files: fileMode, modified: modified, isRecursive: isRecursive)
            if showsUnconfiguredHash {
                return try await hasher.hashes(of: nodes.map(\.label), in: context)
            }
            let request = try await workspace.configurationRequest(target.arguments, in: context)
            let patterns = nodes.map { node in
                RequestedPattern(
                    pattern: .target(ProvidersLabel(target: node.label)),
                    resolution: .request(request))
            }
            let found = try await workspace.configuredTargets(patterns, in: context)
            return try await hasher.configuredHashes(of: found.targets, in: context)
        }
    }
}
