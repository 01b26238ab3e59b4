public import BuildEvents
public import BuildModel
import Daemon
public import DaemonProtocol
import Foundation
import Synchronization

/// All that one command said.
public struct CommandOutcome: Sendable {
    /// Standard output as text.
    public var output = ""
    /// Standard error: texts and messages, without progress.
    public var errors = ""
    /// Events in order of arrival.
    public var events: [BuildEvent] = []
    /// The exit code; nil if the client was told to become another program.
    public var exitCode: CommandExitCode?
    /// What the client was told to become.
    public var program: CommandReply.Program?

    /// The counts of the last `.finished` event.
    public var summary: BuildSummary? {
        for case .finished(let summary) in events.reversed() { return summary }
        return nil
    }

    /// Texts of the messages that warn.
    public var warnings: [String] {
        events.compactMap { event in
            guard case .message(let message) = event, message.severity == .warning else {
                return nil
            }
            return message.text
        }
    }

    /// How many actions ended so.
    public func count(_ outcome: ActionOutcome) -> Int { summary?.counts[outcome] ?? 0 }

    /// Titles of the actions whose command was started, sorted.
    public var ran: [String] {
        events.compactMap { event in
            guard case .actionFinished(let action, let completion) = event,
                completion.outcome == .ran
            else { return nil }
            return action.title
        }.sorted()
    }

    fileprivate mutating func take(_ reply: CommandReply) {
        switch reply {
        case .output(let bytes): output += String(decoding: bytes, as: UTF8.self)
        case .error(let text): errors += text
        case .event(let event):
            events.append(event)
            if case .message(let message) = event { errors += message.text + "\n" }
        case .finished(let code): exitCode = code
        case .execute(let program): self.program = program
        }
    }
}

extension TemporaryWorkspace {
    /// Runs one command in this workspace, in process, as a fresh daemon would.
    ///
    /// - Parameters:
    ///   - arguments: The words after `bld`.
    ///   - folder: Where it is run, below the root.
    ///   - variables: Environment variables over those of the workspace.
    /// - Returns: All that it said.
    public func bld(
        _ arguments: String..., in folder: String = "", variables: [String: String] = [:]
    ) async -> CommandOutcome {
        await bld(arguments, in: folder, variables: variables)
    }

    /// Runs one command given as a list of words.
    ///
    /// - Parameters:
    ///   - arguments: The words after `bld`.
    ///   - folder: Where it is run, below the root.
    ///   - variables: Environment variables over those of the workspace.
    ///   - input: Standard input.
    ///   - onEvent: Called with every event as it arrives.
    /// - Returns: All that it said.
    public func bld(
        _ arguments: [String], in folder: String = "", variables: [String: String] = [:],
        input: String = "",
        onEvent: @escaping @Sendable (BuildEvent) -> Void = { _ in }
    ) async -> CommandOutcome {
        let lines = Mutex(input.split(separator: "\n", omittingEmptySubsequences: false)[...])
        let server = CommandServer { lines.withLock { $0.popFirst().map { Array($0.utf8) } } }
        return await bld(
            arguments, on: server, in: folder, variables: variables, onEvent: onEvent)
    }

    /// Runs one command on a server, which may have run others before.
    ///
    /// - Parameters:
    ///   - arguments: The words after `bld`.
    ///   - server: Who runs it.
    ///   - folder: Where it is run, below the root.
    ///   - variables: Environment variables over those of the workspace.
    ///   - onEvent: Called with every event as it arrives.
    /// - Returns: All that it said.
    public func bld(
        _ arguments: [String], on server: some CommandService, in folder: String = "",
        variables: [String: String] = [:],
        onEvent: @escaping @Sendable (BuildEvent) -> Void = { _ in }
    ) async -> CommandOutcome {
        let outcome = Mutex(CommandOutcome())
        let directory = folder.isEmpty ? root : root.appendingPathComponent(folder)
        let request = CommandRequest(
            arguments: arguments, workingDirectory: directory.path,
            environment: environment.merging(variables) { $1 },
            terminal: CommandRequest.Terminal())
        await server.run(request) { reply in
            outcome.withLock { $0.take(reply) }
            if case .event(let event) = reply { onEvent(event) }
        }
        return outcome.withLock { $0 }
    }
}
