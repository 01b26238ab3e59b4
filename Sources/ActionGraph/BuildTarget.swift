import Analysis
public import BuildModel
import Diagnostics
import Incremental
import Loading
import TargetConfiguration

/// What is made of a target.
public enum BuildNeeds: Sendable, Hashable {
    /// Its default outputs, and the other outputs it says belong to them.
    case outputs
    /// That, and all that its `RunInfo` needs.
    case running
}

/// A target whose outputs are in place.
public struct BuiltTarget: Sendable, Hashable {
    /// What was asked for, a sub-target included.
    public let label: ProvidersLabel
    /// The name of the target's rule.
    public let rule: String
    /// The default outputs, in the order of the rule.
    public let outputs: [ProjectPath]
    /// The arguments of `RunInfo`, with absolute paths, for it runs in any folder; nil without it.
    public let runArguments: [String]?
    /// What lies at the paths of all that was made.
    let made: [ProjectPath: OutputValue]
}

/// Analyses one target, with its dependencies, in the configuration of the host.
struct AnalyseTargetKey: Key {
    let label: TargetLabel

    var description: String { "analyse(\(label))" }

    func compute(in context: borrowing Context) async throws {
        _ = try await context.analysis(of: context.configuredLabel(of: label))
    }
}

/// Builds one target, or sub-target, in the configuration of the host.
struct BuildTargetKey: Key {
    let label: ProvidersLabel
    let needs: BuildNeeds

    var description: String { "build(\(label))" }

    func compute(in context: borrowing Context) async throws -> BuiltTarget {
        let services = context.resources[ActionServicesResource.self]
        let configured = try await context.configuredLabel(of: label.target)
        let analysis = try await context.analysis(of: configured)
        let providers = try analysis.providers(of: label)
        let runInfo = providers.runCommand
        var needed = CommandLineArtifacts()
        providers.outputsToBuild.visit(&needed)
        if needs == .running { runInfo?.visit(&needed) }
        let values = try await context.values(of: needed.inputs)
        var made: [ProjectPath: OutputValue] = [:]
        for (artifact, value) in zip(needed.inputs, values) {
            made.merge(services.outputs(artifact, value)) { $1 }
        }
        let node = try await context.targetNode(label.target)
        return BuiltTarget(
            label: label, rule: node.rule.name,
            outputs: providers.defaultOutputs.map(services.layout.path(of:)),
            runArguments: try runInfo?.expand(
                layout: services.layout, absoluteRoot: services.projectRoot),
            made: made)
    }
}
