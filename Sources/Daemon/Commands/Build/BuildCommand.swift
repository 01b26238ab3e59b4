import ActionGraph
import ArgumentParser
import BuildModel
import Diagnostics

/// `bld build`: makes the outputs of targets.
struct BuildCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Builds targets.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var building: BuildOptions
    @OptionGroup var listing: OutputListingOptions
    @OptionGroup var parts: BuildPartOptions

    @Option(
        name: .customLong("out"),
        help: ArgumentHelp(
            "Copy the output of the only target to a file or folder; `-` for the outputs of all "
                + "targets on standard output.", valueName: "path"))
    var out: String?

    @Argument(help: "What to build: //package:name, //package:, //folder/..., :name.")
    var targets: [String] = []

    func run(in session: Session) async throws -> CommandEnding {
        let lists =
            listing.format != nil || out != nil || building.report.isWanted
            || common.reporting.recordFile != nil
        return try await Workspace.open(for: session, common: common, building: building) {
            workspace in
            var report = try await workspace.build(
                targets, needs: parts.needs, lists: lists, reporting: building.report)
            if let out {
                do {
                    try OutputCopy(report.built, root: workspace.root).copy(to: out, session)
                } catch {
                    report.add(error)
                }
            }
            try await workspace.linkOutputs(of: report, parts.needs)
            try await workspace.write(report, as: building.report, parts.needs)
            if let format = listing.format {
                session.write(format.render(report.built, root: workspace.root))
            }
            return .exit(report.finish(session))
        }
    }
}

/// What of each target is built, and where it is put.
struct BuildPartOptions: ParsableArguments {
    @Option(
        name: [.customShort("M"), .customLong("materializations")],
        help: "Whether what is built is put in place, or only kept in the cache: all or none.")
    var materializations: Materializations = .all

    @Flag(name: .customLong("build-default-info"), help: "Build outputs (the default).")
    var buildsOutputs = false

    @Flag(name: .customLong("skip-default-info"), help: "Do not build outputs.")
    var skipsOutputs = false

    @Flag(name: .customLong("build-run-info"), help: "Build what runs need (the default).")
    var buildsRunInfo = false

    @Flag(name: .customLong("skip-run-info"), help: "Do not build what runs need.")
    var skipsRunInfo = false

    @Flag(name: .customLong("build-test-info"), help: "Build what tests need.")
    var buildsTests = false

    @Flag(name: .customLong("skip-test-info"), help: "Do not build what tests need (the default).")
    var skipsTests = false

    @Flag(name: .customLong("deep"), help: .hidden)
    var isDeep = false

    @Option(name: .customLong("upload-final-artifacts"), help: .hidden)
    var uploads: String?

    /// Whether outputs are put in place.
    enum Materializations: String, ExpressibleByArgument {
        case all
        case none

        init?(argument: String) { self.init(rawValue: argument.lowercased()) }
    }

    func validate() throws {
        for (build, skip, name) in [
            (buildsOutputs, skipsOutputs, "default-info"),
            (buildsRunInfo, skipsRunInfo, "run-info"),
            (buildsTests, skipsTests, "test-info"),
        ] where build && skip {
            throw ValidationError("`--build-\(name)` and `--skip-\(name)` exclude each other.")
        }
    }

    /// What is made of each target.
    var needs: BuildNeeds {
        var needs: BuildNeeds = materializations == .all ? .placed : []
        if !skipsOutputs { needs.insert(.outputs) }
        if !skipsRunInfo { needs.insert(.running) }
        if buildsTests { needs.insert(.testing) }
        return needs
    }
}
