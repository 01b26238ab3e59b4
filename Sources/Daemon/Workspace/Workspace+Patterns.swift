import BuildModel
import Diagnostics
import Incremental
import Loading
import TargetConfiguration

extension Workspace {
    /// The targets that patterns match, each once, as far as it can be told.
    func targets(
        matching patterns: [RequestedPattern], in context: borrowing Context
    ) async throws -> [RequestedTarget] {
        var targets: [RequestedTarget] = []
        for requested in patterns {
            let configuration = requested.configuration
            if case .target(let label) = requested.pattern {
                targets.append(RequestedTarget(label: label, configuration: configuration))
                continue
            }
            let packages = try await context.packages(matching: requested.pattern)
            for package in await context.packages(at: packages) {
                guard case .success(let package) = package else { continue }
                targets += package.targets.map {
                    RequestedTarget(
                        label: ProvidersLabel(target: $0.label), configuration: configuration)
                }
            }
        }
        var seen: Set<RequestedTarget> = []
        return targets.filter { seen.insert($0).inserted }
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
