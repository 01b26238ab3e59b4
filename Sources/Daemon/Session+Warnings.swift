import BuildEvents
import DaemonProtocol
import GraphQueries
import TargetConfiguration

extension Session {
    /// Where what is wrong but let pass is told: in the log, and unless it is quiet on the console.
    ///
    /// `BUCK2_HARD_ERROR` says what of it fails the command.
    var softErrors: SoftErrorSink {
        let policy = SoftErrorPolicy(request.environment["BUCK2_HARD_ERROR"])
        return SoftErrorSink(policy: policy) { [recorder, reply] error in
            recorder.note(.softError(error))
            guard !error.isQuiet else { return }
            reply(.event(.message(BuildMessage(.warning, error.text))))
        }
    }

    /// Whether each soft error fails the command.
    var warningsAreErrors: Bool { softErrors.policy == .strict }

    /// Says on standard error which targets their configurations rule out, if any.
    func saySkipped(_ incompatible: [Incompatibility]) {
        if !incompatible.isEmpty { complain(incompatible.skippingText) }
    }

    /// Warns of targets that only a dependency rules out.
    func warn(of incompatible: [Incompatibility]) {
        for reason in incompatible where reason.isOfDependency { complain(reason.warning + "\n") }
    }
}
