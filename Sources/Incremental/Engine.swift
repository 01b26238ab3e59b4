import Synchronization

/// A memory of answers to keys that knows which of them each change of the world leaves standing.
public final class Engine: Sendable {
    let resources: Resources
    let log: EventLog?
    private let memory = Mutex<[AnyHashable: any Sendable]>([:])

    /// An engine that has computed nothing.
    ///
    /// - Parameters:
    ///   - resources: The services for every computation.
    ///   - workers: How many threads compute, at least 1.
    ///   - log: Told what the engine does.
    public init(resources: Resources, workers: Int, log: EventLog? = nil) {
        self.resources = resources
        self.log = log
    }

    /// Makes a new revision out of changes, and supersedes the evaluations that are running.
    public func commit(_ body: (inout Transaction) -> Void) {
        var transaction = Transaction()
        body(&transaction)
        memory.withLock { memory in
            memory = [:]
            for (key, outcome) in transaction.injected { memory[AnyHashable(key)] = outcome }
        }
    }

    /// The output of a key at the live revision.
    ///
    /// Cancelling the calling task makes it throw `CancellationError`; what others are waiting for
    /// is then taken over by them.
    public func evaluate<K: Key>(_ key: K) async throws -> K.Output {
        try await outcome(of: key, for: nil).get()
    }

    /// Runs a body that may ask many questions of one revision.
    public func withContext<Success: Sendable>(
        _ body: @Sendable (borrowing Context) async throws -> Success
    ) async throws -> Success {
        let context = Context(engine: self, frame: nil)
        return try await body(context)
    }

    func outcome<K: Key>(of key: K, for parent: Frame?) async -> Result<K.Output, any Error> {
        if let known = memory.withLock({ $0[key] }) as? Result<K.Output, any Error> { return known }
        var keys: [String] = []
        var frame = parent
        while let current = frame {
            keys.insert(current.key, at: 0)
            if current.identity as? K == key { return .failure(CycleError(keys: keys)) }
            frame = current.parent
        }
        log?.record(.compute, key.description)
        let own = Frame(key: key.description, identity: key, parent: parent)
        let context = Context(engine: self, frame: own)
        let result: Result<K.Output, any Error>
        do { result = .success(try await key.compute(in: context)) } catch {
            result = .failure(error)
        }
        memory.withLock { $0[key] = result }
        return result
    }
}
