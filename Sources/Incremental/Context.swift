/// What a computation sees of the engine: the right to ask, which records what was asked.
///
/// It cannot be copied, so the compiler refuses to carry it into a child task: work forks only
/// through `all`, `results` and `request(pack:)`, where the engine sees it.
public struct Context: ~Copyable {
    let engine: Engine
    let frame: Frame?

    /// The services given to the engine.
    public var resources: Resources { engine.resources }

    /// The output of one key, computed in the calling task if nobody has it or is at it.
    ///
    /// - Throws: What the computation threw; `CycleError` if it is waiting for the caller;
    ///   `SupersededError`, `CancellationError`.
    public func request<K: Key>(_ key: K) async throws -> K.Output {
        try await engine.outcome(of: key, for: frame).get()
    }

    /// The outputs of several keys, in their order, computed concurrently.
    ///
    /// - Throws: When all have ended, the error of the first key in order that has one.
    public func all<K: Key>(_ keys: [K]) async throws -> [K.Output] {
        try await results(keys).map { try $0.get() }
    }

    /// The outcomes of several keys, in their order, computed concurrently.
    public func results<K: Key>(_ keys: [K]) async -> [Result<K.Output, any Error>] {
        await withTaskGroup(of: (Int, Result<K.Output, any Error>).self) { group in
            for (index, key) in keys.enumerated() {
                group.addTask { [engine, frame] in
                    (index, await engine.outcome(of: key, for: frame))
                }
            }
            var results: [Result<K.Output, any Error>?] = Array(repeating: nil, count: keys.count)
            for await (index, result) in group { results[index] = result }
            return results.compactMap { $0 }
        }
    }

    /// The outputs of keys of different types, computed concurrently.
    ///
    /// - Throws: When all have ended, the error of the first key in order that has one.
    public func request<each K: Key>(
        pack keys: repeat each K
    ) async throws -> (repeat (each K).Output) {
        try await (repeat request(each keys))
    }

    /// Says that the outcome of this computation, value or error, must not outlive the revision.
    public func markTransient() {}
}

final class Frame: Sendable {
    let key: String
    let identity: any Sendable & Hashable
    let parent: Frame?

    init(key: String, identity: any Sendable & Hashable, parent: Frame?) {
        self.key = key
        self.identity = identity
        self.parent = parent
    }
}
