import BuildModel
import Diagnostics
package import Incremental
import Loading
package import TargetConfiguration

/// What has to be known before the attributes of a target can be shown to its rule.
package struct ResolutionParts: Sendable {
    /// Where the cells lie.
    let cells: CellResolver
    /// What each target it depends on made.
    let results: [ConfiguredTargetLabel: AnalysisResult]
    /// The programs that attributes name.
    let programs: [[String]: HostProgram]
    /// What the queries of attributes find.
    let queries: [AttributeQueryKey: [ConfiguredTargetLabel]]
}

extension Context {
    /// Analyses what a target depends on, and finds out what else its attributes refer to.
    ///
    /// - Throws: What is wrong with a dependency, a query or a program.
    package borrowing func resolutionParts(
        of target: ConfiguredTarget
    ) async throws -> ResolutionParts {
        let cells = try await cells()
        var labels: [ConfiguredTargetLabel] = []
        var seen: Set<ConfiguredTargetLabel> = []
        for dependency in target.dependencies where seen.insert(dependency.label.target).inserted {
            labels.append(dependency.label.target)
        }
        let needs = AttributeNeeds(of: target.values)
        let results: [AnalysisResult]
        var answers: [AttributeQueryKey: [ConfiguredTargetLabel]] = [:]
        do {
            if !needs.queries.isEmpty {
                let found = try await all(needs.queries)
                answers = Dictionary(uniqueKeysWithValues: zip(needs.queries, found))
                labels += found.joined().filter { seen.insert($0).inserted }
            }
            results = try await all(labels.map { AnalysisKey(label: $0) })
        } catch let cycle as CycleError {
            markTransient()
            throw cycle.diagnostic(at: target.node.span)
        }
        let names = needs.hostTools
        let searches = try await all(names.map { HostToolKey(names: $0) })
        var programs: [[String]: HostProgram] = [:]
        for (names, search) in zip(names, searches) {
            do throws(Diagnostic) {
                programs[names] = try search.program(names: names, for: target.label.target)
            } catch {
                var error = error
                error.span = target.node.span
                throw error
            }
        }
        return ResolutionParts(
            cells: cells, results: Dictionary(uniqueKeysWithValues: zip(labels, results)),
            programs: programs, queries: answers)
    }
}

extension CycleError {
    /// The cycle as one of targets, found at the target declared at `span`.
    fileprivate func diagnostic(at span: SourceSpan?) -> Diagnostic {
        let prefix = "analysis("
        let targets = keys.filter { $0.hasPrefix(prefix) }
            .map { "`\($0.dropFirst(prefix.count).prefix { $0 != " " })`" }
        let chain = (targets + targets.prefix(1)).joined(separator: " -> ")
        return .error("Targets depend on each other in a cycle: \(chain)", at: span)
    }
}
