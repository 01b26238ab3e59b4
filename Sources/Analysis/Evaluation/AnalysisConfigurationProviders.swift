public import BuildModel
import Diagnostics
public import Incremental
public import Loading
import Starlark
public import TargetConfiguration

/// Tells configuring what `config_setting`, `constraint_value` and `platform` targets provide, and
/// calls transitions.
public struct AnalysisConfigurationProviders: ConfigurationProviders {
    /// The configurations that were met so far.
    public let configurations = ConfigurationTable()

    /// Makes the conformer that the composition root hands to configuring.
    public init() {}

    /// Reads the `ConfigurationInfo` of a target.
    public func facts(
        of label: ProvidersLabel, in context: borrowing Context
    ) async throws -> ConfigurationFacts {
        let collection = try await context.unboundProviders(of: label)
        guard let info = collection[.builtin("ConfigurationInfo")] else {
            throw Diagnostic.error(
                "`\(label)` target doesn't have a `ConfigurationInfo` provider so it can't be "
                    + "selected. Possible selectable rules are `config_setting` and "
                    + "`constraint_value`.")
        }
        return withExtendedLifetime(info) { ConfigurationFacts(info.value) }
    }

    /// Reads the `PlatformInfo` of a target.
    public func platform(
        _ label: TargetLabel, in context: borrowing Context
    ) async throws -> PlatformDescription {
        let collection = try await context.unboundProviders(of: ProvidersLabel(target: label))
        guard let info = collection[.builtin("PlatformInfo")] else {
            throw Diagnostic.error(
                "Expected `\(label)` to be a `platform()` target, but it had no `PlatformInfo` "
                    + "provider.")
        }
        return try withExtendedLifetime(info) {
            guard let platform = PlatformDescription(info.value) else {
                throw Diagnostic.error("The `PlatformInfo` of `\(label)` is not complete")
            }
            return platform
        }
    }

    /// Reads the `ExecutionPlatformRegistrationInfo` of a target.
    public func executionPlatforms(
        _ label: TargetLabel, in context: borrowing Context
    ) async throws -> ExecutionPlatformRegistration {
        let collection = try await context.unboundProviders(of: ProvidersLabel(target: label))
        guard let info = collection[.builtin("ExecutionPlatformRegistrationInfo")] else {
            throw Diagnostic.error(
                "Expected `\(label)` to provide a `ExecutionPlatformRegistrationInfo` as it's "
                    + "configured as the `build.execution_platforms` value.")
        }
        return try withExtendedLifetime(info) {
            try ExecutionPlatformRegistration(info.value, of: label)
        }
    }

    /// Reads the `ConstraintValueInfo` of a target.
    public func constraint(
        _ label: ProvidersLabel, in context: borrowing Context
    ) async throws -> (setting: ConstraintSetting, value: ProvidersLabel) {
        let collection = try await context.unboundProviders(of: label)
        guard let info = collection[.builtin("ConstraintValueInfo")] else {
            throw Diagnostic.error(
                "Expected `\(label)` (exec_marker_constraint) to provide a `ConstraintValueInfo` "
                    + "provider.")
        }
        return try withExtendedLifetime(info) {
            guard let constraint = Constraint(info.value) else {
                throw Diagnostic.error("The `ConstraintValueInfo` of `\(label)` is not complete")
            }
            return (constraint.setting, constraint.value)
        }
    }

    /// Reads the `DepOnlyIncompatibleInfo` of a target.
    public func dependencyRollouts(
        _ label: ProvidersLabel, in context: borrowing Context
    ) async throws -> [DependencyRollout] {
        let cells = try await context.cells()
        let collection = try await context.unboundProviders(of: label)
        guard let info = collection[.builtin("DepOnlyIncompatibleInfo")] else {
            throw Diagnostic.error(
                "Expected `\(label)` to provide a `DepOnlyIncompatibleInfo`, for "
                    + "`buck2.dep_only_incompatible_info` names it")
        }
        return try withExtendedLifetime(info) {
            try DependencyRollout.all(in: info.value, of: label, cells)
        }
    }

    /// The attributes that a transition looks at.
    public func attributes(
        of transition: TransitionID, in context: borrowing Context
    ) async throws -> [String]? {
        try await context.transition(transition).attributes
    }

    /// Calls a transition.
    public func apply(
        _ transition: TransitionID, to platform: PlatformDescription,
        attributes: [ConfiguredValue?]?, in context: borrowing Context
    ) async throws -> TransitionOutcome {
        let function = try await context.transition(transition)
        var references: [(String, ProviderCollection)] = []
        for (name, label) in function.references {
            references.append((name, try await context.unboundProviders(of: label)))
        }
        let evaluation = TransitionEvaluation(
            transition: transition, function: function, references: references,
            cells: try await context.cells())
        return try evaluation.run(on: platform, attributes: attributes)
    }

    /// Applies modifiers by the function that the root `PACKAGE` file sets.
    public func apply(
        _ modifiers: ConfigurationModifiers, to platform: PlatformDescription?,
        in context: borrowing Context
    ) async throws -> PlatformDescription? {
        try await context.apply(modifiers, to: platform)
    }
}

extension Context {
    /// The providers of a target or sub-target, analysed without being bound to a configuration.
    borrowing func unboundProviders(
        of label: ProvidersLabel
    ) async throws -> ProviderCollection {
        try await analysis(
            of: ConfiguredTargetLabel(target: label.target, configuration: .unbound)
        ).providers(of: label)
    }
}
