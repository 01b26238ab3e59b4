import ArgumentParser
import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics
import Incremental
import Loading

/// `bld debug eval`: evaluates files as `load` does.
struct DebugEvalCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Evaluates files as `load` does, and what they load.",
        discussion: "Unlike `bld starlark eval`, with the globals and cells of the project.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "Files of the project.")
    var files: [String]

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let folder = try AbsolutePath(session.request.workingDirectory)
            let paths = try files.map { file in
                guard let path = try folder.resolving(file).relative(to: workspace.root) else {
                    throw Diagnostic.error("`\(file)` is no file of the project")
                }
                return path
            }
            try await workspace.ask { context in
                let cells = try await context.cells()
                for path in paths {
                    _ = try await context.module(
                        at: cells.cellPath(of: ProjectPath(unchecked: path.text)))
                }
            }
            return .exit(.success)
        }
    }
}
