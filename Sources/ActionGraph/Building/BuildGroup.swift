import Analysis
public import BuildModel
import Diagnostics
import Incremental
import Loading
public import TargetConfiguration

/// The targets of one package, or one target, after their build.
struct BuildGroup: Sendable {
    /// All that have a configuration, in the order of the package.
    let targets: [RequestedTarget]
    /// Those that their configurations rule out, in the same order.
    let incompatible: [IncompatibleTarget]
    /// Those that could not be built, in the same order.
    let failures: [BuildFailure]
}

/// A target that was asked for, and that its configuration rules out.
public struct IncompatibleTarget: Error, Hashable {
    /// What was asked for.
    public let label: RequestedLabel
    /// Whether it was named itself, rather than matched by a pattern for many.
    public let isNamed: Bool
    /// Why.
    public let reason: Incompatibility
}

/// A target that could not be built.
public struct BuildFailure: Sendable {
    /// What was asked for.
    public let label: RequestedLabel
    /// The target in its configuration; nil if it has none.
    public let configured: ConfiguredTargetLabel?
    /// Why.
    public let error: any Error

    /// Describes a failure.
    public init(
        label: RequestedLabel, configured: ConfiguredTargetLabel?, error: any Error
    ) {
        self.label = label
        self.configured = configured
        self.error = error
    }

    /// Describes a target without a configuration.
    public init(_ target: UnconfiguredTarget) {
        self.init(label: target.label, configured: nil, error: target.error)
    }
}

/// Builds the targets of one package, or one target.
///
/// Between the root of a build and its targets, so that a change of one target is answered by
/// looking at those of its package, not at all.
struct BuildGroupKey: Key {
    let group: RequestedGroup
    let needs: BuildNeeds

    var description: String { "build(\(group))" }

    func compute(in context: borrowing Context) async throws -> BuildGroup {
        let members = try await context.requestedMembers(of: group)
        let outcomes = await context.results(
            members.targets.map { BuildTargetKey(target: $0.providers, needs: needs) })
        var incompatible: [IncompatibleTarget] = []
        var failures = members.failures.map(BuildFailure.init)
        for (target, outcome) in zip(members.targets, outcomes) {
            switch outcome {
            case .success(let built):
                guard let reason = built.incompatibility else { continue }
                incompatible.append(
                    IncompatibleTarget(
                        label: target.label, isNamed: group.isNamed, reason: reason))
            case .failure(let error):
                failures.append(
                    BuildFailure(
                        label: target.label, configured: target.configured, error: error))
            }
        }
        return BuildGroup(
            targets: members.targets, incompatible: incompatible, failures: failures)
    }

    static func fingerprint(_ output: BuildGroup) -> Fingerprint? {
        // Errors are not told apart.
        guard output.failures.isEmpty else { return nil }
        var fingerprinter = Fingerprinter()
        for target in output.targets {
            fingerprinter.combine(target.label.description)
            fingerprinter.combine(target.configured.description)
        }
        for target in output.incompatible { fingerprinter.combine(target.reason.message) }
        return fingerprinter.finish()
    }
}
