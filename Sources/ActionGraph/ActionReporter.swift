public import BuildEvents
public import BuildModel
public import Loading
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
    /// Takes in the work of the command.
    public let work: WorkLog

    /// Creates a reporter that has seen nothing.
    ///
    /// - Parameters:
    ///   - recorder: Takes down what is asked for afterwards.
    ///   - work: Takes in the work of the command.
    ///   - events: Called from any task.
    public init(
        recorder: EventRecorder = .none, work: WorkLog = .none,
        events: @escaping @Sendable (BuildEvent) -> Void
    ) {
        self.recorder = recorder
        self.work = work
        self.events = events
    }

    /// How many actions ended in each way so far.
    public var counts: [ActionOutcome: Int] { tally.withLock { $0 } }

    /// Gives an action its number in this command, and begins to tell of it.
    ///
    /// - Parameters:
    ///   - spec: The action.
    ///   - inputs: What it waited for.
    /// - Returns: What to tell of it with.
    func begin(_ spec: ActionSpec, inputs: [Artifact]) -> ReportedAction {
        let description = ActionDescription(
            id: nextID.add(1, ordering: .relaxed).newValue,
            target: spec.key.owner.target.description,
            category: spec.category,
            identifier: spec.identifier)
        let logged = LoggedAction(spec)
        return ReportedAction(
            key: spec.key, inputs: work.isEnabled ? inputs.compactMap(\.buildArtifact?.key) : [],
            description: description,
            logged: logged, start: .now, span: recorder.begin(.action(logged)))
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
        if recorder.isEnabled {
            let ending = ending()
            recorder.end(action.span, .action(action.logged, ending))
            if outcome != .failed {
                work.add(
                    PerformedWork(
                        .action(action.key), start: action.start, duration: action.span.elapsed,
                        needs: [.analysis(action.key.owner)] + action.inputs.map { .action($0) },
                        detail: .action(action.logged, ending)))
            }
        }
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
    /// Names it among all actions.
    let key: ActionKey
    /// The actions that make its inputs.
    let inputs: [ActionKey]
    /// What names it to a person.
    let description: ActionDescription
    /// What names it in the log.
    let logged: LoggedAction
    /// When it had its inputs.
    let start: ContinuousClock.Instant
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
