public import BuildEvents
import BuildModel
import Synchronization

/// Tells about actions, and counts how they ended.
public final class ActionReporter: Sendable {
    private let events: @Sendable (BuildEvent) -> Void
    private let nextID = Atomic(0)
    private let tally = Mutex<[ActionOutcome: Int]>([:])

    /// Creates a reporter that has seen nothing.
    ///
    /// - Parameter events: Called from any task.
    public init(events: @escaping @Sendable (BuildEvent) -> Void) {
        self.events = events
    }

    /// How many actions ended in each way so far.
    public var counts: [ActionOutcome: Int] { tally.withLock { $0 } }

    /// Gives an action its number in this command.
    func describe(_ spec: ActionSpec) -> ActionDescription {
        ActionDescription(
            id: nextID.add(1, ordering: .relaxed).newValue,
            target: spec.key.owner.target.description,
            category: spec.category,
            identifier: spec.identifier)
    }

    /// The action's command starts now.
    func started(_ action: ActionDescription) {
        events(.actionStarted(action))
    }

    /// The action has its outputs, or has failed.
    func finished(
        _ action: ActionDescription, _ outcome: ActionOutcome, took duration: Duration = .zero,
        output: String = ""
    ) {
        tally.withLock { $0[outcome, default: 0] += 1 }
        let completion = ActionCompletion(outcome: outcome, duration: duration, output: output)
        events(.actionFinished(action, completion))
    }

    /// Says something to the person at the terminal.
    func warn(_ text: String) {
        events(.message(BuildMessage(.warning, text)))
    }
}
