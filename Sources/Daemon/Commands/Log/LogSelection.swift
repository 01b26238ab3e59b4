import ArgumentParser
import BuildModel
import Diagnostics

/// Which log a command reads: a file, the log with an ID, or that of a recent command.
struct LogSelection: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The log of a recent command; 0 is the most recent.", valueName: "number"))
    var recent: Int?

    @Option(
        name: .customLong("trace-id"), help: ArgumentHelp("The log with an ID.", valueName: "id"))
    var trace: String?

    @Flag(
        name: .customLong("no-remote"),
        help: ArgumentHelp("Look on this machine only, as bld does.", visibility: .hidden))
    var isLocal = false

    @Flag(
        name: .customLong("allow-remote"),
        help: ArgumentHelp("Accepted for Buck2's sake.", visibility: .hidden))
    var allowsRemote = false

    @Option(
        name: .customLong("isolation-dir"),
        help: "The folder below buck-out whose logs are read (default: bld).")
    var isolationFolder: String?

    @Argument(help: "A file: .json-lines or .json-lines.zst.")
    var path: String?

    func validate() throws {
        if [recent != nil, trace != nil, path != nil].filter({ $0 }).count > 1 {
            throw ValidationError("A path, `--recent` and `--trace-id` exclude each other.")
        }
        if let recent, recent < 0 {
            throw ValidationError("`--recent \(recent)` is less than 0, the most recent command.")
        }
    }

    /// Creates a selection as if no option was given.
    init() {}

    /// Selects the log of a recent command, with an ID or in a file.
    ///
    /// - Throws: What is wrong with the number.
    init(recent: Int?, trace: String?, path: String?, isolationFolder: String?) throws {
        self = try LogSelection.parse([])
        self.recent = recent
        self.trace = trace
        self.path = path
        self.isolationFolder = isolationFolder
        try validate()
    }

    /// Reads the log.
    ///
    /// - Throws: A diagnostic if there is no such log.
    func read(_ session: Session) async throws -> EventLog {
        try EventLog(path: await file(session))
    }

    /// The file of the log.
    ///
    /// - Throws: A diagnostic if there is no such log.
    func file(_ session: Session) async throws -> String {
        if let path { return session.absolute(path) }
        let logs = try await LogSelection.logs(session, isolationFolder)
        if let trace {
            guard let log = logs.last(where: { $0.contains("_\(trace)_") }) else {
                throw Diagnostic.error("Log not found locally by trace id `\(trace)`")
            }
            return log
        }
        let index = recent ?? 0
        guard index < logs.count else {
            throw Diagnostic.error(
                "No event log available for \(index)th last command (have latest \(logs.count))",
                help: ["Logs are written by commands that look at the project, such as `build`"])
        }
        return logs[logs.count - 1 - index]
    }

    /// All logs of the project, oldest first, once those of commands that have ended are written.
    static func logs(_ session: Session, _ isolationFolder: String?) async throws -> [String] {
        await session.projects.closingLogs.wait()
        let root = try session.projectRoot()
        let layout = try session.layout(isolationFolder: isolationFolder)
        return EventLogFolder(root: root, layout: layout).logs()
    }
}

/// How a command prints rows.
enum RowFormat: String, ExpressibleByArgument, CaseIterable {
    case readable
    case tabulated
    case json
    case csv

    init?(argument: String) { self.init(rawValue: argument.lowercased()) }
}

extension RowFormat {
    /// A line of comma-separated values.
    ///
    /// Source: RFC 4180.
    static func csv(_ fields: [String]) -> String {
        fields.map { field in
            guard field.contains(where: { "\",\n\r".contains($0) }) else { return field }
            return "\""
                + field.split(separator: "\"", omittingEmptySubsequences: false)
                .joined(separator: "\"\"") + "\""
        }.joined(separator: ",") + "\n"
    }
}
