public import BuildModel
internal import Synchronization

/// An action cache in memory, for tests and for builds without a cache.
public final class MemoryActionCache: ActionCache {
    private let contents: any ContentAddressableStore
    private let results = Mutex<[ActionDigest: ActionResult]>([:])

    /// Creates an empty cache over the store that holds the content of its results.
    public init(contents: any ContentAddressableStore) {
        self.contents = contents
    }

    /// The result of an action, if its content is still there.
    public func result(for action: ActionDigest) async throws(StorageError) -> ActionResult? {
        guard let result = results.withLock({ $0[action] }) else { return nil }
        guard try await contents.missing(among: Array(result.contentDigests)).isEmpty else {
            try await remove(action)
            return nil
        }
        return result
    }

    /// Keeps a result whose content is there.
    public func record(
        _ result: ActionResult, for action: ActionDigest
    ) async throws(StorageError) {
        try await result.checkCanBeRecorded(for: action, contents)
        results.withLock { $0[action] = result }
    }

    /// Forgets a result.
    public func remove(_ action: ActionDigest) async throws(StorageError) {
        results.withLock { _ = $0.removeValue(forKey: action) }
    }
}

extension ActionResult {
    /// Checks what every cache demands of a result before it records it.
    func checkCanBeRecorded(
        for action: ActionDigest, _ contents: any ContentAddressableStore
    ) async throws(StorageError) {
        precondition(exitCode == 0, "only results of actions that succeeded are recorded")
        let missing = try await contents.missing(among: Array(contentDigests))
        guard let first = missing.first else { return }
        throw StorageError(
            .missingContent,
            "The result of action \(action) names content that is not in the store: \(first)"
                + (missing.count > 1 ? " and \(missing.count - 1) more" : ""))
    }
}
