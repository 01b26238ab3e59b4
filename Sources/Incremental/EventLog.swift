import Synchronization

/// What an engine did, in order, for tests and for explanations.
///
/// ```swift
/// #expect(log.take() == ["verify package(//a)", "recompute analysis(//a:a)"])
/// ```
/// The order of events of one strand is that in which they happened; with several workers the
/// strands interleave.
public final class EventLog: Sendable {
    /// The kinds of events; each is printed in front of the description of its key.
    public enum Verb: String, Sendable {
        /// Computed for the first time.
        case compute
        /// Computed again, since something it had asked for has changed.
        case recompute
        /// Marked dirty, but found up to date by looking at its dependencies.
        case verify
        /// Recomputed to the same fingerprint: its dependents need not be.
        case backdate
        /// Its value was given up to save memory.
        case evict
        /// Computed again though nothing has changed, since its value is not in memory.
        case restore
        /// Its value was read from where it is kept.
        case load
        /// Restored to another fingerprint: the computation is not deterministic.
        case differ
        /// Given up half-way, because the evaluation was cancelled or superseded.
        case release
        /// Finished after a commit had superseded its evaluation.
        case late
    }

    private let events = Mutex<[String]>([])

    /// An empty log.
    public init() {}

    /// Removes all events so far and returns them as `verb key` lines.
    public func take() -> [String] {
        events.withLock { events in
            defer { events = [] }
            return events
        }
    }

    func record(_ verb: Verb, _ key: String) {
        events.withLock { $0.append("\(verb.rawValue) \(key)") }
    }
}
