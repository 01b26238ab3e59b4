/// Decides what to do about a running process; performs nothing, so that it can be tested alone.
///
/// A process that is cancelled or out of time is asked to end, so that a compiler can remove its
/// temporary files, and killed when it has not done so after a grace period.
struct Supervision {
    /// What its owner is to do next.
    enum Step: Equatable {
        /// Wait for an event, at most until the instant.
        case wait(until: ContinuousClock.Instant?)
        /// Ask the process group to end, then ask again what to do.
        case terminate
        /// Kill the process group, then ask again what to do.
        case kill
    }

    private enum State {
        case running
        case stopping(killAt: ContinuousClock.Instant, asked: Bool)
        case killed
    }

    private let deadline: ContinuousClock.Instant?
    private let grace: Duration
    private var state = State.running
    /// Why the process is being stopped, once it is.
    private(set) var stopped: ProcessOutcome.Ending?

    init(deadline: ContinuousClock.Instant?, grace: Duration) {
        self.deadline = deadline
        self.grace = grace
    }

    /// The caller no longer wants the process.
    mutating func cancel(at now: ContinuousClock.Instant) {
        stop(.cancelled, at: now)
    }

    /// What to do at an instant at which the process is known to run.
    mutating func next(at now: ContinuousClock.Instant) -> Step {
        if let deadline, now >= deadline { stop(.timedOut, at: now) }
        switch state {
        case .running:
            return .wait(until: deadline)
        case .stopping(let killAt, asked: false):
            state = .stopping(killAt: killAt, asked: true)
            return .terminate
        case .stopping(let killAt, asked: true):
            guard now >= killAt else { return .wait(until: killAt) }
            state = .killed
            return .kill
        case .killed:
            return .wait(until: nil)
        }
    }

    private mutating func stop(_ reason: ProcessOutcome.Ending, at now: ContinuousClock.Instant) {
        guard stopped == nil else { return }
        stopped = reason
        state = .stopping(killAt: now + grace, asked: false)
    }
}
