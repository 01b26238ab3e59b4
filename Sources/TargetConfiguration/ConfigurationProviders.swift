public import BuildModel
public import Incremental

/// What the analysis of a target says about configurations.
///
/// Configuring comes before analysis, yet it needs the providers of a few targets: those which
/// make up configurations. Analysis conforms to this protocol, and the composition root hands the
/// conformer down as a resource.
public protocol ConfigurationProviders: Sendable {
    /// The facts of a target that may be the key of a select: its `ConfigurationInfo`.
    ///
    /// The target is analysed in the unspecified configuration.
    ///
    /// - Throws: A diagnostic if the target provides no `ConfigurationInfo`.
    func facts(
        of label: ProvidersLabel, in context: borrowing Context
    ) async throws -> ConfigurationFacts

    /// The facts of a platform: the configuration of its `PlatformInfo`.
    ///
    /// The target is analysed in the unspecified configuration.
    ///
    /// - Throws: A diagnostic if the target provides no `PlatformInfo`.
    func platform(
        _ label: TargetLabel, in context: borrowing Context
    ) async throws -> ConfigurationFacts
}

/// Names the conformer that analysis provides.
public enum ConfigurationProvidersResource: ResourceKey {
    /// The conformer.
    public typealias Service = any ConfigurationProviders
}
