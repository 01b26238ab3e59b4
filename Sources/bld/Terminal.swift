import DaemonProtocol
import Glibc

extension CommandRequest.Terminal {
    /// What standard error and standard output of this process are.
    static func ofThisProcess() -> CommandRequest.Terminal {
        var size = winsize()
        let hasSize = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let understands = getenv("TERM").map { String(cString: $0) != "dumb" } ?? false
        return CommandRequest.Terminal(
            columns: hasSize ? Int(size.ws_col) : 80,
            isInteractive: isatty(STDERR_FILENO) == 1 && understands,
            isOutputInteractive: isatty(STDOUT_FILENO) == 1,
            isInputInteractive: isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1)
    }
}
