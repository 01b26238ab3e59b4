public import Incremental
import Synchronization

/// Decides, for one command, whether more actions are started after one has failed.
public final class BuildControl: Sendable {
    /// Whether everything that does not depend on a failure is still built.
    public let keepsGoing: Bool
    private let hasFailed = Atomic(false)

    /// Starts a command.
    ///
    /// - Parameter keepsGoing: Whether everything that does not depend on a failure is still built.
    public init(keepsGoing: Bool) {
        self.keepsGoing = keepsGoing
    }

    /// Notes that an action has failed.
    func noteFailure() {
        hasFailed.store(true, ordering: .relaxed)
    }

    /// Whether another action may start.
    var mayStart: Bool { keepsGoing || !hasFailed.load(ordering: .relaxed) }

    /// Lets an action start, or not.
    ///
    /// - Throws: `BuildStopped` if another has failed and the command does not keep going.
    func checkMayStart() throws {
        guard mayStart else { throw BuildStopped() }
    }
}

/// An action was not started because another one had failed; that one's failure is reported.
public struct BuildStopped: TransientError, Hashable {
    /// A stop.
    public init() {}
}
