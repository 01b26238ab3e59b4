import Analysis
public import BuildModel
import Diagnostics
public import Incremental
import Loading
public import TargetConfiguration

/// The targets of one package, or one target, after their build.
struct BuildGroup: Sendable {
    /// All of them, in the order of the package.
    let labels: [ProvidersLabel]
    /// Those that their configurations rule out, in the same order.
    let incompatible: [IncompatibleTarget]
    /// Those that could not be built, in the same order.
    let failures: [BuildFailure]
}

/// A target that was asked for, and that its configuration rules out.
public struct IncompatibleTarget: Error, Hashable {
    /// What was asked for.
    public let label: ProvidersLabel
    /// Whether it was named itself, rather than matched by a pattern for many.
    public let isNamed: Bool
    /// Why.
    public let reason: Incompatibility
}

/// A target that could not be built.
public struct BuildFailure: Sendable {
    /// What was asked for.
    public let label: ProvidersLabel
    /// The target in its configuration; nil if it has none.
    public let configured: ConfiguredTargetLabel?
    /// Why.
    public let error: any Error

    /// Describes a failure.
    public init(
        label: ProvidersLabel, configured: ConfiguredTargetLabel?, error: any Error
    ) {
        self.label = label
        self.configured = configured
        self.error = error
    }
}

/// Builds the targets of one package, or one target.
///
/// Between the root of a build and its targets, so that a change of one target is answered by
/// looking at those of its package, not at all.
struct BuildGroupKey: Key {
    enum Members: Hashable, Sendable {
        case package(PackageLabel)
        case target(ProvidersLabel)
    }

    let members: Members
    let configuration: ConfigurationRequest
    let needs: BuildNeeds

    var description: String {
        switch members {
        case .package(let package): "build(\(package):)"
        case .target(let label): "build(only \(label))"
        }
    }

    func compute(in context: borrowing Context) async throws -> BuildGroup {
        let labels: [ProvidersLabel]
        let isNamed: Bool
        switch members {
        case .package(let package):
            labels = try await context.targetNames(of: package).map {
                ProvidersLabel(target: TargetLabel(package: package, name: $0))
            }
            isNamed = false
        case .target(let label):
            labels = [label]
            isNamed = true
        }
        let outcomes = await context.results(
            labels.map { label in
                BuildTargetKey(
                    target: RequestedTarget(label: label, configuration: configuration),
                    needs: needs)
            })
        var incompatible: [IncompatibleTarget] = []
        var failures: [BuildFailure] = []
        for (label, outcome) in zip(labels, outcomes) {
            switch outcome {
            case .success(let built):
                guard let reason = built.incompatibility else { continue }
                incompatible.append(
                    IncompatibleTarget(label: label, isNamed: isNamed, reason: reason))
            case .failure(let error):
                let configured = try? await context.configuredLabel(
                    of: label.target, as: configuration)
                failures.append(
                    BuildFailure(label: label, configured: configured, error: error))
            }
        }
        return BuildGroup(labels: labels, incompatible: incompatible, failures: failures)
    }

    static func fingerprint(_ output: BuildGroup) -> Fingerprint? {
        // Errors are not told apart.
        guard output.failures.isEmpty else { return nil }
        var fingerprinter = Fingerprinter()
        for label in output.labels { fingerprinter.combine(label.description) }
        for target in output.incompatible { fingerprinter.combine(target.reason.message) }
        return fingerprinter.finish()
    }
}
