import Synchronization

/// Collects what is said of targets while a question is answered.
final class Complaints: Sendable {
    private let lines = Mutex("")

    /// All of it.
    var text: String { lines.withLock { $0 } }

    /// Adds to it.
    func append(_ text: String) { lines.withLock { $0 += text } }
}
