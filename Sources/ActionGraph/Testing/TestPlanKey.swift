import Analysis
import BuildModel
import ByteCoding
import Diagnostics
import Incremental
import Loading
import TargetConfiguration

/// How one target is tested, if it is.
struct TestPlan: Sendable {
    /// The name of the target's rule.
    let rule: String
    /// How; nil if it is no test.
    let spec: TestSpec?
    /// The targets that it says test it.
    let related: [ProvidersLabel]
    /// The default outputs.
    let outputs: [Artifact]
    /// What a build of the target puts in place.
    let needed: [Artifact]
    /// Whether it has a `RunInfo`.
    let canRun: Bool
    /// What that needs.
    let program: [Artifact]
    /// What says whether the target, and all that is below it, is valid.
    let validations: [TargetValidation]
}

/// Plans the test of one target, or sub-target; as bytes, which outlive the process and the
/// analysis.
struct TestPlanKey: PersistentOutputKey {
    let label: ConfiguredProvidersLabel

    init(label: ConfiguredProvidersLabel) { self.label = label }

    var description: String { "test-plan(\(label))" }

    func compute(in context: borrowing Context) async throws -> EncodedValue {
        let target = try await context.configuredTarget(label.target)
        let analysis = try await context.analysis(of: label.target)
        let providers = try analysis.providers(of: label.providers)
        let spec: TestSpec?
        do throws(Diagnostic) {
            spec = try providers.testSpec()
        } catch {
            throw error.adding(note: "In the test information of `\(label)`", at: target.node.span)
        }
        let tests = try await context.actualTarget(of: target).allAttributes
        let related = tests.first { $0.name == "tests" }?.value.labels ?? []
        return EncodedValue { writer in
            writer.bytes.write(target.node.rule.name)
            writer.bytes.write(related)
            writer.write(providers.defaultOutputs) { $0.write($1) }
            writer.write(providers.outputsToBuild.artifacts.inputs) { $0.write($1) }
            writer.bytes.write(providers.runCommand != nil)
            writer.write(providers.runCommand?.artifacts.inputs ?? []) { $0.write($1) }
            writer.write(analysis.validations) { $0.write($1) }
            writer.bytes.write(spec != nil)
            if let spec { writer.write(spec) }
        }
    }

    static func fingerprint(_ output: EncodedValue) -> Fingerprint? { output.fingerprint }

    static func sizeBytes(of output: EncodedValue) -> Int { 64 + output.bytes.count }

    static let persistentName = "test-plan"

    func write(to writer: inout ByteWriter) { writer.write(label) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        label = try reader.read()
    }
}

extension Context {
    /// The target itself, or what it stands for after a transition.
    fileprivate borrowing func actualTarget(
        of target: ConfiguredTarget
    ) async throws -> ConfiguredTarget {
        guard let forward = target.forwardTarget else { return target }
        return try await configuredTarget(forward)
    }

    /// How a target is tested, if it is.
    borrowing func testPlan(of label: ConfiguredProvidersLabel) async throws -> TestPlan {
        let encoded = try await request(TestPlanKey(label: label))
        let sets = try await all(encoded.sets.map { TransitiveSetKey(identity: $0) })
        return try encoded.decode(sets.map(\.set)) { reader throws(DamagedBytes) in
            let rule = try reader.bytes.string()
            let related: [ProvidersLabel] = try reader.bytes.read()
            let outputs = try reader.list { reader throws(DamagedBytes) in try reader.artifact() }
            let needed = try reader.list { reader throws(DamagedBytes) in try reader.artifact() }
            let canRun = try reader.bytes.bool()
            let program = try reader.list { reader throws(DamagedBytes) in try reader.artifact() }
            let validations = try reader.list { reader throws(DamagedBytes) in
                try reader.validation()
            }
            let spec = try reader.bytes.bool() ? try reader.testSpec() : nil
            return TestPlan(
                rule: rule, spec: spec, related: related, outputs: outputs, needed: needed,
                canRun: canRun, program: program, validations: validations)
        }
    }
}

extension ConfiguredValue {
    /// The labels in a list of labels, before they were configured.
    fileprivate var labels: [ProvidersLabel] {
        switch self {
        case .label(let label): [label.providers]
        case .list(let elements): elements.flatMap(\.labels)
        default: []
        }
    }
}

extension ModelWriter {
    fileprivate mutating func write(_ spec: TestSpec) {
        bytes.write(spec.type)
        write(spec.command)
        bytes.write(spec.listing != nil)
        if let listing = spec.listing { write(listing) }
        write(spec.environment) {
            $0.bytes.write($1.name)
            $0.write($1.value)
        }
        bytes.write(spec.labels)
        bytes.write(spec.usesRelativePaths)
        bytes.write(spec.runsInProject)
        write(spec.resources) {
            $0.bytes.write($1.type)
            $0.bytes.write($1.provider)
            $0.bytes.write($1.isForListing)
            $0.bytes.write($1.isForExecution)
        }
    }
}

extension ModelReader {
    fileprivate mutating func testSpec() throws(DamagedBytes) -> TestSpec {
        let type = try bytes.string()
        let command = try line()
        let listing = try bytes.bool() ? try line() : nil
        let environment = try list { reader throws(DamagedBytes) in
            (name: try reader.bytes.string(), value: try reader.line())
        }
        let labels: [String] = try bytes.read()
        let isRelative = try bytes.bool()
        let isInProject = try bytes.bool()
        let resources = try list { reader throws(DamagedBytes) in
            TestSpec.Resource(
                type: try reader.bytes.read(), provider: try reader.bytes.read(),
                isForListing: try reader.bytes.read(), isForExecution: try reader.bytes.read())
        }
        return TestSpec(
            type: type, command: command, listing: listing, environment: environment,
            labels: labels, usesRelativePaths: isRelative, runsInProject: isInProject,
            resources: resources)
    }
}
