import Synchronization

/// Lets commands work one after the other, in the order in which they came.
final class CommandTurns: Sendable {
    private struct Waiter {
        let number: Int
        let words: String
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        /// Who has the turn.
        var words: String?
        var waiters: [Waiter] = []
        var cancelled: Set<Int> = []
        var count = 0
    }

    private let state = Mutex(State())

    /// Waits for the turn.
    ///
    /// - Parameters:
    ///   - arguments: What the command is, for others who have to wait for it.
    ///   - wait: Told which command has the turn, before waiting for it.
    /// - Throws: `CancellationError`, without having the turn.
    func take(_ arguments: [String], wait: (String) -> Void) async throws {
        let words = arguments.joined(separator: " ")
        let (number, other) = state.withLock { state -> (Int, String?) in
            state.count += 1
            let other = state.words
            if other == nil { state.words = words }
            return (state.count, other)
        }
        guard let other else { return }
        wait(other)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enqueue(Waiter(number: number, words: words, continuation: continuation))
            }
        } onCancel: {
            cancel(number)
        }
    }

    /// Gives the turn to the next who waits.
    func giveBack() {
        let next = state.withLock { state -> Waiter? in
            guard !state.waiters.isEmpty else {
                state.words = nil
                return nil
            }
            let next = state.waiters.removeFirst()
            state.words = next.words
            return next
        }
        next?.continuation.resume()
    }

    private func enqueue(_ waiter: Waiter) {
        enum Decision {
            case wait
            case goOn
            case stop
        }
        let decision = state.withLock { state -> Decision in
            if state.cancelled.remove(waiter.number) != nil { return .stop }
            guard state.words != nil else {
                state.words = waiter.words
                return .goOn
            }
            state.waiters.append(waiter)
            return .wait
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
                state.cancelled.insert(number)
                return nil
            }
            return state.waiters.remove(at: index)
        }
        waiter?.continuation.resume(throwing: CancellationError())
    }
}
