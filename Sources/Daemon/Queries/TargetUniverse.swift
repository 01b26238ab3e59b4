import Analysis
import BuildModel
import Incremental
import Loading
import Query
import TargetConfiguration

/// Some configured targets and all that they depend on: where configured queries look targets up.
///
/// A target may be in it several times, in different configurations.
struct TargetUniverse: Sendable {
    private var nodes: [ConfiguredTargetLabel: ConfiguredQueryNode] = [:]
    private var labels: [PackageLabel: [String: [ConfiguredTargetLabel]]] = [:]

    /// No targets.
    init() {}

    /// Configures everything that some targets depend on.
    ///
    /// - Throws: The first error of a target on the way.
    init(of roots: [ConfiguredTarget], in context: borrowing Context) async throws {
        let cells = try await context.cells()
        var layer = roots
        var seen = Set(roots.map(\.label))
        while !layer.isEmpty {
            var next: [ConfiguredTargetLabel] = []
            let packages = await context.packages(at: layer.map(\.label.target.package))
            for (target, package) in zip(layer, packages) {
                let node = ConfiguredQueryNode(
                    target: target, package: try package.get(), cells: cells)
                nodes[target.label] = node
                let label = target.label.target
                labels[label.package, default: [:]][label.name, default: []].append(target.label)
                next += node.dependencies(.all).filter { seen.insert($0).inserted }
            }
            layer = try await context.configuredTargetOutcomes(next).map { try $0.get().get() }
        }
        for (package, names) in labels {
            for (name, found) in names where found.count > 1 {
                labels[package]?[name] = try await Self.ordered(found, in: context)
            }
        }
    }

    /// The configurations of a target in the order of their names, then of what they say.
    private static func ordered(
        _ labels: [ConfiguredTargetLabel], in context: borrowing Context
    ) async throws -> [ConfiguredTargetLabel] {
        var keyed: [(label: ConfiguredTargetLabel, facts: [String])] = []
        for label in labels {
            let facts = try await context.configuration(label.configuration).facts
            keyed.append((label, facts.sortedConstraints.map { "\($0.setting.label) \($0.value)" }))
        }
        return keyed.sorted { left, right in
            let (first, second) = (left.label.configuration, right.label.configuration)
            if first.name == second.name, left.facts != right.facts {
                return left.facts.lexicographicallyPrecedes(right.facts)
            }
            return left.label < right.label
        }.map(\.label)
    }

    /// One of its targets.
    subscript(label: ConfiguredTargetLabel) -> ConfiguredQueryNode? { nodes[label] }

    /// The targets with a label, in the order of their configurations.
    func nodes(_ label: TargetLabel) -> [ConfiguredQueryNode] {
        (labels[label.package]?[label.name] ?? []).compactMap { nodes[$0] }
    }

    /// The targets of a package by name.
    func nodes(of package: PackageLabel) -> [ConfiguredQueryNode] {
        (labels[package] ?? [:]).sorted { $0.key < $1.key }
            .flatMap { $0.value.compactMap { nodes[$0] } }
    }

    /// The packages that it has targets of.
    var packages: [PackageLabel] { labels.keys.sorted() }
}
