public import BuildEvents
public import BuildModel
public import Incremental
import Synchronization

/// Names one piece of the work of a command.
public enum WorkKey: Sendable, Hashable {
    /// The folder of a package is listed.
    case listing(PackageLabel)
    /// A build file is evaluated.
    case load(PackageLabel)
    /// A target gets its configuration.
    case configuring(ConfiguredTargetLabel)
    /// A rule, or a dynamic step, is evaluated until it asks for anonymous targets.
    case opening(AnalysisOwner)
    /// A rule, or a dynamic step, is evaluated to its end.
    case analysis(AnalysisOwner)
    /// An action is performed; for a promise, the action is found that keeps it.
    case action(ActionKey)
    /// An output of an action is put in place.
    case placing(ActionKey)
    /// The cases of a test are listed.
    case testListing(ConfiguredTargetLabel)
    /// A process of a test is run.
    case testRun(ConfiguredTargetLabel, String)
}

/// One piece of the work of a command, and what it waited for.
public struct PerformedWork: Sendable {
    /// What else is told of it.
    public enum Detail: Sendable {
        /// Nothing.
        case none
        /// Nothing was done: others say what let the work be known of.
        case discovery
        /// The name of the rule that was evaluated.
        case rule(String)
        /// What became of an action.
        case action(LoggedAction, ActionEnding)
        /// The path of the output that was put in place.
        case output(String)
        /// The test whose process it was.
        case test(LoggedTestSuite)
    }

    /// Names it.
    public var key: WorkKey
    /// When it had what it waited for.
    public var start: ContinuousClock.Instant
    /// How long it took from then on.
    public var duration: Duration
    /// What it waited for.
    public var needs: [WorkKey]
    /// What else is told of it.
    public var detail: Detail

    /// Describes a piece of work.
    public init(
        _ key: WorkKey, start: ContinuousClock.Instant, duration: Duration, needs: [WorkKey],
        detail: Detail = .none
    ) {
        self.key = key
        self.start = start
        self.duration = duration
        self.needs = needs
        self.detail = detail
    }
}

/// The work that one command did, as those who did it tell.
///
/// What was known from before does not appear. It is gathered as it comes, and looked at once the
/// command is over: nothing is looked up on the way.
///
/// Lock order: `state` is a leaf, held for one transition.
public final class WorkLog: Sendable {
    private struct State {
        var work: [PerformedWork] = []
        var requested: [(target: ConfiguredTargetLabel, makers: [ActionKey])] = []
        var watching: (start: ContinuousClock.Instant, end: ContinuousClock.Instant)?
    }

    private let state = Mutex(State())

    /// Whether anything is gathered; what costs to tell need not be told otherwise.
    public let isEnabled: Bool

    /// Creates a log in which nothing is.
    public init(isEnabled: Bool) { self.isEnabled = isEnabled }

    /// A log that gathers nothing.
    public static let none = WorkLog(isEnabled: false)

    /// Takes in a piece of work that is done.
    public func add(_ work: @autoclosure () -> PerformedWork) {
        guard isEnabled else { return }
        let work = work()
        state.withLock { $0.work.append(work) }
    }

    /// Takes in a target that was asked for, with the actions behind what was made of it.
    public func add(requested target: ConfiguredTargetLabel, makers: @autoclosure () -> [ActionKey])
    {
        guard isEnabled else { return }
        let makers = makers()
        state.withLock { $0.requested.append((target, makers)) }
    }

    /// When changes of files were taken in.
    public var watching: (start: ContinuousClock.Instant, end: ContinuousClock.Instant)? {
        state.withLock { $0.watching }
    }

    /// Takes in that changes of files were taken in.
    public func add(watchingSince start: ContinuousClock.Instant) {
        let end = ContinuousClock.now
        state.withLock { $0.watching = (start, end) }
    }

    /// All the work so far, in the order in which it was done.
    public var work: [PerformedWork] { state.withLock { $0.work } }

    /// The targets that were asked for, as far as they were built by this command.
    public var requested: [(target: ConfiguredTargetLabel, makers: [ActionKey])] {
        state.withLock { $0.requested }
    }
}

/// Names the log of work of the command on whose behalf something is computed.
public enum WorkLogResource: ResourceKey {
    /// The type of the service.
    public typealias Service = WorkLog
}

extension Context {
    /// Takes in what work was done; nothing where nobody keeps a log.
    public var workLog: WorkLog {
        resources.contains(WorkLogResource.self) ? resources[WorkLogResource.self] : .none
    }
}
