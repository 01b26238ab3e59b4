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
    /// A client found no daemon to talk to.
    case connectFailure = 11
    /// SIGINT ended it: 128 + 2.
    case interrupted = 130
}
