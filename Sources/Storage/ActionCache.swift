public import BuildModel

/// Results of actions under their digests.
///
/// No result is recorded before everything it names can be read from the store beside it, so a
/// result that is found was complete once. Content may have gone since: whoever needs it and does
/// not find it treats the result as a miss and removes it.
public protocol ActionCache: Sendable {
    /// The result of an action; nil if none is known or its record was damaged.
    ///
    /// - Throws: `.ioFailure`.
    func result(for action: ActionDigest) async throws(StorageError) -> ActionResult?

    /// Records a result, replacing an earlier one.
    ///
    /// - Throws: `.missingContent` if the store lacks content that the result names: nothing is
    ///   recorded then. `.noSpace`, `.ioFailure`.
    /// - Precondition: The action succeeded: its exit code is 0.
    func record(_ result: ActionResult, for action: ActionDigest) async throws(StorageError)

    /// Forgets a result, so that the action runs again.
    ///
    /// - Throws: `.ioFailure`.
    func remove(_ action: ActionDigest) async throws(StorageError)
}
