import Analysis
import BuildModel
import Diagnostics
import Incremental
import Loading
import Query
import TargetConfiguration

extension Workspace {
    /// The targets and sub-targets that patterns match, configured as a command says.
    ///
    /// - Parameters:
    ///   - patterns: As on the command line; each may end in `?` and modifiers.
    ///   - options: The universe in which targets are looked up, or how they are configured.
    ///   - context: The revision that is asked.
    /// - Returns: Labels in the order of the patterns, and of declaration within a package.
    /// - Throws: What is wrong with the patterns or the targets.
    func configuredProviders(
        matching patterns: [String], _ options: TargetUniverseOptions,
        in context: borrowing Context
    ) async throws -> [ConfiguredProvidersLabel] {
        let requested = try await context.requestedTargets(
            try await requestedPatterns(patterns, options.arguments, in: context))
        var seen: Set<ConfiguredProvidersLabel> = []
        return try requested.all().map(\.providers).filter { seen.insert($0).inserted }
    }
}

extension ConfiguredProvidersLabel {
    /// A sub-target of a configured target.
    init(_ label: ProvidersLabel, in target: ConfiguredTargetLabel) {
        self.init(
            providers: label, configuration: target.configuration, execution: target.execution)
    }
}

/// The providers of a configured target or sub-target, or what was wrong with them.
struct AuditedProviders: Sendable {
    let label: ConfiguredProvidersLabel
    let providers: Result<ProviderCollection, any Error>
}

extension Workspace {
    /// The providers of what patterns match.
    ///
    /// - Throws: What is wrong with the patterns.
    func audit(
        _ patterns: [String], _ options: TargetUniverseOptions
    ) async throws -> [AuditedProviders] {
        try await ask { context in
            let labels = try await configuredProviders(matching: patterns, options, in: context)
            let results = await context.analyses(of: labels.map(\.target))
            return zip(labels, results).map { label, result in
                AuditedProviders(
                    label: label,
                    providers: Result {
                        try result.get().providers(of: label.providers)
                    })
            }
        }
    }

    /// Says on standard error which targets could not be analysed.
    ///
    /// - Throws: A diagnostic if there are any.
    func reportFailures(of audited: [AuditedProviders]) throws {
        var failed = false
        for item in audited {
            guard case .failure(let error) = item.providers else { continue }
            if error is CancellationError { throw error }
            failed = true
            let message = ErrorReport(error, renderer: DiagnosticRenderer(color: false)).text
            session.complain("\(item.label): failed:\n\(message.indented(by: "  "))\n")
        }
        if failed {
            throw Diagnostic.error("Evaluation of at least one target providers failed")
        }
    }
}
