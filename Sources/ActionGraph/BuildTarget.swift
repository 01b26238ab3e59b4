import Analysis
public import BuildModel
import ByteCoding
import Diagnostics
public import Incremental
import Loading
public import TargetConfiguration

/// A target that is built, or which a configuration rules out.
public struct BuiltTarget: Sendable, Hashable {
    /// What was asked for, a sub-target included.
    public let label: ProvidersLabel
    /// The target in its configuration.
    public let configured: ConfiguredTargetLabel
    /// Why nothing was built, if the configuration rules the target out.
    public let incompatibility: Incompatibility?
    /// The name of the target's rule.
    public let rule: String
    /// The default outputs, in the order of the rule.
    public let outputs: [ProjectPath]
    /// The arguments of `RunInfo`, with absolute paths, for it runs in any folder; nil without it.
    public let runArguments: [String]?
}

/// Analyses one target, with its dependencies, in the configuration that a command asks for.
struct AnalyseTargetKey: Key {
    let label: TargetLabel
    let configuration: ConfigurationRequest

    var description: String { "analyse(\(label))" }

    func compute(in context: borrowing Context) async throws {
        _ = try await context.analysis(
            of: context.configuredLabel(of: label, as: configuration))
    }

    /// It says nothing but that there is an analysis.
    static func fingerprint(_ output: Void) -> Fingerprint? { Fingerprint(low: 0, high: 0) }
}

/// Builds one target, or sub-target, in the configuration that a command asks for.
struct BuildTargetKey: Key {
    let target: RequestedTarget
    let needs: BuildNeeds

    var description: String { "build(\(target))" }

    func compute(in context: borrowing Context) async throws -> BuiltTarget {
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
            requested: plan.configured, makers: plan.needed.compactMap(\.buildArtifact?.key))
        return BuiltTarget(
            label: target.label, configured: plan.configured,
            incompatibility: plan.incompatibility, rule: plan.rule,
            outputs: plan.outputs.map(services.layout.path(of:)),
            runArguments: plan.runArguments)
    }
}

extension Context {
    /// What lies at the default outputs of a target that is built, in the order of the rule.
    public borrowing func outputValues(
        of target: BuiltTarget
    ) async throws -> [(path: ProjectPath, value: OutputValue)] {
        let providers = try await analysis(of: target.configured).providers(of: target.label)
        let values = try await values(of: providers.defaultOutputs)
        return zip(target.outputs, values).map { ($0, $1.value) }
    }
}
