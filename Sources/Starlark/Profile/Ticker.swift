import Glibc
import Synchronization

/// Sets a flag some thousand times a second from a thread of its own.
final class Ticker: Sendable {
    /// What the thread shares with its owner; it outlives whichever of them ends first.
    private final class State: Sendable {
        let hasTicked = Atomic(false)
        let isStopped = Atomic(false)
    }

    private static let intervalMicroseconds: UInt32 = 200

    private let state = State()

    /// Starts the thread.
    init() {
        let argument = Unmanaged.passRetained(state)
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let state = Unmanaged<State>.fromOpaque(argument).takeRetainedValue()
                while !state.isStopped.load(ordering: .relaxed) {
                    usleep(Ticker.intervalMicroseconds)
                    state.hasTicked.store(true, ordering: .relaxed)
                }
                return nil
            }, argument.toOpaque())
        guard failure == 0 else {
            argument.release()
            return
        }
        pthread_detach(thread)
    }

    deinit {
        state.isStopped.store(true, ordering: .relaxed)
    }

    var hasTicked: Bool {
        @inline(__always) get { state.hasTicked.load(ordering: .relaxed) }
    }

    func clear() {
        state.hasTicked.store(false, ordering: .relaxed)
    }
}
