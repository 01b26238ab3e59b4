import Analysis
public import BuildModel
import Diagnostics
public import Incremental
import Loading
import TargetConfiguration

/// The targets of one package, or one target, after their build.
struct BuildGroup: Sendable {
    /// All of them, in the order of the package.
    let labels: [ProvidersLabel]
    /// Those that could not be built, in the same order.
    let failures: [BuildFailure]
}

/// A target that could not be built.
public struct BuildFailure: Sendable {
    /// What was asked for.
    public let label: ProvidersLabel
    /// Whether it was named itself, rather than matched by a pattern for many.
    public let isNamed: Bool
    /// Why.
    public let error: any Error
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
            labels.map { BuildTargetKey(label: $0, needs: needs) })
        var failures: [BuildFailure] = []
        for (label, outcome) in zip(labels, outcomes) {
            guard case .failure(let error) = outcome else { continue }
            failures.append(BuildFailure(label: label, isNamed: isNamed, error: error))
        }
        return BuildGroup(labels: labels, failures: failures)
    }

    static func fingerprint(_ output: BuildGroup) -> Fingerprint? {
        // Errors are not told apart.
        guard output.failures.isEmpty else { return nil }
        var fingerprinter = Fingerprinter()
        for label in output.labels { fingerprinter.combine(label.description) }
        return fingerprinter.finish()
    }
}
