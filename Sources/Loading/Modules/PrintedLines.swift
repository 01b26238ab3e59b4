public import Incremental
import Synchronization

/// Where the lines go that files print while they run.
public enum PrintedLinesResource: ResourceKey {
    /// Takes a line without its end.
    public typealias Service = @Sendable (String) -> Void
}

/// What one run of a file prints, kept until it is known to be the last run.
final class PrintedLines: Sendable {
    private let lines = Mutex<[String]>([])

    func append(_ line: String) {
        lines.withLock { $0.append(line) }
    }

    /// Whether nothing was printed.
    var isEmpty: Bool { lines.withLock { $0.isEmpty } }

    /// Shows the lines to whoever waits for the run; drops them if nobody wants them.
    func flush(in context: borrowing Context) {
        guard context.resources.contains(PrintedLinesResource.self) else { return }
        let show = context.resources[PrintedLinesResource.self]
        for line in lines.withLock({ $0 }) { show(line) }
    }
}
