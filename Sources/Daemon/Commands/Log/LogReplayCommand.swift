import ArgumentParser
import BuildEvents

/// `bld log replay`: shows what an earlier command has shown, without its results.
struct LogReplayCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Shows the console of an earlier command again.")

    @OptionGroup var selection: LogSelection

    @Option(
        help: ArgumentHelp(
            "How many times as fast as it was; 0 for at once (the default).", valueName: "number"))
    var speed = 0.0

    @Option(
        name: [.customShort("v", allowingJoined: true), .customLong("verbose")],
        help: ArgumentHelp("How much is shown.", valueName: "level"))
    var verbosity = "1"

    @Option(
        name: .customLong("console"),
        help: "How it is shown: auto, none, simple, simplenotty, simpletty or super.")
    var console: ReportingOptions.ConsoleKind = .auto

    func validate() throws {
        guard speed >= 0, speed.isFinite else { throw ValidationError("Invalid speed \(speed)") }
    }

    func run(in session: Session) async throws -> CommandEnding {
        let log = try await selection.read(session)
        session.complain("Replaying: \(try log.invocation().text)\n")
        var last: Duration?
        var replay = Replay()
        for event in log.events() {
            if speed > 0, let last, event.time > last {
                try await Task.sleep(for: (event.time - last) / speed)
            }
            last = event.time
            for event in replay.events(for: event) { session.tell(event) }
        }
        return .exit(.success)
    }
}

/// Turns a log into what the console was told.
private struct Replay {
    private var actions: [Int64: ActionDescription] = [:]
    private var counts: [ActionOutcome: Int] = [:]

    mutating func events(for event: EventLogEntry) -> [BuildEvent] {
        switch (event.form, event.kind) {
        case (.instant, "TargetPatterns"):
            let patterns = (event.content["target_patterns"]?.elements ?? [])
                .compactMap { $0["value"]?.text }
            return [
                .message(BuildMessage(.note, "Targets: \(patterns.joined(separator: " "))"))
            ]
        case (.instant, "ConsoleMessage"), (.instant, "ConsoleWarning"):
            return [.message(BuildMessage(.note, event.content["message"]?.text ?? ""))]
        case (.start, "ActionExecution"):
            let action = description(event)
            actions[event.span] = action
            return []
        case (.end, "ActionExecution"):
            let action = actions.removeValue(forKey: event.span) ?? description(event)
            return finish(action, event)
        case (.end, "Command"):
            let succeeded = event.content["is_success"]?.flag ?? false
            return [
                .finished(
                    BuildSummary(
                        succeeded: succeeded, counts: counts, duration: event.duration))
            ]
        default: return []
        }
    }

    private func description(_ event: EventLogEntry) -> ActionDescription {
        let owner = event.content.at("key", "owner")?.choice?.value
        return ActionDescription(
            id: Int(event.span),
            target: "\(owner?.at("label", "package")?.text ?? ""):"
                + "\(owner?.at("label", "name")?.text ?? "")",
            category: event.content.at("name", "category")?.text ?? "",
            identifier: event.content.at("name", "identifier")?.text)
    }

    private mutating func finish(
        _ action: ActionDescription, _ event: EventLogEntry
    ) -> [BuildEvent] {
        let outcome: ActionOutcome
        switch event.content["execution_kind"]?.integer {
        case _ where event.content["failed"]?.flag == true: outcome = .failed
        case 1, 2, 8, 11: outcome = .ran
        case 3, 7, 9, 10: outcome = .cached
        default: outcome = .written
        }
        counts[outcome, default: 0] += 1
        let time = Duration.microseconds(event.content["wall_time_us"]?.integer ?? 0)
        return [
            .actionStarted(action),
            .actionFinished(action, ActionCompletion(outcome: outcome, duration: time)),
        ]
    }
}
