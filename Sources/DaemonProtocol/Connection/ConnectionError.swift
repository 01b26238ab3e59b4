import BuildEvents
import Glibc

/// Client and daemon could not reach or understand each other.
public struct ConnectionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What a caller may want to react to.
    public enum Code: Sendable, Hashable {
        /// Nobody listens there.
        case noDaemon
        /// A daemon is there, and is exiting.
        case closing
        /// A daemon of another build is there.
        case otherBuild
        /// The daemon could not be started, or ended while it was starting.
        case cannotStart
        /// A folder or file that both need cannot be used.
        case unusableFolder
        /// The other end went away, or said what cannot be read.
        case lost
    }

    /// The kind of the failure.
    public let code: Code
    /// One sentence that names both ends.
    public let message: String

    /// Makes a failure.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// What the client's process ends with because of it.
    public var exitStatus: Int32 {
        switch code {
        case .noDaemon, .closing, .otherBuild, .cannotStart, .lost:
            CommandExitCode.connectFailure.rawValue
        case .unusableFolder: CommandExitCode.infrastructureFailure.rawValue
        }
    }

    /// The message.
    public var description: String { message }

    /// A failed system call on a file; `action` is what was tried, as in "open" or "lock".
    static func file(
        _ code: Code, _ action: String, _ path: String, _ number: Int32 = errno
    ) -> ConnectionError {
        ConnectionError(code, "Cannot \(action) `\(path)`: \(String(cString: strerror(number)))")
    }
}
