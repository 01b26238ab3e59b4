import Glibc
import Synchronization

/// What one run of a file prints, kept until it is known to be the last run.
final class PrintedLines: Sendable {
    private let lines = Mutex<[String]>([])

    func append(_ line: String) {
        lines.withLock { $0.append(line) }
    }

    /// Whether nothing was printed.
    var isEmpty: Bool { lines.withLock { $0.isEmpty } }

    /// Writes the lines to the standard error stream.
    func flush() {
        let text = lines.withLock { $0 }.map { $0 + "\n" }.joined()
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }
}
