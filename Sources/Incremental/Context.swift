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
    @inlinable
    public var resources: Resources {
        reference._withUnsafeGuaranteedRef { $0.resources }
    }

    /// The output of one key, computed in the calling task if nobody has it or is at it.
    ///
    /// - Throws: What the computation threw; `CycleError` if it is waiting for the caller; else
    ///   `SupersededError` or `CancellationError`, after which no outcome of the caller is kept.
    @inlinable
    nonisolated(nonsending) public func request<K: Key>(_ key: K) async throws -> K.Output {
        let (id, ready) = reference._withUnsafeGuaranteedRef { $0.look(for: key) }
        if let ready { return try ready.get() }
        if let recovered = try await provide(id, key) { return recovered }
        return try reference._withUnsafeGuaranteedRef { $0.outcome(of: id, as: K.self) }.get()
    }

    /// Sees to it that the node of a key has an outcome, and records it.
    ///
    /// - Returns: What the request evaluates to instead, if it would close a cycle and recovers.
    ///
    /// A key that was never computed is computed right here, where its type is known: reached
    /// through its kind, it would be copied, and the way back takes a look at the executor.
    @inlinable
    @inline(never)
    nonisolated(nonsending) func provide<K: Key>(
        _ id: NodeID, _ key: K
    ) async throws -> K.Output? {
        guard try reference._withUnsafeGuaranteedRef({ try $0.claimNew(id) }) else {
            guard let cycle = try await strand.fetchAndRecord(id) else { return nil }
            guard let recovered = key.valueInCycle(cycle) else { throw cycle }
            return recovered
        }
        let outcome: Result<K.Output, any Error>
        do {
            outcome = .success(try await output(of: key))
        } catch {
            outcome = .failure(error)
        }
        try reference._withUnsafeGuaranteedRef { try $0.finishAndRecord(outcome, of: key, id) }
        return nil
    }

    /// Computes a key, and does nothing after that.
    ///
    /// After a call through a protocol or a closure the compiler looks which executor it has come
    /// back to, under a lock of the task, unless nothing is left to do; after a direct call to a
    /// nonsending function it does not. This function is between the two, and saves 100 ns.
    @inlinable
    @inline(never)
    nonisolated(nonsending) func output<K: Key>(of key: K) async throws -> K.Output {
        try await key.compute(in: self)
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
