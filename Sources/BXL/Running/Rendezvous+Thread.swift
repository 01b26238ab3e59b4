import Incremental
import Synchronization

extension Rendezvous {
    /// Runs work on a thread of its own, and answers what it asks until it ends.
    ///
    /// - Parameters:
    ///   - context: Answers questions.
    ///   - work: Given where to ask, and whether it is to end.
    /// - Returns: What the work returns.
    /// - Throws: What the work throws; `CancellationError` if the calling task was cancelled.
    static func serving<Success: Sendable>(
        _ context: borrowing Context,
        _ work: @escaping @Sendable (Rendezvous, CancellationFlag) throws -> Success
    ) async throws -> Success {
        let rendezvous = Rendezvous()
        let cancellation = CancellationFlag()
        let outcome = OutcomeBox<Success>()
        try ScriptThread.start {
            let result = Result { try work(rendezvous, cancellation) }
            outcome.value.withLock { $0 = result }
            rendezvous.end()
        }
        await withTaskCancellationHandler {
            await rendezvous.serve(in: context)
        } onCancel: {
            cancellation.set()
        }
        try Task.checkCancellation()
        guard let result = outcome.value.withLock({ $0 }) else {
            preconditionFailure("a thread leaves its outcome before it ends")
        }
        return try result.get()
    }
}

/// Whether a thread is to end its work.
final class CancellationFlag: Sendable {
    private let isSet = Atomic(false)

    /// Asks for the end.
    func set() { isSet.store(true, ordering: .relaxed) }

    /// Whether the end was asked for.
    var value: Bool { isSet.load(ordering: .relaxed) }
}

private final class OutcomeBox<Success: Sendable>: Sendable {
    let value = Mutex<Result<Success, any Error>?>(nil)
}
