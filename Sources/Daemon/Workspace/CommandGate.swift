import Synchronization

/// How a command gets along with others.
struct CommandManners: Sendable {
    /// When it gives way to another.
    var preemptible: Preemptible
    /// When it does not work at all.
    var exitWhen: ExitWhen
    /// Makes it give way.
    var yield: @Sendable () -> Void
}

/// Lets commands work side by side as long as they agree on the terms, and one after the other, in
/// the order in which they came, where they do not.
///
/// Lock order: `state` is a leaf, held for one transition.
final class CommandGate<Terms: Hashable & Sendable>: Sendable {
    private enum Decision {
        case wait
        case goOn
        case stop
    }

    private struct Waiter {
        let number: Int
        let words: String
        let terms: Terms?
        let manners: CommandManners
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Active {
        let words: String
        let manners: CommandManners
    }

    private struct State {
        /// Those that work, by number.
        var active: [Int: Active] = [:]
        /// What those agree on; nil if it works alone.
        var terms: Terms?
        var waiters: [Waiter] = []
        var cancelled: Set<Int> = []
        var count = 0

        /// Whether a command may join those that work.
        func admits(_ terms: Terms?) -> Bool {
            active.isEmpty || terms != nil && terms == self.terms
        }

        mutating func enter(
            _ number: Int, _ words: String, _ terms: Terms?, _ manners: CommandManners
        ) {
            active[number] = Active(words: words, manners: manners)
            self.terms = terms
        }

        /// Those that give way to a command.
        ///
        /// - Throws: `CommandRefused` if the command does not work beside those at work.
        func yielding(
            to terms: Terms?, _ manners: CommandManners
        ) throws(CommandRefused) -> [CommandManners] {
            guard let first = active.min(by: { $0.key < $1.key })?.value else { return [] }
            if manners.exitWhen == .notIdle { throw .busy(with: first.words, .notIdle) }
            let isSame = admits(terms)
            let yielding = active.values.map(\.manners).filter { other in
                other.preemptible == .always || other.preemptible == .onDifferentState && !isSame
            }
            if manners.exitWhen == .differentState, !isSame, yielding.count < active.count {
                throw .busy(with: first.words, .differentState)
            }
            return yielding
        }
    }

    private let state = Mutex(State())

    /// Waits until the command may work.
    ///
    /// - Parameters:
    ///   - arguments: What the command is, for others who have to wait for it.
    ///   - terms: What it works with; nil if it works alone.
    ///   - manners: How it gets along with others.
    ///   - wait: Told which command is in the way, before waiting for it.
    /// - Returns: A number to leave with.
    /// - Throws: `CancellationError` or `CommandRefused`, without having entered.
    func enter(
        _ arguments: [String], _ terms: Terms?, _ manners: CommandManners, wait: (String) -> Void
    ) async throws -> Int {
        let words = arguments.joined(separator: " ")
        let (number, other, yielding) = try state.withLock {
            state throws(CommandRefused) -> (Int, String?, [CommandManners]) in
            let yielding = try state.yielding(to: terms, manners)
            state.count += 1
            guard state.admits(terms), state.waiters.isEmpty else {
                let first = state.active.min { $0.key < $1.key }?.value.words
                return (state.count, first ?? state.waiters[0].words, yielding)
            }
            state.enter(state.count, words, terms, manners)
            return (state.count, nil, yielding)
        }
        for other in yielding { other.yield() }
        guard let other else { return number }
        wait(other)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enqueue(
                    Waiter(
                        number: number, words: words, terms: terms, manners: manners,
                        continuation: continuation))
            }
        } onCancel: {
            cancel(number)
        }
        return number
    }

    /// Lets those in that the command has kept waiting.
    func leave(_ number: Int) {
        let admitted = state.withLock { state -> [Waiter] in
            state.active[number] = nil
            var admitted: [Waiter] = []
            while let next = state.waiters.first, state.admits(next.terms) {
                state.enter(next.number, next.words, next.terms, next.manners)
                admitted.append(state.waiters.removeFirst())
            }
            return admitted
        }
        for waiter in admitted { waiter.continuation.resume() }
    }

    /// Whether nobody works or waits.
    var isIdle: Bool { state.withLock { $0.active.isEmpty && $0.waiters.isEmpty } }

    private func enqueue(_ waiter: Waiter) {
        let decision = state.withLock { state -> Decision in
            if state.cancelled.remove(waiter.number) != nil { return .stop }
            guard state.admits(waiter.terms), state.waiters.isEmpty else {
                state.waiters.append(waiter)
                return .wait
            }
            state.enter(waiter.number, waiter.words, waiter.terms, waiter.manners)
            return .goOn
        }
        switch decision {
        case .wait: break
        case .goOn: waiter.continuation.resume()
        case .stop: waiter.continuation.resume(throwing: CancellationError())
        }
    }

    private func cancel(_ number: Int) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.waiters.firstIndex(where: { $0.number == number }) else {
                if state.active[number] == nil { state.cancelled.insert(number) }
                return nil
            }
            return state.waiters.remove(at: index)
        }
        waiter?.continuation.resume(throwing: CancellationError())
    }
}
