/// The exit codes of Buck2, which scripts rely on.
///
/// Source: Buck2's documentation, "Exit Codes".
public enum CommandExitCode: Int32, Sendable, Hashable {
    /// Everything asked for was done.
    case success = 0
    /// It failed, and we cannot say whose fault it was.
    case unknownFailure = 1
    /// The machine failed: a disk, another process, bld itself.
    case infrastructureFailure = 2
    /// The user can mend it: arguments, build files, sources, a failing command.
    case userError = 3
    /// Another command was at work, and this one was not to wait.
    case daemonBusy = 4
    /// It gave way to another command.
    case daemonPreempted = 5
    /// It took longer than `--overall-timeout` allows.
    case timedOut = 6
    /// A client found no daemon to talk to.
    case connectFailure = 11
    /// All was built, and a test failed.
    case testsFailed = 32
    /// All was built, and every test was left out or skipped.
    case noTests = 64
    /// SIGINT ended it: 128 + 2.
    case interrupted = 130
}
