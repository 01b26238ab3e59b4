public import Incremental
import Synchronization

/// Decides, for one command, whether more actions are started after one has failed.
public final class BuildControl: Sendable {
    /// Whether everything that does not depend on a failure is still built.
    public let keepsGoing: Bool
    /// Whether tests are run though their results are known.
    public let rerunsTests: Bool
    private let hasFailed = Atomic(false)
    private let isBroken = Atomic(false)
    private let failed = Mutex<[any Error]>([])

    /// Starts a command.
    ///
    /// - Parameters:
    ///   - keepsGoing: Whether everything that does not depend on a failure is still built.
    ///   - rerunsTests: Whether tests are run though their results are known.
    public init(keepsGoing: Bool, rerunsTests: Bool = false) {
        self.keepsGoing = keepsGoing
        self.rerunsTests = rerunsTests
    }

    /// Notes that an action has failed.
    func noteFailure(_ error: any Error) {
        failed.withLock { $0.append(error) }
        hasFailed.store(true, ordering: .relaxed)
        // A machine that fails one action fails them all.
        if !(error is ActionFailure) { isBroken.store(true, ordering: .relaxed) }
    }

    /// How the actions failed that did, in no order.
    public var failures: [any Error] { failed.withLock { $0 } }

    /// Whether another action may start.
    public var mayStart: Bool {
        !isBroken.load(ordering: .relaxed) && (keepsGoing || !hasFailed.load(ordering: .relaxed))
    }

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
