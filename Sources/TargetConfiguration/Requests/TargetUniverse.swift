public import BuildModel
import Diagnostics
public import Incremental
import Loading

/// Some configured targets and all that they depend on: where `--target-universe` has targets
/// looked up, and configured queries do.
///
/// A target may be in it several times, in different configurations.
public struct TargetUniverse: Sendable {
    /// All of them by package, in the order of their names and configurations.
    public let packages: [PackageLabel: [ConfiguredTargetLabel]]
    /// Those that stand for themselves in another configuration.
    public let forwards: Set<ConfiguredTargetLabel>
    /// The targets it is made of which their configurations rule out.
    public let incompatible: [Incompatibility]

    /// Those of a package that are targets of their own, in the same order.
    func targets(of package: PackageLabel) -> [ConfiguredTargetLabel] {
        (packages[package] ?? []).filter { !forwards.contains($0) }
    }
}

/// Configures everything that some targets depend on.
struct TargetUniverseKey: Key {
    let patterns: [RequestedPattern]

    var description: String {
        "universe(\(patterns.map(\.description).joined(separator: " ")))"
    }

    func compute(in context: borrowing Context) async throws -> TargetUniverse {
        let requested = try await context.requestedTargets(patterns)
        var roots: [ConfiguredTarget] = []
        var incompatible: [Incompatibility] = []
        var seen: Set<ConfiguredTargetLabel> = []
        for target in try requested.all() where seen.insert(target.configured).inserted {
            switch try await context.requestedTarget(target.configured) {
            case .compatible(let root): roots.append(root)
            case .incompatible(let reason): incompatible.append(reason)
            }
        }
        return try await context.targetUniverse(from: roots, without: incompatible)
    }

    static func fingerprint(_ output: TargetUniverse) -> Fingerprint? {
        var fingerprinter = Fingerprinter()
        for (package, targets) in output.packages.sorted(by: { $0.key < $1.key }) {
            fingerprinter.combine(package.description)
            for target in targets {
                fingerprinter.combine(target.description)
                fingerprinter.combine(output.forwards.contains(target))
            }
        }
        for reason in output.incompatible { reason.combine(into: &fingerprinter) }
        return fingerprinter.finish()
    }
}

extension Context {
    /// Some configured targets and all that they depend on.
    ///
    /// - Parameters:
    ///   - roots: The targets, each once.
    ///   - incompatible: Those that their configurations rule out, to be told of.
    /// - Returns: Labels; their targets are configured.
    /// - Throws: The first diagnostic of a target on the way.
    public borrowing func targetUniverse(
        from roots: [ConfiguredTarget], without incompatible: [Incompatibility] = []
    ) async throws -> TargetUniverse {
        var packages: [PackageLabel: [ConfiguredTargetLabel]] = [:]
        var forwards: Set<ConfiguredTargetLabel> = []
        var layer = roots
        var seen = Set(roots.map(\.label))
        while !layer.isEmpty {
            var next: [ConfiguredTargetLabel] = []
            for target in layer {
                packages[target.label.target.package, default: []].append(target.label)
                if target.forwardTarget != nil { forwards.insert(target.label) }
                next += target.dependencies.map(\.label.target)
                    .filter { seen.insert($0).inserted }
            }
            layer = try await configuredTargetOutcomes(next).map { try $0.get().get() }
        }
        for (package, targets) in packages {
            packages[package] = try await ordered(targets)
        }
        return TargetUniverse(packages: packages, forwards: forwards, incompatible: incompatible)
    }

    /// Targets in the order of their names, then of the names of their configurations, then of what
    /// these say.
    private borrowing func ordered(
        _ targets: [ConfiguredTargetLabel]
    ) async throws -> [ConfiguredTargetLabel] {
        var keyed: [(label: ConfiguredTargetLabel, facts: [String])] = []
        for label in targets {
            let facts = try await configuration(label.configuration).facts
            keyed.append((label, facts.sortedConstraints.map { "\($0.setting.label) \($0.value)" }))
        }
        return keyed.sorted { left, right in
            let (first, second) = (left.label.configuration, right.label.configuration)
            if left.label.target == right.label.target, first.name == second.name,
                left.facts != right.facts
            {
                return left.facts.lexicographicallyPrecedes(right.facts)
            }
            return left.label < right.label
        }.map(\.label)
    }
}
