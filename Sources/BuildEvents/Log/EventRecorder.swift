import Glibc
import Synchronization

/// Takes down the events of one command, from any task.
///
/// Events are gathered in memory, for making text of them costs more than most of what they tell
/// of; who fills the buffer hands it on, and so does the end of the command, after the client has
/// its answer.
///
/// Lock order: `consumption`, then `state`; `state` is held for one transition.
public final class EventRecorder: Sendable {
    /// A span that has begun.
    public struct Span: Sendable {
        /// Its number, from 1.
        public let id: UInt64
        fileprivate let parent: UInt64
        fileprivate let start: ContinuousClock.Instant

        /// How long it has lasted.
        public var elapsed: Duration { ContinuousClock.now - start }
    }

    /// Takes events in order, one call at a time.
    ///
    /// Returns how many it has taken: all, or none if it cannot take any yet.
    public typealias Consumer = @Sendable ([LoggedEvent]) -> Bool

    fileprivate struct State {
        var events: [LoggedEvent] = []
        var root: UInt64 = 0
        var limit = EventRecorder.batch
    }

    private let state = Mutex(State())
    private let consumption = Mutex(())
    private let nextID = Atomic<UInt64>(1)
    private let consumer: Consumer?

    /// How many events are gathered before they are handed on.
    private static let batch = 4096

    /// Creates a recorder.
    ///
    /// - Parameter consumer: Where events go; nil to forget them.
    public init(consumer: Consumer?) {
        self.consumer = consumer
    }

    /// A recorder that takes nothing down.
    public static let none = EventRecorder(consumer: nil)

    /// Whether anything is taken down; what costs to tell need not be told otherwise.
    public var isEnabled: Bool { consumer != nil }

    /// Begins a span.
    ///
    /// - Parameters:
    ///   - start: What begins.
    ///   - parent: The span around it; nil for the one that ``nest(under:)`` has named.
    /// - Returns: What to end it with.
    public func begin(_ start: @autoclosure () -> SpanStart, in parent: Span? = nil) -> Span {
        let now = ContinuousClock.now
        guard isEnabled else { return Span(id: 0, parent: 0, start: now) }
        let id = nextID.wrappingAdd(1, ordering: .relaxed).oldValue
        let content = LoggedEvent.Content.began(start())
        let time = WallTime.now
        let (above, isFull) = state.withLock { state -> (UInt64, Bool) in
            let above = parent?.id ?? state.root
            return (above, state.append(time, id, above, content))
        }
        if isFull { drain() }
        return Span(id: id, parent: above, start: now)
    }

    /// Ends a span.
    public func end(_ span: Span, _ end: @autoclosure () -> SpanEnd) {
        guard isEnabled else { return }
        let content = LoggedEvent.Content.ended(end(), took: span.elapsed)
        let time = WallTime.now
        if state.withLock({ $0.append(time, span.id, span.parent, content) }) { drain() }
    }

    /// Takes down something that happened.
    public func note(_ moment: @autoclosure () -> LoggedMoment, in parent: Span? = nil) {
        guard isEnabled else { return }
        let content = LoggedEvent.Content.happened(moment())
        let time = WallTime.now
        let isFull = state.withLock { $0.append(time, 0, parent?.id ?? $0.root, content) }
        if isFull { drain() }
    }

    /// Lets what has no parent be part of a span from now on; nil for of none.
    public func nest(under span: Span?) {
        state.withLock { $0.root = span?.id ?? 0 }
    }

    /// Hands on what is gathered.
    public func drain() {
        guard let consumer else { return }
        consumption.withLock { _ in
            let events = state.withLock { state in
                let events = state.events
                state.events = []
                return events
            }
            if events.isEmpty || consumer(events) { return }
            state.withLock { state in
                state.events = events + state.events
                state.limit = state.events.count + EventRecorder.batch
            }
        }
    }
}

extension EventRecorder.State {
    /// Gathers an event; says whether there are enough to be handed on.
    fileprivate mutating func append(
        _ time: WallTime, _ span: UInt64, _ parent: UInt64, _ content: LoggedEvent.Content
    ) -> Bool {
        events.append(LoggedEvent(time: time, span: span, parent: parent, content: content))
        return events.count >= limit
    }
}

extension WallTime {
    /// The system's time.
    public static var now: WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec))
    }
}
