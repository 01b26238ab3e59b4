import Synchronization

/// A door that tasks wait at until it is opened, for ever; cancelling a task opens it for that
/// task.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var next = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var passed: Set<Int> = []
    }

    private let state = Mutex(State())

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [:] }
            return state.waiting.values.map { $0 }
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        let ticket = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOpen = state.withLock { state in
                    if state.isOpen || state.passed.contains(ticket) { return true }
                    state.waiting[ticket] = continuation
                    return false
                }
                if isOpen { continuation.resume() }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                state.passed.insert(ticket)
                return state.waiting.removeValue(forKey: ticket)
            }
            continuation?.resume()
        }
    }
}
