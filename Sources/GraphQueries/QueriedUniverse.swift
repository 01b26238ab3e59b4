package import Analysis
package import BuildModel
package import Incremental
import Loading
import Query
package import TargetConfiguration

/// Some configured targets and all that they depend on, as queries see them.
package struct QueriedUniverse: Sendable {
    private var nodes: [ConfiguredTargetLabel: ConfiguredQueryNode] = [:]
    private var labels: [PackageLabel: [String: [ConfiguredTargetLabel]]] = [:]

    /// No targets.
    package init() {}

    /// Reads the targets of a universe, all of which are configured already.
    ///
    /// - Throws: What is wrong with a package.
    package init(of universe: TargetUniverse, in context: borrowing Context) async throws {
        let cells = try await context.cells()
        let all = universe.packages.sorted { $0.key < $1.key }
        let packages = await context.packages(at: all.map(\.key))
        for ((label, targets), package) in zip(all, packages) {
            let package = try package.get()
            for target in await context.configuredTargetOutcomes(targets) {
                let target = try target.get().get()
                nodes[target.label] = ConfiguredQueryNode(
                    target: target, package: package, cells: cells)
                labels[label, default: [:]][target.label.target.name, default: []].append(
                    target.label)
            }
        }
    }

    /// One of its targets.
    package subscript(label: ConfiguredTargetLabel) -> ConfiguredQueryNode? { nodes[label] }

    /// The targets with a label, in the order of their configurations.
    package func nodes(_ label: TargetLabel) -> [ConfiguredQueryNode] {
        (labels[label.package]?[label.name] ?? []).compactMap { nodes[$0] }
    }

    /// The targets of a package by name.
    package func nodes(of package: PackageLabel) -> [ConfiguredQueryNode] {
        (labels[package] ?? [:]).sorted { $0.key < $1.key }
            .flatMap { $0.value.compactMap { nodes[$0] } }
    }

    /// The packages that it has targets of.
    package var packages: [PackageLabel] { labels.keys.sorted() }
}
