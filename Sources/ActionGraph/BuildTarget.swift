import Analysis
public import BuildModel
import ByteCoding
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
}

/// Analyses one target, with its dependencies, in the configuration of the host.
struct AnalyseTargetKey: Key {
    let label: TargetLabel

    var description: String { "analyse(\(label))" }

    func compute(in context: borrowing Context) async throws {
        _ = try await context.analysis(of: context.configuredLabel(of: label))
    }

    /// It says nothing but that there is an analysis.
    static func fingerprint(_ output: Void) -> Fingerprint? { Fingerprint(low: 0, high: 0) }
}

/// Builds one target, or sub-target, in the configuration of the host.
struct BuildTargetKey: Key {
    let label: ProvidersLabel
    let needs: BuildNeeds

    var description: String { "build(\(label))" }

    func compute(in context: borrowing Context) async throws -> BuiltTarget {
        let services = context.resources[ActionServicesResource.self]
        let plan = try await context.request(BuildPlanKey(label: label, needs: needs))
        _ = try await context.all(plan.needed.map(PlacedOutputKey.init))
        return BuiltTarget(
            label: label, rule: plan.rule, outputs: plan.outputs.map(services.layout.path(of:)),
            runArguments: plan.runArguments)
    }

    static func fingerprint(_ output: BuiltTarget) -> Fingerprint? {
        var writer = ByteWriter()
        _ = write(output, to: &writer)
        return Fingerprinter.fingerprint(of: writer.bytes)
    }
}
