import Dispatch
import GraphQueries
import Incremental
import Synchronization

/// Where a thread that runs a script, or a task beside it, meets the computation that lends its
/// context: one side puts questions, the other one answers them one after the other.
///
/// A question is a function of the context. So whatever a script asks is a dependency of the key
/// that runs it, and no worker of the engine waits for the script but as a suspended task.
///
/// Lock order: `state` is a leaf, held for one transition.
final class Rendezvous: GraphAsker {
    /// A question with the way its answer goes back.
    typealias Question = @Sendable (borrowing Context) async -> Void

    private enum Turn: Sendable {
        case question(Question)
        case over
    }

    private struct State {
        var turns: [Turn] = []
        var waiter: CheckedContinuation<Turn, Never>?
    }

    private let state = Mutex(State())

    /// Answers questions until there will be no more.
    func serve(in context: borrowing Context) async {
        while case .question(let question) = await next() { await question(context) }
    }

    /// Says that there will be no more questions.
    func end() { put(.over) }

    private func put(_ turn: Turn) {
        let waiter = state.withLock { state -> CheckedContinuation<Turn, Never>? in
            guard let waiter = state.waiter else {
                state.turns.append(turn)
                return nil
            }
            state.waiter = nil
            return waiter
        }
        waiter?.resume(returning: turn)
    }

    private func next() async -> Turn {
        await withCheckedContinuation { continuation in
            let turn = state.withLock { state -> Turn? in
                guard state.turns.isEmpty else { return state.turns.removeFirst() }
                state.waiter = continuation
                return nil
            }
            if let turn { continuation.resume(returning: turn) }
        }
    }

    /// Puts a question from a task.
    func ask<Answer: Sendable>(
        _ body: @escaping @Sendable (borrowing Context) async throws -> Answer
    ) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            put(
                .question { context in
                    do {
                        continuation.resume(returning: try await body(context))
                    } catch {
                        continuation.resume(throwing: error)
                    }
                })
        }
    }

    /// Puts a question from a thread of its own, which waits for the answer.
    func askBlocking<Answer: Sendable>(
        _ body: @escaping @Sendable (borrowing Context) async throws -> Answer
    ) throws -> Answer {
        let answered = DispatchSemaphore(value: 0)
        let answer = AnswerBox<Answer>()
        put(
            .question { context in
                let result: Result<Answer, any Error>
                do {
                    result = .success(try await body(context))
                } catch {
                    result = .failure(error)
                }
                answer.value.withLock { $0 = result }
                answered.signal()
            })
        answered.wait()
        guard let result = answer.value.withLock({ $0 }) else {
            preconditionFailure("an answer is there before its signal")
        }
        return try result.get()
    }

    /// Lends a context to work that goes on in a task beside the one that has it.
    ///
    /// - Parameters:
    ///   - context: Answers what the work asks.
    ///   - work: Runs in a child task.
    /// - Returns: What the work returns.
    /// - Throws: What the work throws.
    static func lending<Success: Sendable>(
        _ context: borrowing Context,
        to work: @escaping @Sendable (any GraphAsker) async throws -> Success
    ) async throws -> Success {
        let rendezvous = Rendezvous()
        async let success = {
            defer { rendezvous.end() }
            return try await work(rendezvous)
        }()
        await rendezvous.serve(in: context)
        return try await success
    }
}

/// Carries an answer from the task that found it to the thread that waits for it.
private final class AnswerBox<Answer: Sendable>: Sendable {
    let value = Mutex<Result<Answer, any Error>?>(nil)
}
