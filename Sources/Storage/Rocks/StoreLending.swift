/// Decides when the database goes to another process that wants it; performs nothing.
///
/// One process has the database at a time. Whoever works keeps it for a turn at least, so that two
/// builds do not spend their time opening it, and no longer than that when another process waits:
/// that one may be the work of a command of this very build.
struct StoreLending {
    /// How long the database is kept at least while this process needs it.
    let turn: Duration
    /// Hears of other processes while the database is open; nil if the system cannot watch files.
    private var demand: StoreDemand?
    private var isOpen = false
    private var isResting = false
    private var isWanted = false
    private var turnEnd = ContinuousClock.now

    init(turn: Duration) { self.turn = turn }

    /// Notes that the database has been opened, at an instant.
    mutating func begin(at now: ContinuousClock.Instant, hearing demand: StoreDemand?) {
        self.demand = demand
        isOpen = true
        isWanted = false
        turnEnd = now + turn
    }

    /// Notes that the database is given away: nobody is listened to any more.
    mutating func end() {
        demand = nil
        isOpen = false
        isWanted = false
    }

    /// Notes that another process wants the database.
    ///
    /// - Returns: Whether it is to have it now.
    mutating func knock(at now: ContinuousClock.Instant) -> Bool {
        isWanted = true
        return isOpen && (isResting || now >= turnEnd)
    }

    /// Notes that this process does not need the database at present.
    ///
    /// - Returns: Whether to give it away now; if not, it is as soon as somebody knocks.
    mutating func rest() -> Bool {
        isResting = true
        return isOpen && (isWanted || demand == nil)
    }

    /// Notes that this process needs the database again, for a turn.
    mutating func wake(at now: ContinuousClock.Instant) {
        guard isResting else { return }
        isResting = false
        turnEnd = now + turn
    }
}
