import Glibc

/// A file or folder could not be read, for a reason that lies with the machine.
public struct FileSystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure, for callers that react to one.
    public enum Code: Sendable, Hashable {
        /// There is nothing of that name.
        case notFound
        /// A folder stands where a file was expected, or the other way round.
        case wrongKind
        /// The permissions forbid it.
        case denied
        /// Anything else the system reports.
        case ioFailure
    }

    /// The kind of failure.
    public let code: Code
    /// One sentence that names the file.
    public let message: String
    /// What the system said.
    public let cause: String

    /// Makes an error of its parts.
    public init(code: Code, message: String, cause: String) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// Describes the system's error number after an attempt to read.
    init(reading what: String, errno number: Int32) {
        switch number {
        case ENOENT: code = .notFound
        case ENOTDIR, EISDIR, ELOOP: code = .wrongKind
        case EACCES, EPERM: code = .denied
        default: code = .ioFailure
        }
        message = "Cannot read `\(what)`"
        cause = String(cString: strerror(number))
    }

    /// The message and what the system said.
    public var description: String { "\(message): \(cause)" }
}
