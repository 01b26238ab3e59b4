import Synchronization

/// The logs that are written after their clients have had their answers, for those who read logs.
///
/// Lock order: `state` is a leaf, held for one transition.
final class ClosingLogs: Sendable {
    private struct State {
        var count = 0
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// A log is about to be closed; to be told before the client has its answer.
    func begin() { state.withLock { $0.count += 1 } }

    /// A log is closed.
    func end() {
        let waiters = state.withLock { state in
            state.count -= 1
            guard state.count == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until no log is about to be closed.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.count > 0 { state.waiters.append(continuation) }
                return state.count == 0
            }
            if isFree { continuation.resume() }
        }
    }
}
