import ArgumentParser
import BuildEvents
import BuildModel
import DaemonProtocol
import Starlark

/// `bld starlark eval`: runs files and what they load.
struct StarlarkEvalCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Runs files; `print` goes to standard error.",
        discussion: "`load` takes paths relative to the file that loads.")

    @Argument(help: "Files to run, each by itself.")
    var files: [String]

    func run(in session: Session) async throws -> CommandEnding {
        var modules = StarlarkModules(session)
        var hasFailed = false
        for file in files {
            do {
                _ = try modules.module(file)
            } catch {
                _ = session.report(error)
                hasFailed = true
            }
        }
        return .exit(hasFailed ? .userError : .success)
    }
}
