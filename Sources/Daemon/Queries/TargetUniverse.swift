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
        for package in labels.keys {
            labels[package] = labels[package]?.mapValues { $0.sorted() }
        }
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
