internal import Glibc

/// State under a lock, with a way for a thread of its own to sleep until the state changes.
final class Monitor<State>: @unchecked Sendable {
    // Sendable because `state` is only touched while `mutex` is held; both C objects live at fixed
    // addresses from init to deinit.

    private var state: State
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(_ state: sending State) {
        self.state = state
        mutex.initialize(to: pthread_mutex_t())
        changed.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Changes the state and wakes the sleeping thread.
    func change(_ body: (inout State) -> Void) {
        pthread_mutex_lock(mutex)
        body(&state)
        pthread_cond_signal(changed)
        pthread_mutex_unlock(mutex)
    }

    /// Sleeps until the condition holds, then takes something out of the state.
    func waitUntil<Taken>(
        _ condition: (State) -> Bool, take: (inout State) -> Taken
    ) -> Taken {
        pthread_mutex_lock(mutex)
        while !condition(state) { pthread_cond_wait(changed, mutex) }
        defer { pthread_mutex_unlock(mutex) }
        return take(&state)
    }
}

/// Runs something that blocks on a thread of its own, which ends with it.
public func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(Body(body)).toOpaque()
    let status = pthread_create(
        &thread, &attributes,
        { argument in
            guard let argument else { return nil }
            Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
            return nil
        }, argument)
    precondition(
        status == 0, "the system has no more threads: \(String(cString: strerror(status)))")
}
