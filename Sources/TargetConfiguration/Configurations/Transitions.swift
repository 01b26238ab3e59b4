import BuildModel
import Diagnostics
import Incremental
import Loading

/// What a transition makes of a configuration.
enum AppliedTransition: Sendable, Hashable {
    /// One other, or the same.
    case single(ConfigurationLabel)
    /// Several, each with a name, in the order of names.
    case split([Branch])

    /// One configuration of a split transition.
    struct Branch: Sendable, Hashable {
        let name: String
        let configuration: ConfigurationLabel
    }
}

/// Applies a transition to a configuration.
///
/// The key holds the values that the transition looks at, so targets in which they are the same
/// share the result.
struct TransitionKey: Key {
    let transition: TransitionID
    let configuration: ConfigurationLabel
    /// One for each attribute that the transition names, nothing if the target does not have it;
    /// nothing at all if the transition names none.
    let attributes: [ConfiguredValue?]?

    var description: String { "transition(\(transition) \(configuration))" }

    func compute(in context: borrowing Context) async throws -> AppliedTransition {
        let configuration = try await context.configuration(configuration)
        guard configuration.label.isBound else {
            throw Diagnostic.error(
                "Error computing transition `\(transition) (\(self.configuration))`: "
                    + "Platform is not bound: \(self.configuration)")
        }
        do {
            switch try await apply(to: configuration, in: context) {
            case .single(let platform):
                let result = try bind(platform, configuration)
                try await checkIdempotence(of: result, in: context)
                return .single(try await context.label(of: result))
            case .split(let branches):
                var applied: [AppliedTransition.Branch] = []
                for branch in branches {
                    let result = try bind(branch.platform, configuration)
                    applied.append(
                        .init(name: branch.name, configuration: try await context.label(of: result))
                    )
                }
                return .split(applied)
            }
        } catch {
            throw error.within(
                .step("Error computing transition `\(transition) (\(self.configuration))`"))
        }
    }

    private func apply(
        to configuration: Configuration, in context: borrowing Context
    ) async throws -> TransitionOutcome {
        try await context.resources[ConfigurationProvidersResource.self].apply(
            transition,
            to: PlatformDescription(name: configuration.label.name, facts: configuration.facts),
            attributes: attributes, in: context)
    }

    private func bind(
        _ platform: PlatformDescription, _ old: Configuration
    ) throws(Diagnostic) -> Configuration {
        if let problem = Configuration.problem(ofName: platform.name) {
            throw Diagnostic.error(problem)
        }
        return Configuration(
            name: platform.name, facts: platform.facts,
            isExecutionPlatform: old.isExecutionPlatform)
    }

    /// Checks that the transition leaves its own result alone.
    ///
    /// Otherwise a target whose rule has the transition would have no configuration to end in.
    private func checkIdempotence(
        of result: Configuration, in context: borrowing Context
    ) async throws {
        let again: TransitionOutcome
        do {
            again = try await apply(to: result, in: context)
        } catch {
            throw error.within(.step("applying transition again on transition output"))
        }
        guard case .single(let platform) = again else { return }
        let second = try bind(platform, result)
        guard second != result else { return }
        throw Diagnostic.error(
            "transition applied again to transition output did not produce identical "
                + "`PlatformInfo`, the diff:\n" + difference(result, second))
    }

    private func difference(_ first: Configuration, _ second: Configuration) -> String {
        var lines: [String] = []
        if first.label.name != second.label.name {
            lines.append("different labels: \(first.label.name) -> \(second.label.name)")
        }
        for (setting, value) in first.facts.sortedConstraints
        where second.facts.constraints[setting] != value {
            let other = second.facts.constraints[setting]?.description ?? "nothing"
            lines.append("constraint \(setting.label): \(value) -> \(other)")
        }
        for (setting, value) in second.facts.sortedConstraints
        where first.facts.constraints[setting] == nil {
            lines.append("constraint \(setting.label): nothing -> \(value)")
        }
        return lines.joined(separator: "\n")
    }
}

/// The attributes that a transition looks at; nothing if it takes none.
struct TransitionAttributesKey: Key {
    let transition: TransitionID

    var description: String { "transition-attributes(\(transition))" }

    func compute(in context: borrowing Context) async throws -> [String]? {
        try await context.resources[ConfigurationProvidersResource.self]
            .attributes(of: transition, in: context)
    }
}

extension TargetNode {
    /// What changes its configuration whoever depends on it.
    var incomingTransition: TransitionID? {
        switch rule.traits.transition {
        case .none: return nil
        case .fixed(let transition): return transition
        case .fromAttribute:
            guard case .dependency(let label, _) = value("incoming_transition") else { return nil }
            return .target(label)
        }
    }
}
