import BuildModel
import Diagnostics
import Incremental
import Loading

extension Workspace {
    /// What the patterns of a command line name, each label once, in the order of the patterns.
    ///
    /// - Throws: A diagnostic for the first pattern that is malformed or matches no package.
    func labels(
        matching patterns: [String], in context: borrowing Context
    ) async throws -> [ProvidersLabel] {
        var labels: [ProvidersLabel] = []
        var seen: Set<ProvidersLabel> = []
        for pattern in try await parse(patterns, in: context) {
            if case .target(let label) = pattern {
                _ = try await context.targetNode(label.target)
                if seen.insert(label).inserted { labels.append(label) }
                continue
            }
            for node in try await context.targets(matching: pattern) {
                let label = ProvidersLabel(target: node.label)
                if seen.insert(label).inserted { labels.append(label) }
            }
        }
        return labels
    }

    /// Parses patterns as seen from the folder in which the client was started.
    ///
    /// - Throws: A diagnostic for the first that is malformed.
    func parse(
        _ patterns: [String], in context: borrowing Context
    ) async throws -> [TargetPattern] {
        let cells = try await context.cells()
        return try patterns.map { try cells.pattern($0, from: session.folder(in: cells, root)) }
    }
}
