import DaemonProtocol

extension Session {
    /// Whether what Buck2 calls soft errors is wrong rather than worth a warning:
    /// `BUCK2_HARD_ERROR` says so.
    var warningsAreErrors: Bool {
        request.environment["BUCK2_HARD_ERROR"] == "true"
    }
}
