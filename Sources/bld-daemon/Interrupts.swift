import Dispatch
import Glibc
import Synchronization

/// Turns the first Ctrl-C or TERM into a cancellation, and a second one into leaving at once.
final class Interrupts: Sendable {
    private static let signals = [SIGINT, SIGTERM]

    /// Dispatch sources may be used from any thread, and only `stop()` touches them after `init`.
    nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

    /// Starts to listen; `cancel` is called on a Dispatch queue, once.
    init(cancel: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "bld.interrupts")
        let presses = Presses()
        signal(SIGPIPE, SIG_IGN)
        sources = Interrupts.signals.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if presses.isFirst() { cancel() } else { _exit(128 + number) }
            }
            source.resume()
            return source
        }
    }

    /// Gives the signals back their default meaning.
    func stop() {
        for source in sources { source.cancel() }
        for number in Interrupts.signals + [SIGPIPE] { signal(number, SIG_DFL) }
    }

    private final class Presses: Sendable {
        private let seen = Mutex(false)

        func isFirst() -> Bool {
            seen.withLock { seen in
                defer { seen = true }
                return !seen
            }
        }
    }
}
