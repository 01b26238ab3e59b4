import ActionGraph
import ArgumentParser
import BuildModel

/// `bld build`: makes the default outputs of targets.
struct BuildCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Builds targets.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var building: BuildOptions
    @OptionGroup var listing: OutputListingOptions

    @Argument(help: "What to build: //package:name, //package:, //folder/..., :name.")
    var targets: [String]

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common, building: building) { workspace in
            let report = await workspace.build(targets, lists: listing.format != nil)
            if let format = listing.format {
                session.write(format.render(report.built, root: workspace.root))
            }
            return .exit(report.finish(session))
        }
    }
}
