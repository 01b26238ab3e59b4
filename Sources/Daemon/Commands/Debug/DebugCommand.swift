import ArgumentParser
import BuildEvents
import DaemonProtocol

/// `bld debug`: how bld itself is doing.
struct DebugCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "debug", abstract: "Shows how bld itself is doing.",
        subcommands: [
            DebugChromeTraceCommand.self, DebugExecutableCommand.self,
            DebugFileStatusCommand.self, DebugAllocatorStatsCommand.self, DebugEvalCommand.self,
        ])
}

/// `bld debug chrome-trace`: the same as `bld log chrome-trace`, for scripts that know it by that
/// name.
struct DebugChromeTraceCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "chrome-trace",
        abstract: "Writes what an earlier command did and when for a trace viewer.")

    @OptionGroup var options: ChromeTraceOptions

    @Option(name: .customLong("path"), help: "The log's file.")
    var logPath: String?

    func run(in session: Session) async throws -> CommandEnding {
        try await options.write(session, of: logPath)
        return .exit(.success)
    }
}

/// `bld debug exe`: where the program lies that answers commands.
struct DebugExecutableCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "exe", abstract: "Prints where the program lies that answers commands.")

    func run(in session: Session) async throws -> CommandEnding {
        session.write("\(try DaemonProgram().path)\n")
        return .exit(.success)
    }
}
