import ArgumentParser
import BuildEvents
import BuildModel
public import DaemonProtocol
import Diagnostics
import Incremental

/// Answers commands in this process: parses them, runs them, and turns every way to fail into a
/// message and an exit code.
public final class CommandServer: CommandService {
    private let projects: ProjectShelf
    private let input: LineSource
    private let lines = CommandLines()

    /// Creates a server that has nothing open, and forgets a project when its command has ended.
    ///
    /// - Parameter input: The lines that commands read from the client's standard input.
    public convenience init(input: @escaping LineSource = { nil }) {
        self.init(projects: ProjectShelf(keeps: false), input: input)
    }

    /// Creates a server for the projects on a shelf.
    init(projects: ProjectShelf, input: @escaping LineSource = { nil }) {
        self.projects = projects
        self.input = input
    }

    /// Runs one command to its end; see `CommandService`.
    public func run(_ request: CommandRequest, reply: @escaping ReplySink) async {
        var session = Session(
            request: request, reply: reply, projects: projects, input: input)
        let command: any ParsableCommand
        do {
            session.arguments = try await ArgumentExpansion.expanding(session)
        } catch {
            return session.finish(session.fail(error))
        }
        do {
            command = try lines.command(session.arguments.texts)
        } catch {
            return answerParseFailure(error, session)
        }
        guard let command = command as? any SessionCommand else {
            return answerHelp(command, session)
        }
        await run(command, session)
    }

    private func run(_ command: any SessionCommand, _ session: Session) async {
        do {
            let ending: CommandEnding
            if session.arguments.options.contains(where: { $0.hasPrefix("--preemptible") }) {
                ending = try await session.preemption.run { try await self.end(command, session) }
            } else {
                ending = try await end(command, session)
            }
            switch ending {
            case .exit(let code): session.conclude(code) { session.finish(code) }
            case .execute(let program):
                session.conclude(.success, becomesProgram: true) {
                    session.reply(.execute(program))
                }
            }
        } catch {
            let code = session.fail(error)
            session.conclude(code) { session.finish(code) }
        }
    }

    private func end(
        _ command: any SessionCommand, _ session: Session
    ) async throws -> CommandEnding {
        do {
            return try await command.run(in: session)
        } catch is DamagedGraphError {
            // What was kept has turned out to be damaged; what it was made from is there.
            projects.forgetAll()
            return try await command.run(in: session)
        }
    }

    /// Commands of the parser's own, and groups of commands, throw the help that is to be shown.
    private func answerHelp(_ command: any ParsableCommand, _ session: Session) {
        var command = command
        do {
            try command.run()
            session.finish(.success)
        } catch {
            answerParseFailure(error, session)
        }
    }

    /// Help and versions asked for go to standard output; wrong arguments are the user's error.
    private func answerParseFailure(_ error: any Error, _ session: Session) {
        guard BldCommand.exitCode(for: error) != .success else {
            let columns = session.request.terminal.columns
            session.write(BldCommand.fullMessage(for: error, columns: columns) + "\n")
            return session.finish(.success)
        }
        session.finish(session.refuse(diagnosis(of: error, session.arguments.texts)))
    }

    /// Says which word is no command, or what is wrong with the words after the command.
    private func diagnosis(of error: any Error, _ words: [String]) -> Diagnostic {
        var command: any ParsableCommand.Type = BldCommand.self
        var path = "bld"
        for word in words {
            let commands = command.configuration.subcommands
            if commands.isEmpty || word.hasPrefix("-") || word == "help" { break }
            let next = commands.first {
                $0.configuration.commandName == word || $0.configuration.aliases.contains(word)
            }
            guard let next else {
                let names = commands.compactMap { $0.configuration.commandName }
                return .error("Unknown command `\(word)`" + didYouMean(word, among: names))
                    .adding(help: "`\(path) --help` lists the commands")
            }
            command = next
            path += " \(word)"
        }
        return .error(reason(BldCommand.message(for: error)))
            .adding(help: "`\(path) --help` says what it takes")
    }

    /// What the parser says, in Buck2's words where scripts may look for those.
    private func reason(_ message: String) -> String {
        let unknown = "Unknown option "
        guard message.hasPrefix(unknown) else { return message }
        return "unexpected argument " + message.dropFirst(unknown.count)
    }
}
