/// How a target is tested, as its rule says: complete, so that no Starlark is needed to start it.
public struct TestSpec: Sendable {
    /// Something of the machine that a test needs, such as an emulator, and who sets it up.
    public struct Resource: Sendable, Hashable {
        /// The name under which the rule asks for it.
        public let type: String
        /// The target that provides `LocalResourceInfo`.
        public let provider: ConfiguredProvidersLabel
        /// Whether it has to be there while the cases are listed.
        public let isForListing: Bool
        /// Whether it has to be there while cases run.
        public let isForExecution: Bool

        /// Names a resource.
        public init(
            type: String, provider: ConfiguredProvidersLabel, isForListing: Bool,
            isForExecution: Bool
        ) {
            self.type = type
            self.provider = provider
            self.isForListing = isForListing
            self.isForExecution = isForExecution
        }
    }

    /// The rule's word for the kind of test.
    public let type: String
    /// The program and its arguments.
    public let command: CommandLine
    /// The command that prints which cases there are; nil if the test is run as a whole.
    public let listing: CommandLine?
    /// What the rule adds to the environment, in its order; each value is joined by spaces.
    public let environment: [(name: String, value: CommandLine)]
    /// What filters look at.
    public let labels: [String]
    /// Whether paths in the command start at the project root, rather than at the file system's.
    public let usesRelativePaths: Bool
    /// Whether it runs in the project root, rather than in the root of its cell.
    public let runsInProject: Bool
    /// What it needs of the machine.
    public let resources: [Resource]

    /// Describes a test.
    public init(
        type: String, command: CommandLine, listing: CommandLine? = nil,
        environment: [(name: String, value: CommandLine)] = [], labels: [String] = [],
        usesRelativePaths: Bool = true, runsInProject: Bool = true, resources: [Resource] = []
    ) {
        self.type = type
        self.command = command
        self.listing = listing
        self.environment = environment
        self.labels = labels
        self.usesRelativePaths = usesRelativePaths
        self.runsInProject = runsInProject
        self.resources = resources
    }
}
