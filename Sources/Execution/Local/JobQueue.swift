import CSpawn
import Glibc

/// The queue and the threads of ``JobSlots``; lives on until its last thread has ended.
///
/// `@unchecked Sendable`: `mutex` guards every mutable property, those of ``Job`` included; the
/// allocations of `mutex` and `changed` are freed by `deinit`, when no thread is left to use them.
final class JobQueue: @unchecked Sendable {
    /// Runs the work, with the signal that cancels it, or hears why it is not going to run.
    typealias Body = @Sendable (Result<CancellationSignal, ExecutionError>) -> Void

    /// One piece of work, whose properties belong to the queue's lock.
    final class Job: @unchecked Sendable {
        fileprivate enum State {
            case new
            case queued(Body)
            case running(CancellationSignal)
            case over
        }

        fileprivate let weight: Int
        fileprivate var state = State.new

        init(weight: Int) {
            self.weight = weight
        }
    }

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let slots: Int
    private var free: Int
    private var waiting: [Job] = []
    private var threads = 0
    private var idle = 0
    private var closed = false

    init(slots: Int) {
        self.slots = slots
        free = slots
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Queues work; its body is called exactly once: on a thread of the queue, or, when it is
    /// refused or cancelled, on the caller's.
    func submit(_ job: Job, body: @escaping Body) {
        let refusal: ExecutionError? = locked {
            guard case .new = job.state else { return JobSlots.cancelled }
            if let error = startThreadIfNeeded() {
                job.state = .over
                return error
            }
            job.state = .queued(body)
            waiting.append(job)
            pthread_cond_signal(changed)
            return nil
        }
        if let refusal { body(.failure(refusal)) }
    }

    /// Takes queued work out of the queue, and tells running work to stop.
    func cancel(_ job: Job) {
        let body: Body? = locked {
            switch job.state {
            case .new:
                job.state = .over
                return nil
            case .queued(let body):
                waiting.removeAll { $0 === job }
                job.state = .over
                // What stood behind it may fit now.
                pthread_cond_signal(changed)
                return body
            case .running(let signal):
                signal.raise()
                return nil
            case .over:
                return nil
            }
        }
        body?(.failure(JobSlots.cancelled))
    }

    /// Lets the threads end once nothing is queued.
    func close() {
        locked {
            closed = true
            _ = pthread_cond_broadcast(changed)
        }
    }

    private func locked<Value>(_ body: () -> Value) -> Value {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }

    // MARK: Threads

    private func startThreadIfNeeded() -> ExecutionError? {
        // An idle thread that has been woken for an earlier job counts as idle until it runs.
        guard idle <= waiting.count, threads < slots else { return nil }
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, 1 << 20)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let queue = Unmanaged.passRetained(self)
        let failed = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<JobQueue>.fromOpaque(argument).takeRetainedValue().work()
                return nil
            }, queue.toOpaque())
        guard failed == 0 else {
            queue.release()
            // With a thread there already, the work only waits longer.
            guard threads == 0 else { return nil }
            return ExecutionError(
                code: .cannotStart, message: "Cannot start a thread to run commands",
                cause: SystemError(number: failed))
        }
        threads += 1
        return nil
    }

    private func work() {
        bld_name_thread("bld-job")
        var signal: CancellationSignal?
        while true {
            do throws(ExecutionError) {
                if signal == nil { signal = try CancellationSignal() }
                guard let usable = signal else { continue }
                guard let (job, body) = take(usable) else { return }
                body(.success(usable))
                finish(job, usable)
            } catch {
                guard let (job, body) = take(nil) else { return }
                body(.failure(error))
                finish(job, nil)
            }
        }
    }

    /// Waits for the job in front and takes its slots; `nil` when the queue is closed and empty.
    private func take(_ signal: CancellationSignal?) -> (Job, Body)? {
        locked {
            while true {
                if let job = waiting.first, job.weight <= free,
                    case .queued(let body) = job.state
                {
                    waiting.removeFirst()
                    free -= job.weight
                    job.state = signal.map { .running($0) } ?? .over
                    if !waiting.isEmpty, free > 0 { pthread_cond_signal(changed) }
                    return (job, body)
                }
                if closed, waiting.isEmpty {
                    threads -= 1
                    return nil
                }
                idle += 1
                pthread_cond_wait(changed, mutex)
                idle -= 1
            }
        }
    }

    /// Signals are raised under the lock and for running work only, so a reset here is exact.
    private func finish(_ job: Job, _ signal: CancellationSignal?) {
        locked {
            job.state = .over
            signal?.reset()
            free += job.weight
            _ = pthread_cond_signal(changed)
        }
    }
}
