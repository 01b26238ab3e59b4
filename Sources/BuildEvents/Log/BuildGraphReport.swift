/// The chain of work that determined how long a build took.
public struct BuildGraphReport: Sendable {
    /// One piece of the work.
    public struct Entry: Sendable {
        /// What was done.
        public enum Work: Sendable {
            /// Something that is told apart by its kind only, such as `file-watcher-wait`.
            case generic(String)
            /// Nothing of this build was done.
            case waiting
            /// A folder was listed.
            case listing(package: String)
            /// A build file was evaluated.
            case load(package: String)
            /// A rule was evaluated.
            ///
            /// The parts are 1 before and 2 after it had the anonymous targets it asks for.
            case analysis(LoggedTarget, rule: String?, part: Int?)
            /// The rule of an anonymous target was evaluated.
            case anonymousAnalysis(LoggedTarget, part: Int?)
            /// A dynamic step was evaluated.
            case dynamicAnalysis(LoggedTarget, index: Int)
            /// An action was performed.
            case action(LoggedAction, ExecutionKind, digest: String?)
            /// A requested output was put in place.
            case materialization(LoggedTarget, path: String)
            /// The cases of a test were listed.
            case testListing(LoggedTestSuite)
            /// A process of a test was run.
            case testRun(LoggedTestSuite)
            /// The chain was found.
            case computation
        }

        /// What was done.
        public var work: Work
        /// When it began, from the start of the command.
        public var start: Duration
        /// How long it took.
        public var duration: Duration
        /// How much of that is up to the user's own code.
        public var userDuration: Duration
        /// How much shorter the chain would be at most if this took no time.
        public var potentialImprovement: Duration?

        /// Describes a piece of work.
        public init(
            work: Work, start: Duration, duration: Duration, userDuration: Duration,
            potentialImprovement: Duration? = nil
        ) {
            self.work = work
            self.start = start
            self.duration = duration
            self.userDuration = userDuration
            self.potentialImprovement = potentialImprovement
        }
    }

    /// How many pieces of work the graph has.
    public var nodes: Int
    /// How many dependencies there are between them.
    public var edges: Int
    /// The chain, in the order of time.
    public var criticalPath: [Entry]
    /// For each target that was asked for, how long the chain to it took.
    public var targets: [(target: LoggedTarget, duration: Duration)]
    /// What is known of who runs the command.
    public var metadata: [String: String]

    /// Describes a graph.
    public init(
        nodes: Int, edges: Int, criticalPath: [Entry],
        targets: [(target: LoggedTarget, duration: Duration)], metadata: [String: String]
    ) {
        self.nodes = nodes
        self.edges = edges
        self.criticalPath = criticalPath
        self.targets = targets
        self.metadata = metadata
    }
}
