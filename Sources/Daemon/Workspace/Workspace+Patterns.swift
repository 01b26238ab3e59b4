import BuildModel
import Diagnostics
import Incremental
import Loading

extension Workspace {
    /// The targets that patterns match, each once, as far as it can be told.
    func targets(
        matching patterns: [TargetPattern], in context: borrowing Context
    ) async throws -> [ProvidersLabel] {
        var labels: [ProvidersLabel] = []
        for pattern in patterns {
            if case .target(let label) = pattern {
                labels.append(label)
                continue
            }
            for package in await context.packages(at: try await context.packages(matching: pattern))
            {
                guard case .success(let package) = package else { continue }
                labels += package.targets.map { ProvidersLabel(target: $0.label) }
            }
        }
        var seen: Set<ProvidersLabel> = []
        return labels.filter { seen.insert($0).inserted }
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
