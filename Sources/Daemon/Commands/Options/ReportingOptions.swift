import ArgumentParser
import BuildEvents
import BuildModel
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

    /// What is noted about who runs the command.
    func metadata(_ environment: [String: String]) -> [String: String] {
        var metadata = ["username": SystemFacts.userName(environment)]
        metadata["hostname"] = SystemFacts.hostName
        metadata["oncall"] = oncall
        for entry in clientMetadata {
            guard let equals = entry.firstIndex(of: "=") else { continue }
            let key = entry[..<equals] == "id" ? "client" : entry[..<equals]
            metadata[String(key)] = String(entry[entry.index(after: equals)...])
        }
        return metadata
    }
}
