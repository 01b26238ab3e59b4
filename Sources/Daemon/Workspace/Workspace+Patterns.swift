import BuildModel
import Diagnostics
import Incremental
import Loading

/// A target of a command line.
struct RequestedTarget: Sendable {
    /// The target, or a sub-target of it.
    let label: ProvidersLabel
    /// Whether it was named itself, rather than matched by a pattern for many.
    let isNamed: Bool
}

extension Workspace {
    /// What the patterns of a command line name, each label once, in the order of the patterns.
    ///
    /// - Throws: A diagnostic for the first pattern that is malformed or matches no package.
    func labels(
        matching patterns: [String], in context: borrowing Context
    ) async throws -> [RequestedTarget] {
        var requested: [RequestedTarget] = []
        var seen: Set<ProvidersLabel> = []
        for pattern in try await parse(patterns, in: context) {
            if case .target(let label) = pattern {
                _ = try await context.targetNode(label.target)
                if seen.insert(label).inserted {
                    requested.append(RequestedTarget(label: label, isNamed: true))
                }
                continue
            }
            for node in try await context.targets(matching: pattern) {
                let label = ProvidersLabel(target: node.label)
                if seen.insert(label).inserted {
                    requested.append(RequestedTarget(label: label, isNamed: false))
                }
            }
        }
        return requested
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
