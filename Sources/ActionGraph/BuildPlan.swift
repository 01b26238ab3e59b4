import Analysis
import BuildModel
import ByteCoding
import Diagnostics
import Incremental
import Loading
import TargetConfiguration

/// What building a target comes to, as its providers and its rule say.
///
/// Plain data, which outlives the process where providers do not: with it a target is built, or
/// known to be built, without an analysis in memory.
struct BuildPlan: Sendable, Hashable {
    /// Why there is nothing to build, if the configuration rules the target out.
    let incompatibility: Incompatibility?
    /// The name of the target's rule.
    let rule: String
    /// What has to be there, each artifact once.
    let needed: [Artifact]
    /// The default outputs, in the order of the rule.
    let outputs: [Artifact]
    /// The arguments of `RunInfo`, with absolute paths; nil without it.
    let runArguments: [String]?
    /// What says whether the target, and all that is below it, is valid.
    var validations: [TargetValidation] = []
}

/// Plans the build of one target, or sub-target, in a configuration.
struct BuildPlanKey: PersistentKey {
    let target: ConfiguredProvidersLabel
    let needs: BuildNeeds

    init(target: ConfiguredProvidersLabel, needs: BuildNeeds) {
        self.target = target
        self.needs = needs
    }

    var description: String { "plan(\(target))" }

    func compute(in context: borrowing Context) async throws -> BuildPlan {
        let services = context.resources[ActionServicesResource.self]
        let node = try await context.targetNode(target.providers.target)
        let outcome: ConfiguredTargetOutcome
        do {
            outcome = try await context.requestedTarget(target.target)
        } catch {
            throw error.within(.analysis(of: target.target))
        }
        if case .incompatible(let reason) = outcome {
            return BuildPlan(
                incompatibility: reason, rule: node.rule.name, needed: [], outputs: [],
                runArguments: nil)
        }
        let analysis = try await context.analysis(of: target.target)
        let providers = try analysis.providers(of: target.providers)
        let runInfo = providers.runCommand
        var needed = CommandLineArtifacts()
        if needs.contains(.outputs) { providers.outputsToBuild.visit(&needed) }
        if needs.contains(.running) { runInfo?.visit(&needed) }
        if needs.contains(.testing) { providers.testCommand?.visit(&needed) }
        return BuildPlan(
            incompatibility: nil, rule: node.rule.name,
            needed: needed.inputs, outputs: providers.defaultOutputs,
            runArguments: try runInfo?.expand(
                layout: services.layout, absoluteRoot: services.projectRoot),
            validations: analysis.validations)
    }

    static let persistentName = "build-plan"

    func write(to writer: inout ByteWriter) {
        writer.write(target)
        writer.write(needs.rawValue)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        target = try reader.read()
        needs = BuildNeeds(rawValue: try reader.number())
    }

    static func write(_ output: BuildPlan, to writer: inout ByteWriter) -> Bool {
        writer.write(output.incompatibility)
        writer.write(model: { writer in
            writer.bytes.write(output.rule)
            writer.write(output.needed) { $0.write($1) }
            writer.write(output.outputs) { $0.write($1) }
            writer.bytes.write(output.runArguments)
            writer.write(output.validations) { $0.write($1) }
        })
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> BuildPlan {
        let incompatibility: Incompatibility? = try reader.read()
        return try reader.model { reader throws(DamagedBytes) in
            BuildPlan(
                incompatibility: incompatibility, rule: try reader.bytes.string(),
                needed: try reader.list { reader throws(DamagedBytes) in try reader.artifact() },
                outputs: try reader.list { reader throws(DamagedBytes) in try reader.artifact() },
                runArguments: try reader.bytes.read(),
                validations: try reader.list { reader throws(DamagedBytes) in
                    try reader.validation()
                })
        }
    }
}
