import ActionGraph
import ArgumentParser
import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics
import Execution

/// `bld run`: builds a target and becomes the program it makes.
struct RunCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Builds a target and runs the program it makes.",
        discussion: """
            The program runs in the folder in which `bld` was started. `BUCK_RUN_BUILD_ID` in its \
            environment names the build.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var building: BuildOptions

    @Flag(
        name: .customLong("emit-shell"),
        help: "Print the command for a shell instead of running it.")
    var emitsShell = false

    @Option(
        name: .customLong("command-args-file"),
        help: ArgumentHelp(
            "Write the command to a file, as JSON, instead of running it.", valueName: "path"))
    var commandFile: String?

    @Option(
        name: .customLong("chdir"),
        help: ArgumentHelp("Run the program in another folder.", valueName: "path"))
    var folder: String?

    @Argument(help: "A target that provides RunInfo.")
    var target: String

    @Argument(
        parsing: .postTerminator, help: "What the program gets as arguments, after `--`.")
    var programArguments: [String] = []

    func validate() throws {
        let given = [
            emitsShell ? "--emit-shell" : nil, commandFile.map { _ in "--command-args-file" },
            folder.map { _ in "--chdir" },
        ].compactMap { $0 }
        guard given.count < 2 else {
            throw ValidationError("`\(given[0])` and `\(given[1])` cannot be used together.")
        }
    }

    func run(in session: Session) async throws -> CommandEnding {
        if RunCommand.separatingArguments(of: session.arguments.texts) != nil {
            session.complain(
                "warning: `bld run` will require a `--` separator before the arguments of the "
                    + "program; use `bld run <target> -- <args>`\n")
        }
        return try await Workspace.open(for: session, common: common, building: building) {
            workspace in
            let report = await workspace.build(
                [target], needs: [.running, .placed], lists: true)
            guard report.succeeded else { return .exit(report.finish(session)) }
            guard !report.isOutsideUniverse else {
                throw Diagnostic.error(
                    "Target `\(target)` is not found in the specified target universe")
            }
            guard let built = report.built.first, report.built.count == 1 else {
                throw severalTargets(report.built)
            }
            guard let arguments = built.runArguments, !arguments.isEmpty else {
                throw Diagnostic.error(
                    "Target `\(target)` is not a binary rule (only binary rules can be `run`)",
                    help: ["Rule `\(built.rule)` of `\(built.label)` does not provide RunInfo"])
            }
            _ = report.finish(session)
            return try end(session, arguments + programArguments, root: workspace.root)
        }
    }

    private func severalTargets(_ targets: [BuiltTarget]) -> Diagnostic {
        guard !targets.isEmpty else {
            return .error("`\(target)` matches no target that can be run here")
        }
        let names = targets.prefix(5).map { "`\($0.label)`" }.joined(separator: ", ")
        return .error(
            "`bld run` only supports a single target, but multiple targets were requested: "
                + "`\(target)` matches \(targets.count)",
            help: ["They are \(names)\(targets.count > 5 ? ", …" : "")"])
    }

    /// Prints the command, writes it down, or has the client become it.
    private func end(
        _ session: Session, _ command: [String], root: AbsolutePath
    ) throws -> CommandEnding {
        if emitsShell {
            session.write(shellText(command) + "\n")
            return .exit(.success)
        }
        let environment = environment(session)
        if let commandFile {
            let file = session.absolute(commandFile)
            guard FileText.write(description(command, environment), to: file) else {
                throw Diagnostic.error("Cannot write the command to `\(file)`")
            }
            return .exit(.success)
        }
        var command = command
        command[0] = try program(command[0], root: root, session)
        return .execute(
            CommandReply.Program(
                arguments: command, environment: environment,
                workingDirectory: folder.map(session.absolute)
                    ?? session.request.workingDirectory))
    }

    /// What the program sees: all that `bld` was started with but what is said to builds.
    private func environment(_ session: Session) -> [String: String] {
        var environment = session.request.environment
        for name in ["BUCK2_WRAPPER", "BUCK_WRAPPER_UUID", "BUCK_WRAPPER_START_TIME"] {
            environment[name] = nil
        }
        environment["BUCK_RUN_BUILD_ID"] = session.log.trace.description
        return environment
    }

    /// The command as JSON; the last two members are for readers that know older tools.
    private func description(_ command: [String], _ environment: [String: String]) -> String {
        jsonText(
            .object([
                ("path", .string(command[0])),
                ("argv", .array(command.map(JSONContent.string))),
                (
                    "envp",
                    .object(
                        environment.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
                ),
                ("is_fix_script", .bool(false)), ("print_command", .bool(false)),
            ]))
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
