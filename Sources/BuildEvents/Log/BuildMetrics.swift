/// What the targets of a build cost, summed over all that they take.
///
/// Source: Buck2's `DetailedAggregatedMetrics`.
public struct BuildMetrics: Sendable {
    /// Sums, or shares of sums.
    public struct Sums: Sendable, Hashable {
        /// How long all actions took, whenever they were performed.
        public var executionMilliseconds = 0.0
        /// What all actions made, in bytes.
        public var outputBytes = 0.0
        /// How long the commands took that this build ran.
        public var localMilliseconds = 0.0
        /// How many commands this build ran.
        public var localExecutions = 0.0
        /// How many actions the rules declared.
        public var declaredActions = 0.0

        /// Sums of nothing.
        public init() {}
    }

    /// What one target costs.
    public struct Target: Sendable {
        /// The target.
        public var target: LoggedTarget
        /// The sub-target, as `[name]`; nil for the target itself.
        public var provider: String?
        /// The name of its rule.
        public var rule: String
        /// How many actions it takes; nil if not all of them are known.
        public var actions: Int?
        /// The sums.
        public var sums = Sums()
        /// The same, with what several targets take divided between them.
        public var shares = Sums()
        /// When it was built, or given up, from the start of the build.
        public var completion: Duration

        /// Describes a target that costs nothing.
        public init(
            target: LoggedTarget, provider: String?, rule: String, actions: Int?,
            completion: Duration
        ) {
            self.target = target
            self.provider = provider
            self.rule = rule
            self.actions = actions
            self.completion = completion
        }
    }

    /// The targets that were asked for.
    public var targets: [Target] = []
    /// How many actions they take together; nil if not all of them are known.
    public var actions: Int?
    /// The sums over all of them.
    public var sums = Sums()
    /// How long it took to sum up.
    public var computation = Duration.zero

    /// Describes a build of nothing.
    public init() {}
}
