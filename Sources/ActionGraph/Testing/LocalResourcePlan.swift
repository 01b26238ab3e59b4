import Analysis
import BuildModel
import ByteCoding
import Diagnostics
import Incremental
import Loading
import TargetConfiguration

/// How a resource of the machine is set up for tests, without an analysis in memory.
struct LocalResourcePlan: Sendable, Hashable {
    /// The name under which tests ask for it.
    var type: String
    /// The target that sets it up.
    let provider: ConfiguredProvidersLabel
    /// The words of the command that does.
    let words: [String]
    /// What has to be there for it.
    let needed: [Artifact]
    /// Which variable of a test holds which member of what the command says.
    let variables: [String: String]
    /// When the command is given up.
    let timeoutSeconds: Int?
}

/// Plans the setup of the resource that a target provides.
struct LocalResourceKey: PersistentOutputKey {
    let provider: ConfiguredProvidersLabel

    init(provider: ConfiguredProvidersLabel) { self.provider = provider }

    var description: String { "local-resource(\(provider))" }

    func compute(in context: borrowing Context) async throws -> LocalResourcePlan {
        let services = context.resources[ActionServicesResource.self]
        let result = try await context.analysis(of: provider.target)
        let providers = try result.providers(of: provider.providers)
        guard let setup = try providers.localResourceSetup() else {
            throw Diagnostic.error(
                "`\(provider)` is to set up a local resource, but does not provide "
                    + "`LocalResourceInfo`")
        }
        return LocalResourcePlan(
            type: "", provider: provider,
            words: try setup.command.expand(
                layout: services.layout, absoluteRoot: services.projectRoot),
            needed: setup.command.artifacts.inputs,
            variables: Dictionary(setup.variables.map { ($0.name, $0.member) }) { $1 },
            timeoutSeconds: setup.timeout.map { Int($0.components.seconds) })
    }

    static let persistentName = "local-resource"

    func write(to writer: inout ByteWriter) {
        writer.write(provider)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        provider = try reader.read()
    }
}

extension LocalResourcePlan: ByteCodable {
    /// Appends how a resource is set up.
    func write(to writer: inout ByteWriter) {
        writer.write(provider)
        writer.write(words)
        writer.write(model: { $0.write(needed) { $0.write($1) } })
        writer.write(variables)
        writer.write(timeoutSeconds)
    }

    /// Reads how a resource is set up; its type is that for which it is asked.
    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            type: "", provider: try reader.read(), words: try reader.read(),
            needed: try reader.model { reader throws(DamagedBytes) in
                try reader.list { reader throws(DamagedBytes) in try reader.artifact() }
            }, variables: try reader.read(), timeoutSeconds: try reader.read())
    }
}

extension Context {
    /// How the resources are set up that a part of a test needs, with what that takes in place.
    borrowing func setups(
        of spec: TestSpec, for part: TestPart
    ) async throws -> [LocalResourcePlan] {
        var plans: [LocalResourcePlan] = []
        for resource in spec.resources
        where part == .listing ? resource.isForListing : resource.isForExecution {
            var plan = try await request(LocalResourceKey(provider: resource.provider))
            _ = try await all(plan.needed.map(PlacedOutputKey.init))
            plan.type = resource.type
            plans.append(plan)
        }
        return plans.sorted { $0.type < $1.type }
    }
}
