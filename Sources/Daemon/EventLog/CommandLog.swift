import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics
import Glibc
import Synchronization

/// The log of one command: what it was asked, what happened, what came of it.
///
/// It is written to files once it is known where; until then, and for as long as there is little of
/// it, it is kept in memory, and the client has its answer before the end of it is written.
///
/// Lock order: the recorder's, then `state`.
final class CommandLog: Sendable {
    /// Where a log is to be written.
    struct Destination: Sendable {
        /// The folder of the project's logs.
        var folder: EventLogFolder
        /// Keeps the folder small.
        var retention: EventLogRetention
        /// Another file; nil for none.
        var file: (path: String, encoding: EventLogFile.Encoding)?
        /// The words of the command line after what stands for more words was replaced.
        var arguments: [String]
        /// What else is to be written.
        var reports: CommandReports
    }

    private enum Progress {
        /// Nobody has said where to write.
        case unplaced
        /// It is known where.
        case placed(Destination)
        /// The files are there.
        case open
        /// All is written, or nothing shall be.
        case closed
    }

    private struct State: ~Copyable {
        var progress = Progress.unplaced
        var kept: EventLogFile?
        var other: EventLogFile?
        var tally = EventTally()
        var result: LoggedResult?
        var errors: [any Error] = []
        var span: EventRecorder.Span?
        var reports: CommandReports?
        var isAwaited = false
        var patterns: [String] = []
        var usesNewConfig = false
        var closing: [@Sendable () -> Void] = []
    }

    /// The command's name in all logs.
    let trace: TraceID
    /// When the command began.
    let start = WallTime.now
    /// The same, for durations.
    let began = ContinuousClock.now
    private let request: CommandRequest
    private let state = Mutex(State())
    private let takesEvents: Bool

    /// The log of a command.
    ///
    /// - Parameters:
    ///   - request: The command.
    ///   - isEnabled: Whether it is to be kept, if it gets a place.
    init(_ request: CommandRequest, isEnabled: Bool = true) {
        self.request = request
        takesEvents = isEnabled
        trace = TraceID(environment: request.environment)
    }

    /// Makes the recorder whose events end up here.
    func recorder() -> EventRecorder {
        guard takesEvents else { return .none }
        return EventRecorder { [self] in take($0) }
    }

    /// The name of the command, its group's before it: `build`, `audit-cell`.
    var name: String { CommandLog.name(of: request.arguments) }

    /// The words that choose a command, joined.
    static func name(of words: [String]) -> String {
        let groups = ["audit", "debug", "docs", "log", "starlark"]
        let words = words.filter { !$0.hasPrefix("-") && !$0.hasPrefix("@") }
        guard let first = words.first else { return "help" }
        return groups.contains(first) && words.count > 1 ? "\(first)-\(words[1])" : first
    }

    /// The command as its log names it.
    func command(metadata: [String: String]) -> LoggedCommand {
        LoggedCommand(
            name: String(name.prefix { $0 != "-" }), arguments: ["bld"] + request.arguments,
            metadata: metadata)
    }

    /// Says where the log is to be written; the first to say so decides.
    ///
    /// - Returns: Whether this was the first.
    func place(_ destination: Destination) -> Bool {
        state.withLock { state in
            guard case .unplaced = state.progress else { return false }
            state.progress = .placed(destination)
            state.reports = destination.reports
            state.isAwaited = destination.reports.areAwaited || destination.file != nil
            return true
        }
    }

    /// Keeps the span of the whole command.
    func note(span: EventRecorder.Span) { state.withLock { $0.span = span } }

    /// The span of the whole command, if its log has a place.
    var span: EventRecorder.Span? { state.withLock { $0.span } }

    /// What is to be written besides the log.
    var reports: CommandReports? { state.withLock { $0.reports } }

    /// Whether the client waits for a file.
    var isAwaited: Bool { state.withLock { $0.isAwaited } }

    /// Keeps what the command line asks for.
    func note(patterns: [String]) { state.withLock { $0.patterns = patterns } }

    /// What the command line asks for.
    var patterns: [String] { state.withLock { $0.patterns } }

    /// Keeps whether the configuration is another than that of the command before.
    func note(usesNewConfig: Bool) { state.withLock { $0.usesNewConfig = usesNewConfig } }

    /// Whether the configuration is another than that of the command before.
    var usesNewConfig: Bool { state.withLock { $0.usesNewConfig } }

    /// Keeps what is to be done before the end of the log is written, when the client has its
    /// answer if it does not wait for a file.
    func whenOver(_ work: @escaping @Sendable () -> Void) {
        state.withLock { $0.closing.append(work) }
    }

    /// Does what was kept to be done.
    func doClosing() {
        let closing = state.withLock { state in
            defer { state.closing = [] }
            return state.closing
        }
        for work in closing { work() }
    }

    /// Keeps what came of the targets that the command asks for.
    func note(result: LoggedResult) { state.withLock { $0.result = result } }

    /// Keeps an error that was reported.
    func note(error: any Error) { state.withLock { $0.errors.append(error) } }

    /// The errors that were reported.
    var errors: [any Error] { state.withLock { $0.errors } }

    /// What the events so far add up to.
    var tally: EventTally { state.withLock { $0.tally } }

    /// How long the log in the project's folder is.
    var sizeBytes: Int { state.withLock { $0.kept?.sizeBytes ?? 0 } }

    /// Writes nothing any more, as the folder is gone.
    func discard() {
        state.withLock { $0.progress = .closed }
    }

    /// Writes the end of the log, after all events were drained.
    func close() {
        state.withLock { state in
            _ = openFiles(&state)
            guard case .open = state.progress else { return }
            if let result = state.result {
                var json = JSONBytes()
                result.write(to: &json)
                append(json.bytes, &state)
            }
            state.kept?.flush()
            state.other?.flush()
            state.progress = .closed
        }
    }

    /// Takes events that were gathered; refuses them while there is no place.
    private func take(_ events: [LoggedEvent]) -> Bool {
        state.withLock { state in
            guard openFiles(&state) else { return false }
            state.tally.add(events)
            guard case .open = state.progress else { return true }
            var json = JSONBytes()
            for event in events { event.write(to: &json, trace: trace.description) }
            append(json.bytes, &state)
            return true
        }
    }

    /// Makes the files if it is known where.
    ///
    /// - Returns: Whether events can be taken.
    private func openFiles(_ state: inout State) -> Bool {
        guard case .placed(let destination) = state.progress else {
            if case .unplaced = state.progress { return false }
            return true
        }
        state.progress = .open
        let path = destination.folder.file(for: name, trace, at: start)
        state.kept = destination.folder.makeLog(at: path)
        if state.kept != nil { destination.retention.add(path, in: destination.folder) }
        if let file = destination.file {
            state.other = EventLogFile(path: file.path, encoding: file.encoding)
        }
        append(invocation(destination.arguments), &state)
        return true
    }

    private func append(_ lines: [UInt8], _ state: inout State) {
        state.kept?.append(lines)
        state.other?.append(lines)
    }

    /// The first line: the command itself.
    private func invocation(_ expanded: [String]) -> [UInt8] {
        var json = JSONBytes()
        json.object { json in
            json.member("command_line_args", ["bld"] + request.arguments)
            json.member("expanded_command_line_args", ["bld"] + expanded)
            json.member("working_dir", request.workingDirectory)
            json.member("trace_id", trace.description)
            json.name("start_time")
            json.array([start.seconds, Int64(start.nanoseconds)]) { $0.integer($1) }
        }
        json.endLine()
        return json.bytes
    }
}
