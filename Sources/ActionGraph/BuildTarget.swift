import Analysis
public import BuildModel
import ByteCoding
import Diagnostics
public import Incremental
import Loading
public import TargetConfiguration

/// A target that is built.
public struct BuiltTarget: Sendable, Hashable {
    /// What was asked for, a sub-target included.
    public let label: RequestedLabel
    /// The target in its configuration.
    public let configured: ConfiguredTargetLabel
    /// The name of the target's rule.
    public let rule: String
    /// The default outputs, in the order of the rule.
    public let outputs: [ProjectPath]
    /// The arguments of `RunInfo`, with absolute paths, for it runs in any folder; nil without it.
    public let runArguments: [String]?
}

/// Hears of each target of a command as soon as it is built; not of those that were before.
public enum BuiltTargetResource: ResourceKey {
    /// Takes the target; called from any task, some of them more than once.
    public typealias Service = @Sendable (ConfiguredProvidersLabel) -> Void
}

/// What was made of a configured target, by whatever name it was asked for.
struct MadeTarget: Sendable, Hashable {
    /// Why nothing was built, if the configuration rules the target out.
    let incompatibility: Incompatibility?
    /// The name of the target's rule.
    let rule: String
    /// The default outputs, in the order of the rule.
    let outputs: [ProjectPath]
    /// The arguments of `RunInfo`; nil without it.
    let runArguments: [String]?
}

extension BuiltTarget {
    /// Names what was made; nil if nothing was.
    init?(_ target: RequestedTarget, _ made: MadeTarget) {
        guard made.incompatibility == nil else { return nil }
        self.init(
            label: target.label, configured: target.configured, rule: made.rule,
            outputs: made.outputs, runArguments: made.runArguments)
    }
}

/// Builds one target, or sub-target, in a configuration.
struct BuildTargetKey: Key {
    let target: ConfiguredProvidersLabel
    let needs: BuildNeeds

    var description: String { "build(\(target))" }

    func compute(in context: borrowing Context) async throws -> MadeTarget {
        let services = context.resources[ActionServicesResource.self]
        let plan = try await context.request(BuildPlanKey(target: target, needs: needs))
        let validations = try await context.enabled(among: plan.validations)
        if !validations.isEmpty {
            let isPlaced = needs.contains(.placed)
            _ = try await context.all(
                validations.map { NeedKey(need: .validation($0)) }
                    + plan.needed.map { NeedKey(need: .output($0, isPlaced: isPlaced)) })
        } else if needs.contains(.placed) {
            _ = try await context.all(plan.needed.map(PlacedOutputKey.init))
        } else {
            _ = try await context.all(plan.needed.map(ArtifactKey.init))
        }
        services.reporter.work.add(
            requested: target.target, makers: plan.needed.compactMap(\.buildArtifact?.key))
        if context.resources.contains(BuiltTargetResource.self) {
            context.resources[BuiltTargetResource.self](target)
        }
        return MadeTarget(
            incompatibility: plan.incompatibility, rule: plan.rule,
            outputs: plan.outputs.map(services.layout.path(of:)),
            runArguments: plan.runArguments)
    }
}

extension Context {
    /// Builds a target.
    ///
    /// - Parameters:
    ///   - target: What was asked for.
    ///   - needs: What is made of it.
    /// - Returns: Nil if its configuration rules it out.
    /// - Throws: What went wrong.
    public borrowing func builtTarget(
        _ target: RequestedTarget, _ needs: BuildNeeds
    ) async throws -> BuiltTarget? {
        BuiltTarget(
            target, try await request(BuildTargetKey(target: target.providers, needs: needs)))
    }

    /// What lies at the default outputs of a target that is built, in the order of the rule.
    public borrowing func outputValues(
        of target: BuiltTarget
    ) async throws -> [(path: ProjectPath, value: OutputValue)] {
        let providers = try await analysis(of: target.configured).providers(
            of: target.label.providers)
        let values = try await values(of: providers.defaultOutputs)
        return zip(target.outputs, values).map { ($0, $1.value) }
    }

    /// The artifacts of a target that is built.
    ///
    /// - Parameters:
    ///   - target: The target.
    ///   - needs: What was made of it.
    /// - Returns: Its default outputs and all that had to be there.
    /// - Throws: What is wrong with the target.
    public borrowing func artifacts(
        of target: BuiltTarget, _ needs: BuildNeeds
    ) async throws -> BuiltArtifacts {
        let label = ConfiguredProvidersLabel(
            target.configured, subTargets: target.label.providers.subTargets)
        let plan = try await request(BuildPlanKey(target: label, needs: needs))
        return BuiltArtifacts(outputs: plan.outputs, needed: plan.needed)
    }
}

/// The artifacts of a target that is built.
public struct BuiltArtifacts: Sendable {
    /// The default outputs, in the order of the rule.
    public let outputs: [Artifact]
    /// What had to be there, each artifact once.
    public let needed: [Artifact]
}
