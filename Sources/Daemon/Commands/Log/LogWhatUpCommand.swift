import ArgumentParser
import BuildEvents

/// `bld log what-up`: what was going on at a moment, or at the end of a log that has none.
struct LogWhatUpCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "what-up",
        abstract: "Prints what was going on at a moment, or when the log ends.",
        aliases: ["whatup"])

    @OptionGroup var selection: LogSelection

    @Option(
        help: ArgumentHelp(
            "The moment, in milliseconds from the start of the command.",
            valueName: "milliseconds"))
    var after: Int64?

    func run(in session: Session) async throws -> CommandEnding {
        let log = try await selection.read(session)
        var open: [Int64: EventLogEntry] = [:]
        var start: Duration?
        var now = Duration.zero
        for event in log.events() {
            let begin = start ?? event.time
            start = begin
            if let after, event.time - begin > .milliseconds(after) { break }
            now = event.time
            switch event.form {
            case .start: open[event.span] = event
            case .end: open[event.span] = nil
            case .instant: break
            }
        }
        let parents = Set(open.values.map(\.parent))
        for event in open.values.sorted(by: { $0.span < $1.span })
        where !parents.contains(event.span) {
            session.complain("\((now - event.time).clockText)  \(event.title)\n")
        }
        return .exit(.success)
    }
}

extension EventLogEntry {
    /// What the span is, for a person.
    var title: String {
        switch kind {
        case "ActionExecution": content.actionTitle
        case "Analysis": "\(content["target"]?.choice?.value.targetTitle ?? "") (analysis)"
        case "Load": "\(content["module_id"]?.text ?? "") (load)"
        case "LoadPackage": "\(content["path"]?.text ?? "") (listing)"
        case "TestRun": "\(content.at("suite", "suite_name")?.text ?? "") (test)"
        case "ExecutorStage": "\(content["stage"]?.choice?.name ?? "") (executor stage)"
        default: kind
        }
    }
}
