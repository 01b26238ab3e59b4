import BuildEvents
import Glibc
import Synchronization

/// Draws a command's replies on the client's terminal.
///
/// Standard output carries results and nothing else; all that is for eyes goes to standard error.
public final class Console: Sendable {
    private let state: Mutex<Screen>
    private let terminal: CommandRequest.Terminal

    private struct Screen {
        var console: ConsoleState
        var statusIsDrawn = false
        var lastDrawn: ContinuousClock.Instant?
    }

    /// Creates a console for one command.
    ///
    /// - Parameters:
    ///   - terminal: What is drawn on.
    ///   - environment: `BUCK2_CONSOLE_OUTPUT_LIMIT` in it says how much of what commands print is
    ///     shown.
    public init(terminal: CommandRequest.Terminal, environment: [String: String] = [:]) {
        self.terminal = terminal
        let limit = environment["BUCK2_CONSOLE_OUTPUT_LIMIT"].flatMap { Int($0) }
        state = Mutex(Screen(console: ConsoleState(outputLimit: limit)))
    }

    /// Shows one reply; `.finished` and `.execute` only clear the status line.
    public func show(_ reply: CommandReply) {
        state.withLock { screen in
            let now = ContinuousClock.now
            switch reply {
            case .output(let bytes):
                erase(&screen)
                write(bytes, to: STDOUT_FILENO)
            case .error(let text):
                erase(&screen)
                write(Array(text.utf8), to: STDERR_FILENO)
            case .event(let event):
                let lines = screen.console.consume(event, now: now)
                if !lines.isEmpty {
                    erase(&screen)
                    write(Array((lines.joined(separator: "\n") + "\n").utf8), to: STDERR_FILENO)
                }
                drawStatus(&screen, now: now)
            case .finished, .execute:
                erase(&screen)
            }
        }
    }

    /// Redraws at most 20 times a second: a terminal is slower than ten thousand cache hits.
    private func drawStatus(_ screen: inout Screen, now: ContinuousClock.Instant) {
        guard terminal.isInteractive else { return }
        if let last = screen.lastDrawn, now - last < .milliseconds(50) { return }
        let line = screen.console.statusLine(now: now, columns: terminal.columns)
        screen.lastDrawn = now
        guard !line.isEmpty else { return }
        write(Array("\r\u{1B}[2K\(line)".utf8), to: STDERR_FILENO)
        screen.statusIsDrawn = true
    }

    private func erase(_ screen: inout Screen) {
        guard screen.statusIsDrawn else { return }
        write(Array("\r\u{1B}[2K".utf8), to: STDERR_FILENO)
        screen.statusIsDrawn = false
    }

    /// Writes all bytes; a reader that went away ends the writing, not the command.
    private func write(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let written = Glibc.write(
                    descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { return }
                rest = rest.dropFirst(written)
            }
        }
    }
}
