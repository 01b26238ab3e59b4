import Glibc
import Synchronization

/// The lines of standard input, for commands that read it.
final class StandardInput: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var start = 0
        var hasEnded = false
    }

    private let state = Mutex(State())

    /// Waits for the next line.
    ///
    /// - Returns: The line without its line break; nothing at the end, and once the task that asks
    ///   has been cancelled.
    func nextLine() -> [UInt8]? {
        state.withLock { state in
            var searched = state.start
            while true {
                if let end = state.bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                    defer { state.start = end + 1 }
                    return Array(state.bytes[state.start..<end])
                }
                searched = state.bytes.count
                if state.hasEnded {
                    guard state.start < state.bytes.count else { return nil }
                    defer { state.start = state.bytes.count }
                    return Array(state.bytes[state.start...])
                }
                searched -= state.start
                state.bytes.removeSubrange(..<state.start)
                state.start = 0
                guard let more = Self.readMore() else { return nil }
                state.bytes += more
                state.hasEnded = more.isEmpty
            }
        }
    }

    /// Waits for bytes; none are the end, nothing means that the task was cancelled.
    private static func readMore() -> [UInt8]? {
        var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        while poll(&request, 1, 100) == 0 {
            if Task.isCancelled { return nil }
        }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(STDIN_FILENO, &chunk, chunk.count)
        return Array(chunk.prefix(max(0, count)))
    }
}
