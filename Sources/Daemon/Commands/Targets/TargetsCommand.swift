import ArgumentParser
import BuildEvents
import BuildModel
import Diagnostics
import GraphQueries
import Loading
import Query

/// `bld targets`: what there is to build.
struct TargetsCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "targets",
        abstract: "Lists the targets that patterns match, as they are declared.",
        aliases: ["utargets"])

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: TargetConfigurationOptions
    @OptionGroup var starlark: StarlarkOptions
    @OptionGroup var attributes: AttributeOptions
    @OptionGroup var format: TargetListFormat
    @OptionGroup var hashing: TargetHashOptions
    @OptionGroup var outputs: OutputListingOptions

    @Flag(
        name: .customLong("resolve-alias"),
        help: "Print the label that each alias of .buckconfig stands for.")
    var resolvesAliases = false

    @Flag(
        name: .customLong("keep-going"),
        help: "List what can be loaded, and what is wrong with the rest.")
    var keepsGoing = false

    @Argument(help: "What to list: //package:, //folder/..., //package:name.")
    var targets: [String] = []

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            if resolvesAliases {
                let aliases = try await workspace.resolveAliases(targets)
                session.write(ResolvedAlias.text(of: aliases, format))
                return .exit(.success)
            }
            if outputs.format != nil { return try await listOutputs(workspace) }
            let listing = TargetListing(
                workspace: workspace, format: format, attributes: attributes.patterns,
                showsCallStacks: starlark.showsCallStacks, keepsGoing: keepsGoing)
            guard hashing.isAskedFor else { return try await listing.run(targets) }
            return try await listing.run(targets) { nodes in
                try await hashing.hashes(of: nodes, target, workspace)
            }
        }
    }

    func validate() throws {
        if format.isStreaming, hashing.isAskedFor, hashing.isRecursive {
            throw ValidationError("--target-hash-recursive=true cannot go with --streaming.")
        }
    }

    private func listOutputs(_ workspace: Workspace) async throws -> CommandEnding {
        let rows = try await workspace.defaultOutputs(of: targets, target)
        workspace.session.write(outputs.text(of: rows, root: workspace.root))
        return .exit(.success)
    }
}

/// How `targets` prints.
struct TargetListFormat: ParsableArguments {
    @Flag(help: "Print a JSON array with the attributes of each target.")
    var json = false

    @Flag(
        name: .customLong("json-lines"), help: "Print one JSON object with attributes per line.")
    var jsonLines = false

    @Flag(help: "Print how many packages and targets there are, and how many errors.")
    var stats = false

    @Flag(
        name: .customLong("include-defaults"),
        help: "Print attributes that are left at their defaults too.")
    var includesDefaults = false

    @Flag(
        name: .customLong("streaming"), help: "Print targets as soon as they are loaded.")
    var isStreaming = false

    @Flag(
        name: .customLong("no-cache"),
        help: "Accepted with --streaming, and without effect: what is loaded may be evicted.")
    private var isUncached = false

    @Flag(
        name: .customLong("imports"),
        help: "With --streaming, print what each build file and module loads itself.")
    var listsImports = false

    @Flag(
        name: .customLong("package-values"),
        help: "Print the values that PACKAGE files give to the package of each target.")
    private var listsPackageValues = false

    @Option(
        name: .customLong("package-values-regex"),
        help: ArgumentHelp("The same for values whose names match.", valueName: "regex"))
    private var packageValuePatterns: [String] = []

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Write to a file.", valueName: "path"))
    var outputFile: String?

    /// The regular expressions of the names of package values to print; none for none.
    var packageValues: [String] { listsPackageValues ? [""] : packageValuePatterns }

    func validate() throws {
        if [json, jsonLines, stats].count(where: \.self) > 1 {
            throw ValidationError("--json, --json-lines and --stats exclude each other.")
        }
        if listsImports || isUncached, !isStreaming {
            throw ValidationError("--imports and --no-cache need --streaming.")
        }
        if listsPackageValues, !packageValuePatterns.isEmpty {
            throw ValidationError("--package-values and --package-values-regex exclude each other.")
        }
    }
}
