import ActionGraph
import ArgumentParser
import BuildEvents
import DaemonProtocol

/// `bld log show`: the events themselves.
struct LogShowCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Prints a log as JSON, an event a line.")

    @OptionGroup var selection: LogSelection

    func run(in session: Session) async throws -> CommandEnding {
        let log = try await selection.read(session)
        _ = try log.invocation()
        session.reply(.output(log.lines))
        return .exit(.success)
    }
}

/// `bld log path`: where a log lies.
struct LogPathCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "path", abstract: "Prints where a log lies.", aliases: ["last"])

    @OptionGroup var selection: LogSelection

    @Flag(help: "Print the paths of all logs, the oldest first.")
    var all = false

    func run(in session: Session) async throws -> CommandEnding {
        let logs =
            all
            ? try await LogSelection.logs(session, selection.isolationFolder)
            : [try await selection.file(session)]
        session.write(logs.map { "\($0)\n" }.joined())
        return .exit(.success)
    }
}

/// `bld log cmd`: the command line that a log begins with.
struct LogCmdCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "cmd", abstract: "Prints the command line of an earlier command.",
        aliases: ["what-cmd", "whatcmd"])

    @OptionGroup var selection: LogSelection

    @Flag(help: "Print the words that `@` files stand for, too.")
    var expand = false

    func run(in session: Session) async throws -> CommandEnding {
        let invocation = try await selection.read(session).invocation()
        let words = expand ? invocation.expanded : invocation.words
        session.write("# cd \(invocation.folder)\n\(shellText(words))\n")
        return .exit(.success)
    }
}
