import ArgumentParser
import BuildEvents
import BuildModel
import DaemonProtocol

/// A command that answers within a session.
protocol SessionCommand: ParsableCommand, Sendable {
    /// Does what the command line asks for.
    ///
    /// - Throws: Whatever went wrong; the server reports it and chooses the exit code.
    func run(in session: Session) async throws -> CommandEnding
}

/// How a command that did not throw ends.
enum CommandEnding {
    case exit(CommandExitCode)
    case execute(CommandReply.Program)
}

/// The root of the command line.
struct BldCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bld",
        abstract: "Builds what BUCK files describe, and remembers what it has built.",
        subcommands: [
            BuildCommand.self, RunCommand.self, TestCommand.self, BxlCommand.self,
            TargetsCommand.self,
            ConfiguredTargetsCommand.self, TargetQueryCommand.self, ConfiguredQueryCommand.self,
            ActionQueryCommand.self, CleanCommand.self, InitCommand.self, CompletionCommand.self,
            CompleteCommand.self, HelpEnvCommand.self, RootCommand.self,
            ExpandExternalCellCommand.self, LogCommand.self, AuditCommand.self,
            StarlarkCommand.self, DocsCommand.self, DebugCommand.self,
        ])
}
