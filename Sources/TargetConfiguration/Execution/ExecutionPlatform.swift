public import BuildModel
import Incremental

/// How the actions of a platform are executed: what its `CommandExecutorConfig` says.
public struct ExecutorConfiguration: Sendable, Hashable {
    /// Whether actions may run on this machine.
    public let runsLocally: Bool
    /// Whether actions may run elsewhere.
    public let runsRemotely: Bool
    /// What a remote executor selects its workers by.
    public let remoteProperties: [String: String]
    /// Whether results are put into a remote cache.
    public let uploadsResults: Bool

    /// Says how actions are executed.
    public init(
        runsLocally: Bool, runsRemotely: Bool, remoteProperties: [String: String] = [:],
        uploadsResults: Bool = false
    ) {
        self.runsLocally = runsLocally
        self.runsRemotely = runsRemotely
        self.remoteProperties = remoteProperties
        self.uploadsResults = uploadsResults
    }

    /// Where nothing is said: on this machine.
    public static let local = ExecutorConfiguration(runsLocally: true, runsRemotely: false)
}

/// A platform that actions can be executed on.
public struct ExecutionPlatform: Sendable, Hashable {
    /// The target that defines it; nothing if no platforms are registered, so that targets are
    /// built on what they are built for.
    public let target: TargetLabel?
    /// The configuration of what is run there.
    public let configuration: ConfigurationLabel
    /// How actions are executed there.
    public let executor: ExecutorConfiguration

    /// Describes a platform.
    public init(
        target: TargetLabel?, configuration: ConfigurationLabel, executor: ExecutorConfiguration
    ) {
        self.target = target
        self.configuration = configuration
        self.executor = executor
    }

    /// How messages and audits name it.
    public var name: String { target?.description ?? "<legacy_global_exec_platform>" }
}

/// The platforms that `build.execution_platforms` registers.
struct ExecutionPlatforms: Sendable, Hashable {
    /// Which platform executes what no candidate can.
    enum Fallback: Sendable, Hashable {
        case error
        /// None: executing anything is an error.
        case unspecified
        case platform(ExecutionPlatform)
    }

    /// The target that registers them.
    let target: TargetLabel
    /// In the order in which they are tried.
    let candidates: [ExecutionPlatform]
    let fallback: Fallback
}

/// What the target of `build.execution_platforms` provides, its configurations not yet named.
public struct ExecutionPlatformRegistration: Sendable {
    /// One platform.
    public struct Platform: Sendable {
        /// The target that defines it.
        public let target: TargetLabel
        /// Its constraints.
        public let facts: ConfigurationFacts
        /// How actions are executed there.
        public let executor: ExecutorConfiguration

        /// Describes a platform.
        public init(
            target: TargetLabel, facts: ConfigurationFacts, executor: ExecutorConfiguration
        ) {
            self.target = target
            self.facts = facts
            self.executor = executor
        }
    }

    /// Which platform executes what no candidate can.
    public enum Fallback: Sendable {
        /// That is an error.
        case error
        /// None, and only executing something is an error.
        case unspecified
        /// This one.
        case platform(Platform)
    }

    /// In the order in which they are tried.
    public let platforms: [Platform]
    /// What else.
    public let fallback: Fallback
    /// A `constraint_value` that marks the configurations of all of them.
    public let marker: String?

    /// Describes a registration.
    public init(platforms: [Platform], fallback: Fallback, marker: String?) {
        self.platforms = platforms
        self.fallback = fallback
        self.marker = marker
    }
}

/// Why a platform cannot execute the actions of a target.
public enum ExecutionRefusal: Sendable, Hashable {
    /// `exec_compatible_with` names what the platform is not.
    case unmet(ProvidersLabel)
    /// A target that has to run there cannot be built for it.
    case dependency(Incompatibility)

    /// Why, in lines.
    public var message: String {
        switch self {
        case .unmet(let condition):
            "exec_compatible_with requires `\(condition)` but it was not satisfied"
        case .dependency(let reason): reason.message
        }
    }
}

/// Which platform executes the actions of a target, and why not those before it.
public struct ExecutionResolution: Sendable, Hashable {
    /// A platform that was passed over.
    public struct Skipped: Sendable, Hashable {
        /// The platform.
        public let name: String
        /// Why.
        public let reason: ExecutionRefusal

        /// Describes what was passed over.
        public init(name: String, reason: ExecutionRefusal) {
            self.name = name
            self.reason = reason
        }
    }

    /// The platform; nothing if none fits, and for targets that make up configurations.
    public let platform: ExecutionPlatform?
    /// Those before it.
    public let skipped: [Skipped]

    /// Describes a resolution.
    public init(platform: ExecutionPlatform?, skipped: [Skipped] = []) {
        self.platform = platform
        self.skipped = skipped
    }

    /// Of targets whose actions are not executed.
    static let none = ExecutionResolution(platform: nil)

    /// The configuration of what is run.
    public var configuration: ConfigurationLabel {
        platform?.configuration ?? .unspecifiedExecution
    }

    /// What is wrong where a platform is needed and there is none, one platform after the other.
    public var refusal: String {
        let reasons = skipped.map { skipped in
            let lines = skipped.reason.message.split(
                separator: "\n", omittingEmptySubsequences: false)
            return "  `\(skipped.name)` skipped because:\n"
                + lines.map { "    " + $0 }.joined(separator: "\n")
        }
        return "No compatible execution platform.\n" + reasons.joined(separator: "\n")
    }

    /// Adds the resolution to what is hashed.
    func combine(into fingerprinter: inout Fingerprinter) {
        fingerprinter.combine(platform?.name ?? "")
        fingerprinter.combine(configuration.description)
        if let executor = platform?.executor { executor.combine(into: &fingerprinter) }
        fingerprinter.combine(skipped.count)
        for skipped in skipped {
            fingerprinter.combine(skipped.name)
            fingerprinter.combine(skipped.reason.message)
        }
    }
}

extension ExecutorConfiguration {
    /// Adds the configuration to what is hashed.
    func combine(into fingerprinter: inout Fingerprinter) {
        fingerprinter.combine(runsLocally)
        fingerprinter.combine(runsRemotely)
        fingerprinter.combine(uploadsResults)
        fingerprinter.combine(remoteProperties.count)
        for (name, value) in remoteProperties.sorted(by: { $0.key < $1.key }) {
            fingerprinter.combine(name)
            fingerprinter.combine(value)
        }
    }
}
