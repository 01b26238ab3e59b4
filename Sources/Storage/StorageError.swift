/// The store, or the disk under it, did not do what was asked.
///
/// None of these has to fail a build: what cannot be read is a cache miss, what cannot be written
/// stays uncached.
public struct StorageError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, for callers that react to one.
    public enum Code: Hashable, Sendable {
        /// The store does not have it.
        case notFound
        /// The stored bytes were not those that were written; they have been removed.
        case corrupt
        /// The disk is full or a quota is used up.
        case noSpace
        /// Another process owns the store.
        case locked
        /// A result names content that is not in the store.
        case missingContent
        /// Any other failure of the disk or the database.
        case ioFailure
    }

    /// The kind of failure.
    public let code: Code
    /// What was tried on which path or key, and what the system said.
    public let message: String
    /// The failure underneath, if there was one.
    public let cause: (any Error)?

    /// Creates an error.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message, and that of the cause.
    public var description: String {
        cause.map { "\(message): \($0)" } ?? message
    }
}
