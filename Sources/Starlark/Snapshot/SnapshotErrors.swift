/// Why a module cannot be kept: it is evaluated again in the next process.
public struct SnapshotRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// What stands in the way.
    public let reason: String

    /// Makes a refusal, as an object does that has no encoding at the moment.
    public init(_ reason: String) {
        self.reason = reason
    }

    /// What stands in the way.
    public var description: String { reason }
}

/// Why a snapshot is of no use: the module is evaluated instead.
public enum SnapshotDiscard: Error, Sendable, Equatable {
    /// The bytes are no snapshot, or not all of one.
    case notASnapshot
    /// It was written by another build of the program.
    case otherBuild
    /// The bytes are not those that were written.
    case damaged
    /// It says something that no writer would have written.
    case malformed
    /// A module it refers to is not there, or is another one than it was.
    case otherModule(String)
    /// A global name it uses is not there, or is something else.
    case missingName(String)
    /// Nobody reads objects of this kind.
    case unknownKind(String)
    /// An object could not be made again.
    case object(String)
}
