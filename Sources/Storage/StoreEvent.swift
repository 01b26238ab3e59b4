public import BuildModel

/// Something that happened to the store and that a user may want to be told.
public enum StoreEvent: Sendable, CustomStringConvertible {
    /// Another process owns the database; the store waits until it lets go.
    case waiting(processID: Int32?)
    /// The wait is over.
    case acquired
    /// A record did not match its checksum and has been removed; it counts as never written.
    case damagedRecord(String)
    /// Content did not match its digest and has been removed.
    case damagedContent(Digest)
    /// A result was dropped because content that it names has gone.
    case incompleteResult(ActionDigest)
    /// The database could not be opened as it was and has been started anew.
    case replacedDatabase(reason: String)

    /// One sentence for the user.
    public var description: String {
        switch self {
        case .waiting(let processID):
            "Waiting for " + (processID.map { "process \($0)" } ?? "another process")
                + ", which uses the cache"
        case .acquired: "The cache is free"
        case .damagedRecord(let key): "Removed a damaged cache record of \(key)"
        case .damagedContent(let digest): "Removed damaged content \(digest) from the cache"
        case .incompleteResult(let action):
            "Removed the cached result of action \(action): some of its outputs have gone"
        case .replacedDatabase(let reason):
            "Started a new cache database, for the old one is damaged: \(reason)"
        }
    }
}
