import ArgumentParser
import BuildEvents
import Diagnostics

/// `bld log diff`: how two commands differ, from their logs.
struct LogDiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Shows how two earlier commands differ.",
        subcommands: [
            LogDiffActionDivergenceCommand.self, LogDiffExternalConfigsCommand.self,
        ])
}

/// Which two logs are compared: files, the logs with IDs, or those of recent commands.
struct LogPairSelection: ParsableArguments {
    @Option(
        help: ArgumentHelp("The first log: that of a recent command.", valueName: "number"))
    var recent1: Int?

    @Option(
        help: ArgumentHelp("The second log: that of a recent command.", valueName: "number"))
    var recent2: Int?

    @Option(help: ArgumentHelp("The first log: a file.", valueName: "path"))
    var path1: String?

    @Option(help: ArgumentHelp("The second log: a file.", valueName: "path"))
    var path2: String?

    @Option(
        name: .customLong("trace-id1"),
        help: ArgumentHelp("The first log: that with an ID.", valueName: "id"))
    var trace1: String?

    @Option(
        name: .customLong("trace-id2"),
        help: ArgumentHelp("The second log: that with an ID.", valueName: "id"))
    var trace2: String?

    @Option(
        name: .customLong("isolation-dir"),
        help: "The folder below buck-out whose logs are read (default: bld).")
    var isolationFolder: String?

    func validate() throws {
        for (number, given) in [
            (1, [recent1 != nil, path1 != nil, trace1 != nil]),
            (2, [recent2 != nil, path2 != nil, trace2 != nil]),
        ] where given.filter({ $0 }).count != 1 {
            throw ValidationError(
                "One of `--path\(number)`, `--recent\(number)` and `--trace-id\(number)` says "
                    + "which log is compared.")
        }
    }

    /// Reads both logs.
    ///
    /// - Throws: A diagnostic if there is no such log.
    func read(_ session: Session) async throws -> (first: EventLog, second: EventLog) {
        let first = try LogSelection(
            recent: recent1, trace: trace1, path: path1, isolationFolder: isolationFolder)
        let second = try LogSelection(
            recent: recent2, trace: trace2, path: path2, isolationFolder: isolationFolder)
        return (try await first.read(session), try await second.read(session))
    }
}

/// `bld log diff action-divergence`: the first action that two commands performed to another end.
struct LogDiffActionDivergenceCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "action-divergence",
        abstract: "Finds the first action of the second command with other outputs.",
        discussion: "It tells what is not deterministic: the same action makes something else.")

    @OptionGroup var selection: LogPairSelection

    func run(in session: Session) async throws -> CommandEnding {
        let (first, second) = try await selection.read(session)
        session.write(
            "Analyzing divergent actions between: \n\(try first.invocation().text) and \n"
                + "\(try second.invocation().text)\n")
        var known: [String: PerformedAction] = [:]
        for action in first.events().compactMap(PerformedAction.init) {
            known[action.title] = action
        }
        for action in second.events().compactMap(PerformedAction.init) {
            let other = known[action.title]
            if let other, other.outputs == action.outputs { continue }
            session.write(action.text(besides: other))
            return .exit(.success)
        }
        session.write("No divergent actions found.\n")
        return .exit(.success)
    }
}

/// What a log says of an action that ended.
private struct PerformedAction {
    let title: String
    let outputs: String
    private let digest: String

    init?(_ event: EventLogEntry) {
        guard event.form == .end, event.kind == "ActionExecution" else { return nil }
        title = event.content.actionTitle
        outputs = (event.content["outputs"]?.elements ?? [])
            .map { " " + ($0["tiny_digest"]?.text ?? "") }.joined()
        digest =
            event.content["commands"]?.elements?.last?
            .at("details", "command_kind", "command")?.choice?.value["action_digest"]?.text
            ?? "<none>"
    }

    func text(besides other: PerformedAction?) -> String {
        func headline(_ text: String) -> String {
            let dashes = 44 - text.utf8.count
            return String(repeating: "-", count: dashes / 2) + text
                + String(repeating: "-", count: dashes - dashes / 2)
        }
        let lines = [
            headline("First Divergent Action"),
            other == nil
                ? "Present in only the second build"
                : "Present in both builds with differing output digests",
            title, headline("Input Digest"),
            "first: \(other?.digest ?? "<none>") \t second: \(digest)",
            headline("Tiny Output Digest(s)"),
            "first: \(other?.outputs ?? "<none>") \t second: \(outputs)",
        ]
        return lines.map { $0 + "\n" }.joined()
    }
}
