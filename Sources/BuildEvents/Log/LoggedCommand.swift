/// A command as its log names it.
public struct LoggedCommand: Sendable, Hashable {
    /// The words that choose it, such as `build` or `audit`.
    public var name: String
    /// The words of the command line, the program's name first.
    public var arguments: [String]
    /// What is known of who runs it, for those who gather logs.
    public var metadata: [String: String]

    /// Names a command.
    public init(name: String, arguments: [String], metadata: [String: String] = [:]) {
        self.name = name
        self.arguments = arguments
        self.metadata = metadata
    }
}

/// How changes of files are noticed.
public enum FileWatching: Sendable, Hashable {
    /// By notices of the system.
    case notified
    /// By looking at all files.
    case hashed
}

/// What a command that asks for targets ends with.
public struct LoggedResult: Sendable {
    /// A target that was asked for.
    public struct Target: Sendable {
        /// Its label without a configuration, a sub-target included.
        public var label: String
        /// The full name of its configuration.
        public var configuration: String
        /// The name of its rule.
        public var rule: String
        /// Its outputs, as paths from the project's root.
        public var outputs: [String]

        /// Describes a target.
        public init(label: String, configuration: String, rule: String, outputs: [String]) {
            self.label = label
            self.configuration = configuration
            self.rule = rule
            self.outputs = outputs
        }
    }

    /// The targets, sorted.
    public var targets: [Target]
    /// What went wrong.
    public var errors: [String]
    /// The project's root.
    public var projectRoot: String

    /// Describes a result.
    public init(targets: [Target], errors: [String], projectRoot: String) {
        self.targets = targets
        self.errors = errors
        self.projectRoot = projectRoot
    }
}
