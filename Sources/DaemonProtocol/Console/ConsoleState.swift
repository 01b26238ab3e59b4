public import BuildEvents

/// What a person is shown of a build: decides, does no I/O.
///
/// On a terminal one status line is redrawn in place below the lines that stay; elsewhere only
/// lines that stay are written, so that a CI log reads from top to bottom.
public struct ConsoleState: Sendable {
    /// Actions that run, oldest first.
    private var running: [(action: ActionDescription, since: ContinuousClock.Instant)] = []
    private var counts: [ActionOutcome: Int] = [:]
    private var progress = BuildProgress()
    private var waiting: String?
    private var limit: OutputLimit?

    /// Creates a console that has been told nothing.
    ///
    /// - Parameter outputLimit: How many bytes of what commands and tests print are shown at most;
    ///   nil for all.
    public init(outputLimit: Int? = nil) {
        limit = outputLimit.map(OutputLimit.init)
    }

    /// Takes in one event.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - now: When it arrived.
    /// - Returns: Lines to keep on the screen, without newlines.
    public mutating func consume(_ event: BuildEvent, now: ContinuousClock.Instant) -> [String] {
        switch event {
        case .waiting(let reason):
            waiting = reason
            return [reason]
        case .progress(let latest):
            progress = latest
            return []
        case .actionStarted(let action):
            waiting = nil
            running.append((action, now))
            return []
        case .actionFinished(let action, let completion):
            return finish(action, completion)
        case .message(let message):
            return [message.text]
        case .testFinished(let report):
            return TestLines.lines(report, details: shown(report.details))
        case .testsFinished(let summary):
            return TestLines.lines(summary)
        case .finished(let summary):
            return [ConsoleState.summaryLine(summary)]
        }
    }

    private mutating func finish(
        _ action: ActionDescription, _ completion: ActionCompletion
    ) -> [String] {
        running.removeAll { $0.action.id == action.id }
        counts[completion.outcome, default: 0] += 1
        var lines: [String] = []
        // Of tests each case has a line of its own.
        if completion.outcome == .ran, !action.isTest {
            lines.append("\(formatted(completion.duration))  \(action.title)")
        }
        if !completion.output.isEmpty {
            let text = shown(completion.output.trimmingNewlines)
            if !text.isEmpty { lines += ["stderr of \(action.title):", text] }
        }
        return lines
    }

    /// What is shown of a text that was printed.
    private mutating func shown(_ text: String) -> String {
        limit?.admit(text) ?? text
    }

    /// The line that is redrawn: what runs now and for how long.
    ///
    /// - Parameters:
    ///   - now: The time to measure durations to.
    ///   - columns: The line is cut to so many characters.
    /// - Returns: One line; empty if there is nothing to tell.
    public func statusLine(now: ContinuousClock.Instant, columns: Int) -> String {
        var parts: [String] = []
        if let waiting { parts.append(waiting) }
        if progress.packagesLoaded > 0 {
            parts.append("\(progress.packagesLoaded) packages, \(progress.targetsAnalysed) targets")
        }
        if let tally = ConsoleState.tally(counts) { parts.append(tally) }
        if let oldest = running.first {
            let elapsed = formatted(now - oldest.since)
            let others = running.count > 1 ? " and \(running.count - 1) more" : ""
            parts.append("\(oldest.action.title) \(elapsed)\(others)")
        }
        return String(parts.joined(separator: " | ").prefix(max(0, columns - 1)))
    }

    private static func tally(_ counts: [ActionOutcome: Int]) -> String? {
        let parts = ConsoleState.words.compactMap { outcome, word -> String? in
            guard let count = counts[outcome], count > 0 else { return nil }
            return "\(count) \(word)"
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private static let words: [(ActionOutcome, String)] = [
        (.ran, "run"), (.cached, "cached"), (.written, "written"), (.upToDate, "up to date"),
        (.failed, "failed"),
    ]

    /// `BUILD SUCCEEDED: 3 run, 0 cached, 1 written, 12 up to date (0.84s)`.
    ///
    /// Always names all counts but that of failures, so that a script can rely on the words.
    public static func summaryLine(_ summary: BuildSummary) -> String {
        let verdict = summary.subject + (summary.succeeded ? " SUCCEEDED" : " FAILED")
        let parts = words.compactMap { outcome, word -> String? in
            let count = summary.counts[outcome] ?? 0
            return outcome == .failed && count == 0 ? nil : "\(count) \(word)"
        }
        return "\(verdict): \(parts.joined(separator: ", ")) (\(formatted(summary.duration)))"
    }
}

/// `0.84s`, `12.3s`, `3m05s`.
func formatted(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    if seconds >= 60 {
        let rest = seconds % 60
        return "\(seconds / 60)m\(rest < 10 ? "0" : "")\(rest)s"
    }
    let hundredths = attoseconds / 10_000_000_000_000_000
    if seconds >= 10 { return "\(seconds).\(hundredths / 10)s" }
    return "\(seconds).\(hundredths < 10 ? "0" : "")\(hundredths)s"
}

extension String {
    /// Without the line ends it ends in.
    fileprivate var trimmingNewlines: String {
        var result = self[...]
        while let last = result.last, last.isNewline { result.removeLast() }
        return String(result)
    }
}
