import Analysis
import ArgumentParser
import BuildEvents
import BuildModel
import Incremental
import TargetConfiguration

/// `bld audit analysis-queries`: what the queries in attributes of targets find.
struct AuditAnalysisQueriesCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "analysis-queries",
        abstract: "Shows what the queries in attributes of targets find.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var targetConfiguration: TargetUniverseOptions

    @Flag(help: "Lists the default outputs of the targets that are found, too.")
    var includeOutputs = false

    @Argument(help: "The targets whose queries are answered.")
    var patterns: [String] = []

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let text = try await workspace.ask { context in
                let requested = try await context.requestedTargets(
                    try await workspace.requestedPatterns(
                        patterns, targetConfiguration.arguments, in: context))
                var text = ""
                for label in try requested.all().map(\.configured) {
                    text += "\(label.target):\n"
                    for query in try await context.attributeQueries(of: label) {
                        text += "  \(query.text)\n"
                        text += try await found(by: query, in: context)
                    }
                }
                return text
            }
            session.write(text)
            return .exit(.success)
        }
    }

    private func found(
        by query: AnsweredQuery, in context: borrowing Context
    ) async throws -> String {
        var text = ""
        let analyses = await context.analyses(of: includeOutputs ? query.targets : [])
        for (position, target) in query.targets.enumerated() {
            text += "    \(target.target)\n"
            guard includeOutputs else { continue }
            let outputs = try analyses[position].get().providers.defaultOutputs
            let list = outputs.map { "\($0.shortPath)" }
            text += "        [\(list.joined(separator: ", "))]\n"
        }
        return text
    }
}
