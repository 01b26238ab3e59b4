import Dispatch
import Synchronization

/// A fixed number of threads that run the engine's tasks.
///
/// The width is fixed because Dispatch, left to itself, starts threads slowly when its workers
/// block and the default executor not at all. Each worker is a serial queue, so it has a thread of
/// its own while it has work and none while it has not. Jobs wait in one queue, first come, first
/// served; an idle worker is woken for each job that comes while there is one.
final class WorkerPool: TaskExecutor {
    private struct State {
        var jobs = JobQueue()
        var idle: [Int]
    }

    private let queues: [DispatchQueue]
    private let state: Mutex<State>

    /// A pool of `width` threads, at least one.
    init(width: Int) {
        let width = max(1, width)
        queues = (0..<width).map { DispatchQueue(label: "bld.engine.\($0)") }
        state = Mutex(State(idle: Array(0..<width)))
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let worker = state.withLock { state -> Int? in
            state.jobs.append(job)
            return state.idle.popLast()
        }
        guard let worker else { return }
        queues[worker].async { self.drain(worker) }
    }

    /// Runs jobs until there are none.
    private func drain(_ worker: Int) {
        let executor = asUnownedTaskExecutor()
        while let job = nextJob(worker) { job.runSynchronously(on: executor) }
    }

    private func nextJob(_ worker: Int) -> UnownedJob? {
        state.withLock { state in
            if let job = state.jobs.popFirst() { return job }
            state.idle.append(worker)
            return nil
        }
    }
}

/// A queue in a ring of jobs.
private struct JobQueue {
    private var ring: [UnownedJob?] = Array(repeating: nil, count: 64)
    private var head = 0
    private var count = 0

    mutating func append(_ job: UnownedJob) {
        if count == ring.count {
            ring = Array(ring[head...] + ring[..<head]) + Array(repeating: nil, count: count)
            head = 0
        }
        ring[(head + count) & (ring.count - 1)] = job
        count += 1
    }

    mutating func popFirst() -> UnownedJob? {
        guard count > 0 else { return nil }
        defer {
            ring[head] = nil
            head = (head + 1) & (ring.count - 1)
            count -= 1
        }
        return ring[head]
    }
}
