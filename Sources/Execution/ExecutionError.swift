import Glibc

/// Running a command or moving its files failed because of the machine, not because of the command.
///
/// A command that ran and failed is a ``CommandResult``, never one of these.
public struct ExecutionError: Error, Sendable, CustomStringConvertible {
    /// What a caller may want to react to.
    public enum Code: Sendable, Hashable {
        /// The program is not there, or is no program.
        case programNotFound
        /// The program is there but could not be started.
        case cannotStart
        /// The caller cancelled the command before it had ended.
        case cancelled
        /// A blob is not, or no longer, in the store: run what made it again.
        case notFound
        /// The disk is full, or a quota is used up.
        case noSpace
        /// Reading or writing a file failed in another way.
        case ioFailure
        /// A file could not be fetched over the network.
        case downloadFailed
        /// The content-addressed store failed.
        case storeFailure
    }

    /// The kind of the failure.
    public let code: Code
    /// One sentence that names both ends: what was tried, and on what.
    public let message: String
    /// What the system or the layer below reported.
    public let cause: (any Error)?

    /// Makes a failure.
    public init(code: Code, message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message, with the cause in parentheses.
    public var description: String {
        cause.map { "\(message) (\($0))" } ?? message
    }

    /// A file that is not ours where the folder of outputs would be.
    static func inTheWay(_ path: String) -> ExecutionError {
        ExecutionError(
            code: .ioFailure,
            message: "Outputs go to the folder `\(path)`, but there is a file of that name, which "
                + "bld leaves alone; move it away",
            cause: nil)
    }

    /// A failed operation on a file; `action` is what was tried, as in "write" or "list".
    static func file(_ action: String, _ path: String, _ error: SystemError) -> ExecutionError {
        ExecutionError(
            code: error.number == ENOSPC || error.number == EDQUOT ? .noSpace : .ioFailure,
            message: "Cannot \(action) `\(path)`", cause: error)
    }
}
