import ArgumentParser
import BuildModel
public import DaemonProtocol

/// Answers commands in this process: parses them, runs them, and turns every way to fail into a
/// message and an exit code.
public final class CommandServer: CommandService {
    /// Creates a server that has nothing open.
    public init() {}

    /// Runs one command to its end; see `CommandService`.
    public func run(_ request: CommandRequest, reply: @escaping ReplySink) async {
        let session = Session(request: request, reply: reply)
        let command: any ParsableCommand
        do {
            command = try BldCommand.parseAsRoot(request.arguments)
        } catch {
            return answerParseFailure(error, session)
        }
        guard let command = command as? any SessionCommand else {
            let group = type(of: command)
            let help = BldCommand.helpMessage(for: group, columns: request.terminal.columns)
            session.write(help + "\n")
            return session.finish(.success)
        }
        do {
            let ending = try await command.run(in: session)
            if case .exit(let code) = ending { session.finish(code) }
            if case .execute(let program) = ending { reply(.execute(program)) }
        } catch {
            session.finish(session.report(error))
        }
    }

    /// Help and versions asked for go to standard output; wrong arguments are the user's error.
    private func answerParseFailure(_ error: any Error, _ session: Session) {
        let text = BldCommand.fullMessage(for: error, columns: session.request.terminal.columns)
        if BldCommand.exitCode(for: error) == .success {
            session.write(text + "\n")
            session.finish(.success)
        } else {
            session.complain(text + "\n")
            session.finish(.userError)
        }
    }
}
