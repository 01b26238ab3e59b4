/// What a computation sees of the engine: the right to ask, which records what was asked.
///
/// It cannot be copied, so the compiler refuses to carry it into a child task: work forks only
/// through `all`, `results` and `request(pack:)`, where the engine sees it. Requests made one after
/// the other are computed one after the other.
///
/// `@unchecked Sendable`, so that it can be lent from the executor of a computation to that of a
/// function which the computation waits for: being lent, it cannot be captured by anything that
/// runs at the same time.
public struct Context: ~Copyable, @unchecked Sendable {
    // Unmanaged, for counting references took a fifth of a request. It is alive: the evaluation or
    // the fork that made the strand waits for the call that has this context.
    @usableFromInline let reference: Unmanaged<Strand>

    @inlinable
    init(strand: Strand) {
        reference = .passUnretained(strand)
    }

    @usableFromInline var strand: Strand { reference.takeUnretainedValue() }

    /// The services given to the evaluation, else to the engine.
    public var resources: Resources { strand.resources }

    /// The output of one key, computed in the calling task if nobody has it or is at it.
    ///
    /// - Throws: What the computation threw; `CycleError` if it is waiting for the caller; else
    ///   `SupersededError` or `CancellationError`, after which no outcome of the caller is kept.
    @inlinable
    nonisolated(nonsending) public func request<K: Key>(_ key: K) async throws -> K.Output {
        let (id, isReady) = reference._withUnsafeGuaranteedRef { $0.look(for: key) }
        if !isReady { try await strand.fetchAndRecord(id) }
        return try reference._withUnsafeGuaranteedRef { $0.outcome(of: id, as: K.self) }.get()
    }

    /// Lends the context to a value that has to store it, such as the environment of a query.
    ///
    /// What `body` is given must not outlive the call: the value that stores it is itself not
    /// copyable, and is only borrowed by what `body` calls.
    nonisolated(nonsending) public func lend<Answer>(
        _ body: (consuming Context) async throws -> Answer
    ) async rethrows -> Answer {
        try await body(Context(strand: strand))
    }

    /// Says that the outcome of this computation, value or error, must not outlive the revision:
    /// the next commit makes whoever depends on it look again.
    public func markTransient() {
        if !strand.claims.isEmpty { strand.claims.top.pointee.isTransient = true }
    }
}
