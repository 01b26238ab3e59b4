import ArgumentParser
import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics
import Loading

/// Options of every command that looks at a project, about what is told of it, and where.
struct ReportingOptions: ParsableArguments {
    @Option(
        name: .customLong("event-log"),
        help: ArgumentHelp(
            "Write the event log to a file, too: .json-lines or .json-lines.zst.",
            valueName: "path"))
    var eventLog: String?

    @Option(
        name: .customLong("user-event-log"),
        help: ArgumentHelp(
            "Write events of user code to a file, too: .json-lines or .json-lines.zst.",
            valueName: "path"))
    var userEventLog: String?

    @Option(
        name: .customLong("write-build-id"),
        help: ArgumentHelp("Write the command's ID to a file.", valueName: "path"))
    var buildIDFile: String?

    @Option(
        name: .customLong("unstable-write-invocation-record"),
        help: ArgumentHelp("Write what became of the command to a file.", valueName: "path"))
    var recordFile: String?

    @Option(
        name: .customLong("command-report-path"),
        help: ArgumentHelp("Write the exit code and the errors to a file.", valueName: "path"))
    var reportFile: String?

    @Option(
        name: .customLong("oncall"),
        help: ArgumentHelp("Who is to be told if the command fails.", valueName: "name"))
    var oncall: String?

    @Option(
        name: .customLong("client-metadata"),
        help: ArgumentHelp(
            "What is noted in the log about who runs the command.", valueName: "key=value"))
    var clientMetadata: [String] = []

    @Option(
        name: .customLong("agent-context"),
        help: ArgumentHelp(
            "What is noted about why a program runs the command.", valueName: "key=value,…"))
    var agentContext: [String] = []

    @Option(
        name: .customLong("console"),
        help: "How progress is shown: auto, none, simple, simplenotty, simpletty or super.")
    var console: ConsoleKind = .auto

    @Option(
        name: .customLong("ui"),
        help: ArgumentHelp("What the console shows; bld has one view.", visibility: .hidden))
    var views: [String] = []

    @Flag(
        name: .customLong("no-interactive-console"),
        help: "Write lines only, as in a log.")
    var isPlain = false

    @Option(
        name: [.customShort("v", allowingJoined: true), .customLong("verbose")],
        help: ArgumentHelp(
            "How much is shown: 0 to 4, and names of things.", valueName: "level"))
    var verbosity: String = "1"

    /// How progress is shown.
    enum ConsoleKind: String, ExpressibleByArgument {
        case auto
        case none
        case simple
        case simplenotty
        case simpletty
        case `super`
    }

    func validate() throws {
        for entry in clientMetadata where !entry.contains("=") {
            throw ValidationError(
                "`--client-metadata \(entry)` is not of the form `key=value`.")
        }
        _ = try AgentContext(agentContext)
    }

    /// What is noted about who runs the command: what the environment says, then the command line;
    /// if neither names the client, how it was started, as far as that tells.
    ///
    /// Source: Buck2's `BUCK2_CLIENT_METADATA`, and the names of its clients without a name.
    func clientMetadata(of request: CommandRequest) -> [String] {
        let inherited = (request.environment["BUCK2_CLIENT_METADATA"] ?? "").split(separator: ",")
            .map(String.init).filter { $0.contains("=") }
        let entries = inherited + clientMetadata
        if entries.contains(where: { $0.hasPrefix("id=") }) { return entries }
        if request.terminal.isInputInteractive { return entries + ["id=terminal-fallback"] }
        let isInEditor =
            !(request.environment["VSCODE_PID"] ?? "").isEmpty
            || request.environment["TERM_PROGRAM"] == "vscode"
        return isInEditor ? entries + ["id=vscode-fallback"] : entries
    }

    /// What is noted about why a program runs the command: who it is, as the environment says, then
    /// what the command line says.
    ///
    /// Source: `CODING_AGENT_METADATA`, which programs set that act for somebody.
    func agentEntries(_ environment: [String: String]) -> [String] {
        var entries: [String] = []
        if let metadata = environment["CODING_AGENT_METADATA"] {
            let pairs = metadata.split(separator: ",").map(String.init)
            entries.append(pairs.first { $0.hasPrefix("id=") } ?? "id=unknown_agent")
            entries += pairs.filter { $0.hasPrefix("invocation_id=") }.prefix(1)
        }
        return entries + agentContext.flatMap { $0.split(separator: ",").map(String.init) }
    }

    /// What is known of who runs the command.
    func metadata(of request: CommandRequest) -> [String: String] {
        var metadata = ["username": SystemFacts.userName(request.environment)]
        metadata["hostname"] = SystemFacts.hostName
        metadata["oncall"] = oncall
        for entry in clientMetadata(of: request) {
            guard let equals = entry.firstIndex(of: "=") else { continue }
            let key = entry[..<equals] == "id" ? "client" : entry[..<equals]
            metadata[String(key)] = String(entry[entry.index(after: equals)...])
        }
        return metadata
    }
}
