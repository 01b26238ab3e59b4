import ArgumentParser
import BuildEvents
import BuildModel
import Execution

/// `bld audit deferred-materializer`: which outputs lie in their places.
struct AuditDeferredMaterializerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deferred-materializer",
        abstract: "Shows which outputs lie in their places.",
        subcommands: [AuditPlacedOutputsCommand.self])
}

/// `bld audit deferred-materializer list`: a line for each file among the outputs.
///
/// Outputs that only the cache holds are not in it.
struct AuditPlacedOutputsCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the files and links among the outputs.")

    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandEnding {
        let outputs = PlacedOutputs(
            folder: ProjectFolder(root: try session.projectRoot()),
            outputs: try session.layout(common).root)
        for entry in outputs.entries() {
            let kind = entry.isLink ? "link" : "\(entry.sizeBytes) bytes"
            session.write("\(entry.path)\tmaterialized (\(kind))\n")
        }
        return .exit(.success)
    }
}
