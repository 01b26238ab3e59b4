import Synchronization

/// Decides when a daemon takes commands, and when it ends.
final class DaemonLife: Sendable {
    /// Names a command that runs.
    struct Token: Sendable, Hashable {
        fileprivate let number: Int
    }

    private struct State {
        var isClosing = false
        var started = 0
        var commands: [Token: [String]] = [:]
        var idleSince = ContinuousClock.now
    }

    private let state = Mutex(State())
    private let birth = ContinuousClock.now

    /// Lets a command begin, unless no more are taken.
    func begin(_ words: [String]) -> Token? {
        state.withLock { state in
            guard !state.isClosing else { return nil }
            state.started += 1
            let token = Token(number: state.started)
            state.commands[token] = words
            return token
        }
    }

    /// Notes that a command has ended.
    func end(_ token: Token) {
        state.withLock { state in
            state.commands[token] = nil
            state.idleSince = .now
        }
    }

    /// Takes no more commands.
    func close() { state.withLock { $0.isClosing = true } }

    /// Whether no more commands are taken.
    var isClosing: Bool { state.withLock { $0.isClosing } }

    /// Whether nothing is left to do.
    var isOver: Bool { state.withLock { $0.isClosing && $0.commands.isEmpty } }

    /// Whether nobody has wanted anything for some time.
    func hasIdled(for timeout: Duration) -> Bool {
        state.withLock { $0.commands.isEmpty && ContinuousClock.now - $0.idleSince >= timeout }
    }

    /// Wall time since the daemon was started.
    var uptime: Duration { ContinuousClock.now - birth }

    /// The command lines that run, in the order in which they came.
    var commands: [String] {
        state.withLock { state in
            state.commands.sorted { $0.key.number < $1.key.number }
                .map { $0.value.joined(separator: " ") }
        }
    }
}
