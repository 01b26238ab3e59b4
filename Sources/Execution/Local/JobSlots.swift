/// A fixed number of slots for work that blocks, each with a thread of its own, filled in the order
/// of asking.
///
/// Threads start when they are first needed. Work of weight `n` takes `n` slots; the one in front
/// waits until they are free and nobody overtakes it, so heavy work is not starved.
///
/// Lock order: there is one lock, and no body, continuation or other lock runs under it.
public final class JobSlots: Sendable {
    /// How many slots there are.
    public let count: Int
    private let queue: JobQueue

    /// Makes slots.
    ///
    /// - Parameter count: As in `-j`, at least 1.
    public init(count: Int) {
        precondition(count > 0, "JobSlots: needs at least one slot")
        self.count = count
        queue = JobQueue(slots: count)
    }

    deinit {
        queue.close()
    }

    /// Runs work on the thread of a slot once one is free.
    ///
    /// - Parameters:
    ///   - weight: How many slots the work takes, cut to the number there are.
    ///   - body: May block. When the task is cancelled, the signal is raised.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws; `.cancelled` when the task was cancelled before it began.
    public func run<Value: Sendable>(
        weight: Int = 1,
        _ body: @escaping @Sendable (CancellationSignal) throws(ExecutionError) -> Value
    ) async throws(ExecutionError) -> Value {
        let job = JobQueue.Job(weight: min(max(weight, 1), count))
        let result: Result<Value, ExecutionError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.submit(job) { signal in
                    continuation.resume(
                        returning: Result { () throws(ExecutionError) in
                            try body(signal.get())
                        })
                }
            }
        } onCancel: {
            queue.cancel(job)
        }
        return try result.get()
    }

    static let cancelled = ExecutionError(
        code: .cancelled, message: "Cancelled before it had ended")
}
