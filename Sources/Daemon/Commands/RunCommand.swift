import ActionGraph
import ArgumentParser
import BuildModel
import DaemonProtocol
import Diagnostics

/// `bld run`: builds a target and becomes the program it makes.
struct RunCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Builds a target and runs the program it makes.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var building: BuildOptions

    @Argument(help: "A target that provides RunInfo.")
    var target: String

    @Argument(
        parsing: .postTerminator, help: "What the program gets as arguments, after `--`.")
    var programArguments: [String] = []

    func run(in session: Session) async throws -> CommandEnding {
        let workspace = try Workspace(session: session, common: common, building: building)
        let report = await workspace.build([target], runnable: true)
        guard report.succeeded else { return .exit(report.finish(session)) }
        guard let built = report.built.first, report.built.count == 1 else {
            throw Diagnostic.error(
                "`\(target)` matches \(report.built.count) targets; `bld run` needs one")
        }
        guard var arguments = built.runArguments, !arguments.isEmpty else {
            throw Diagnostic.error(
                "Target `\(built.label)` (rule `\(built.rule)`) cannot be run: it does not "
                    + "provide RunInfo")
        }
        _ = report.finish(session)
        arguments[0] = try workspace.root.resolving(arguments[0]).description
        return .execute(
            CommandReply.Program(
                arguments: arguments + programArguments,
                environment: session.request.environment,
                workingDirectory: session.request.workingDirectory))
    }
}
