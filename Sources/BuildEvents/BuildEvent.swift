/// What a command tells while it runs, in the order in which it happens.
///
/// Events are values without references into the engine: a client in another process can render
/// them, a log can keep them, a test can compare them.
public enum BuildEvent: Sendable, Hashable {
    /// Nothing can go on until another process lets go of what is needed.
    case waiting(reason: String)
    /// How many packages were evaluated and targets analysed so far; later counts replace earlier.
    case progress(BuildProgress)
    /// A command was handed to a job slot.
    case actionStarted(ActionDescription)
    /// An action has its outputs, or has failed.
    case actionFinished(ActionDescription, ActionCompletion)
    /// A message for the person at the terminal, already rendered, without a trailing newline.
    case message(BuildMessage)
    /// A case of a test has ended.
    case testFinished(TestReport)
    /// All tests have ended.
    case testsFinished(TestSummary)
    /// The command has ended.
    case finished(BuildSummary)
}

/// Counts of the phases before actions run.
public struct BuildProgress: Sendable, Hashable {
    /// Packages whose build file was evaluated.
    public var packagesLoaded: Int
    /// Configured targets whose rule was evaluated.
    public var targetsAnalysed: Int

    /// Creates a count of both phases.
    public init(packagesLoaded: Int = 0, targetsAnalysed: Int = 0) {
        self.packagesLoaded = packagesLoaded
        self.targetsAnalysed = targetsAnalysed
    }
}

/// What names an action to a person.
public struct ActionDescription: Sendable, Hashable {
    /// Unique within one command; pairs `actionStarted` with `actionFinished`.
    public let id: Int
    /// The owner, such as `root//hello:hello`.
    public let target: String
    /// The rule's word for the kind of action, such as `cxx_compile`.
    public let category: String
    /// What tells it from the others of its category in this target, such as `main.cpp`.
    public let identifier: String?

    /// Creates a description.
    public init(id: Int, target: String, category: String, identifier: String?) {
        self.id = id
        self.target = target
        self.category = category
        self.identifier = identifier
    }

    /// The category of the processes that tests are.
    public static let testCategory = "test"

    /// Whether it is a process of a test.
    public var isTest: Bool { category == ActionDescription.testCategory }

    /// `root//hello:hello (cxx_compile main.cpp)`.
    public var title: String {
        guard let identifier, !identifier.isEmpty else { return "\(target) (\(category))" }
        return "\(target) (\(category) \(identifier))"
    }
}

/// How an action came to its outputs.
public enum ActionOutcome: String, Sendable, Hashable, CaseIterable {
    /// A command was started, and succeeded.
    case ran
    /// The outputs were brought back from the action cache.
    case cached
    /// A file, copy or link was written by bld itself.
    case written
    /// The outputs in place were right.
    case upToDate
    /// It has no outputs.
    case failed
}

/// The end of one action.
public struct ActionCompletion: Sendable, Hashable {
    /// How it ended.
    public let outcome: ActionOutcome
    /// Wall time from start to outputs collected.
    public let duration: Duration
    /// What the command wrote to standard error, for actions that ask for it to be shown.
    public let output: String

    /// Creates a completion.
    public init(outcome: ActionOutcome, duration: Duration, output: String = "") {
        self.outcome = outcome
        self.duration = duration
        self.output = output
    }
}

/// A rendered message and how bad it is.
public struct BuildMessage: Sendable, Hashable {
    /// How bad a message is.
    public enum Severity: String, Sendable, Hashable {
        /// Only says.
        case note
        /// Something looks wrong.
        case warning
        /// The command fails because of it.
        case error
    }

    /// How bad it is.
    public let severity: Severity
    /// The text as it is to be shown.
    public let text: String

    /// Creates a message.
    public init(_ severity: Severity, _ text: String) {
        self.severity = severity
        self.text = text
    }
}

/// The last line of a build.
public struct BuildSummary: Sendable, Hashable {
    /// What has ended, in capitals, such as `BUILD`.
    public let subject: String
    /// Whether everything asked for was built.
    public let succeeded: Bool
    /// How many actions ended in each way; a missing outcome means none.
    public let counts: [ActionOutcome: Int]
    /// Wall time of the whole command.
    public let duration: Duration

    /// Creates a summary.
    public init(
        subject: String = "BUILD", succeeded: Bool, counts: [ActionOutcome: Int], duration: Duration
    ) {
        self.subject = subject
        self.succeeded = succeeded
        self.counts = counts
        self.duration = duration
    }
}
