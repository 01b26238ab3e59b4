public import BuildModel
public import Incremental
public import Loading

/// What the analysis of a target says about configurations.
///
/// Configuring comes before analysis, yet it needs the providers of a few targets: those which
/// make up configurations. Analysis conforms to this protocol, and the composition root hands the
/// conformer down as a resource.
///
/// All targets that are asked about are analysed in the unbound configuration.
public protocol ConfigurationProviders: Sendable {
    /// The configurations that were met so far; the same table at each call.
    var configurations: ConfigurationTable { get }

    /// The facts of a target that may be the key of a select: its `ConfigurationInfo`.
    ///
    /// - Throws: A diagnostic if the target provides no `ConfigurationInfo`.
    func facts(
        of label: ProvidersLabel, in context: borrowing Context
    ) async throws -> ConfigurationFacts

    /// The name and facts of a platform: its `PlatformInfo`.
    ///
    /// - Throws: A diagnostic if the target provides no `PlatformInfo`.
    func platform(
        _ label: TargetLabel, in context: borrowing Context
    ) async throws -> PlatformDescription

    /// The platforms that a target registers: its `ExecutionPlatformRegistrationInfo`.
    ///
    /// - Throws: A diagnostic if the target does not provide one.
    func executionPlatforms(
        _ label: TargetLabel, in context: borrowing Context
    ) async throws -> ExecutionPlatformRegistration

    /// The constraint that a target stands for: its `ConstraintValueInfo`.
    ///
    /// - Throws: A diagnostic if the target does not provide one.
    func constraint(
        _ label: ProvidersLabel, in context: borrowing Context
    ) async throws -> (setting: ConstraintSetting, value: ProvidersLabel)

    /// Which targets are to be told of if only a dependency rules them out: the
    /// `DepOnlyIncompatibleInfo` of a target.
    ///
    /// - Throws: A diagnostic if the target does not provide one.
    func dependencyRollouts(
        _ label: ProvidersLabel, in context: borrowing Context
    ) async throws -> [DependencyRollout]

    /// The attributes that a transition looks at; nothing if it takes none.
    ///
    /// - Throws: A diagnostic if there is no such transition.
    func attributes(
        of transition: TransitionID, in context: borrowing Context
    ) async throws -> [String]?

    /// Calls a transition.
    ///
    /// - Parameters:
    ///   - transition: The transition.
    ///   - platform: The configuration before.
    ///   - attributes: The values of the attributes it looks at; nothing for those which the
    ///     target does not have. Nothing at all if it takes none.
    ///   - context: Where it is computed.
    /// - Returns: What it makes of the platform.
    /// - Throws: A diagnostic if there is no such transition, or it fails.
    func apply(
        _ transition: TransitionID, to platform: PlatformDescription,
        attributes: [ConfiguredValue?]?, in context: borrowing Context
    ) async throws -> TransitionOutcome

    /// Applies modifiers by the function that the root `PACKAGE` file sets.
    ///
    /// - Parameters:
    ///   - modifiers: The modifiers.
    ///   - platform: The configuration before; nothing if none is bound.
    ///   - context: Where it is computed.
    /// - Returns: The configuration after; nothing if no function is set.
    /// - Throws: A diagnostic if the function fails.
    func apply(
        _ modifiers: ConfigurationModifiers, to platform: PlatformDescription?,
        in context: borrowing Context
    ) async throws -> PlatformDescription?
}

/// What a `PlatformInfo` says.
public struct PlatformDescription: Sendable, Hashable {
    /// The label of the platform, or what a transition calls it.
    public let name: String
    /// The constraints.
    public let facts: ConfigurationFacts

    /// Describes a platform.
    public init(name: String, facts: ConfigurationFacts) {
        self.name = name
        self.facts = facts
    }
}

/// What a transition makes of a platform.
public enum TransitionOutcome: Sendable, Hashable {
    /// One platform.
    case single(PlatformDescription)
    /// Several, each with a name, in the order of names.
    case split([Branch])

    /// One platform of a split transition.
    public struct Branch: Sendable, Hashable {
        /// The name by which the rule finds the dependency.
        public let name: String
        /// The platform.
        public let platform: PlatformDescription

        /// Names a platform.
        public init(name: String, platform: PlatformDescription) {
            self.name = name
            self.platform = platform
        }
    }
}

/// Names the conformer that analysis provides.
public enum ConfigurationProvidersResource: ResourceKey {
    /// The conformer.
    public typealias Service = any ConfigurationProviders
}
