/// An error that may go away without any key having been invalidated: a full disk, a lost worker.
///
/// It is kept within the revision in which it arose, so that everybody who asks sees the same, and
/// forgotten by the next commit. `Context.markTransient()` does the same for any outcome.
public protocol TransientError: Error {}

/// Computations that, each directly, asked for each other.
///
/// Like a transient error it is forgotten by the next commit, since which of the computations meets
/// the cycle depends on which was asked first.
public struct CycleError: TransientError, Hashable, CustomStringConvertible {
    /// The descriptions of the keys in the order in which each asked for the next; the last asked
    /// for the first.
    public let keys: [String]

    /// A cycle through the keys of these descriptions.
    public init(keys: [String]) {
        self.keys = keys
    }

    /// The keys joined by arrows, the first one repeated at the end.
    public var description: String {
        (keys + keys.prefix(1)).joined(separator: " -> ")
    }
}

/// What was kept of the graph is damaged, which was found out only now.
///
/// Nothing that this evaluation found is to be trusted, and the engine answers nothing any more.
/// The store has been emptied: another store and another engine start from nothing.
public struct DamagedGraphError: Error, Hashable {
    /// A damage.
    public init() {}
}

/// A commit has made a newer revision live while this evaluation ran.
///
/// It is thrown out of the next request of the older evaluation, and never kept. The caller who
/// started the evaluation may start it again.
public struct SupersededError: Error, Hashable {
    /// A supersession.
    public init() {}
}
