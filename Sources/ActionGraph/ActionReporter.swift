public import BuildEvents
public import BuildModel
import Synchronization

/// Tells about actions, and counts how they ended.
public final class ActionReporter: Sendable {
    let events: @Sendable (BuildEvent) -> Void
    /// Takes down what is asked for afterwards.
    let recorder: EventRecorder
    let nextID = Atomic(0)
    private let tally = Mutex<[ActionOutcome: Int]>([:])
    let testTally = Mutex<[ActionOutcome: Int]>([:])
    let reported = Mutex<Set<String>>([])
    let ranTests = Mutex<Set<LoggedTarget>>([])

    /// Creates a reporter that has seen nothing.
    ///
    /// - Parameters:
    ///   - recorder: Takes down what is asked for afterwards.
    ///   - events: Called from any task.
    public init(
        recorder: EventRecorder = .none, events: @escaping @Sendable (BuildEvent) -> Void
    ) {
        self.recorder = recorder
        self.events = events
    }

    /// How many actions ended in each way so far.
    public var counts: [ActionOutcome: Int] { tally.withLock { $0 } }

    /// Gives an action its number in this command, and begins to tell of it.
    func begin(_ spec: ActionSpec) -> ReportedAction {
        let description = ActionDescription(
            id: nextID.add(1, ordering: .relaxed).newValue,
            target: spec.key.owner.target.description,
            category: spec.category,
            identifier: spec.identifier)
        let logged = LoggedAction(spec)
        return ReportedAction(
            description: description, logged: logged, span: recorder.begin(.action(logged)))
    }

    /// The action's command starts now.
    func started(_ action: ReportedAction) {
        events(.actionStarted(action.description))
    }

    /// The action has its outputs, or has failed.
    func finished(
        _ action: ReportedAction, _ outcome: ActionOutcome, took duration: Duration = .zero,
        output: String = "", _ ending: @autoclosure () -> ActionEnding
    ) {
        recorder.end(action.span, .action(action.logged, ending()))
        tally.withLock { $0[outcome, default: 0] += 1 }
        let completion = ActionCompletion(outcome: outcome, duration: duration, output: output)
        events(.actionFinished(action.description, completion))
    }

    /// The action was not performed to its end.
    func cancelled(_ action: ReportedAction) {
        recorder.end(action.span, .cancelled)
    }

    /// Says something to the person at the terminal.
    func warn(_ text: String) {
        events(.message(BuildMessage(.warning, text)))
    }
}

/// An action that is told of.
struct ReportedAction: Sendable {
    /// What names it to a person.
    let description: ActionDescription
    /// What names it in the log.
    let logged: LoggedAction
    /// Its span in the log.
    let span: EventRecorder.Span
}

extension LoggedTarget {
    /// Names a configured target.
    public init(_ label: ConfiguredTargetLabel) {
        self.init(
            package: label.target.package.description, name: label.target.name,
            configuration: label.configuration.description)
    }
}

extension LoggedAction {
    /// Names an action.
    init(_ spec: ActionSpec) {
        let kind: Kind =
            switch spec.kind {
            case .run: .run
            case .write: .write
            case .copy, .symlink: .copy
            case .symlinkedDirectory, .copiedDirectory, .assembledDirectory: .symlinkedDirectory
            case .download: .download
            }
        self.init(
            owner: LoggedTarget(spec.key.owner.label), key: "\(spec.key.index)", kind: kind,
            category: spec.category, identifier: spec.identifier ?? "",
            rule: spec.rule.isEmpty ? nil : spec.rule)
    }
}
