import ActionGraph
import ArgumentParser
import BuildModel
import DaemonProtocol
import Diagnostics
import Execution

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
        try await Workspace.open(for: session, common: common, building: building) { workspace in
            let report = await workspace.build([target], lists: true)
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
            arguments[0] = try program(arguments[0], root: workspace.root, session)
            return .execute(
                CommandReply.Program(
                    arguments: arguments + programArguments,
                    environment: session.request.environment,
                    workingDirectory: session.request.workingDirectory))
        }
    }

    /// Where the program is: a bare name is looked up, anything else starts at the project root.
    private func program(
        _ name: String, root: AbsolutePath, _ session: Session
    ) throws -> String {
        guard !name.contains("/") else { return try root.resolving(name).description }
        let search = SearchPath(session.request.environment["PATH"] ?? SearchPath.standard)
        guard let path = search.program(named: name) else {
            throw Diagnostic.error(
                "`\(target)` runs `\(name)`, which is not on `PATH` (\(search))")
        }
        return path
    }
}
