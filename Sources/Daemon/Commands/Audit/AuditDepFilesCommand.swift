import ActionGraph
import ArgumentParser
import BuildEvents
import BuildModel
import Diagnostics
import Incremental
import TargetConfiguration

/// `bld audit dep-files`: what an action with dep files really reads.
struct AuditDepFilesCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "dep-files",
        abstract: "Shows which inputs an action has read, as its dep files say.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var targetConfiguration: TargetConfigurationOptions

    @Argument(help: "The target whose action it is.")
    var target: String

    @Argument(help: "The category of the action.")
    var category: String

    @Argument(help: "The identifier of the action, if it has one.")
    var identifier: String?

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let audit = try await workspace.ask { context in
                let patterns = try await workspace.requestedPatterns(
                    [target], targetConfiguration.arguments, in: context)
                let requested = try await context.requestedTargets(patterns).all()
                guard let label = requested.first?.configured else {
                    throw Diagnostic.error("`\(target)` is not the name of a target")
                }
                return try await context.depFiles(
                    of: label, category: category, identifier: identifier)
            }
            var text = audit.untagged.map { "untagged\t\($0)\n" }.joined()
            for (name, paths) in audit.used {
                text += paths.map { "\(name)\t\($0)\n" }.joined()
            }
            session.write(text)
            return .exit(.success)
        }
    }
}
