import Analysis
import ArgumentParser
import BuildModel
import GraphQueries
import Query

/// `bld cquery`: questions about the graph of configured targets.
struct ConfiguredQueryCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "cquery",
        abstract: "Answers questions about the graph of targets in their configurations.",
        discussion: """
            Patterns mean the targets of a universe that match: those of --target-universe with \
            all that they depend on, or else those of the patterns in the query. The functions are \
            those of `uquery`, but for targets_in_buildfile.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: TargetUniverseOptions
    @OptionGroup var options: QueryOptions

    @Flag(
        name: .customLong("show-providers"), help: "Print the providers of each target with it.")
    var showsProviders = false

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let inquiry = try workspace.inquiry()
            func environment(
                _ patterns: [String]
            ) async throws -> ConfiguredQueryEnvironment {
                try await ConfiguredQueryEnvironment(
                    inquiry: inquiry, universe: patterns, target.configuration.arguments)
            }
            let universe = target.universe
            let shared =
                universe.isEmpty ? nil : try await environment(universe)
            func providers(
                of nodes: [ConfiguredQueryNode]
            ) async throws -> [ConfiguredTargetLabel: QueryProviders] {
                try await workspace.queryProviders(of: nodes.map { $0.label })
            }
            return try await options.answer(
                in: session,
                environment: { literals in
                    if let shared { return shared }
                    if literals.isEmpty { session.complain(Self.emptyUniverse) }
                    try await inquiry.check(literals)
                    return try await environment(literals.map(\.text))
                },
                providers: showsProviders ? providers : nil)
        }
    }

    private static let emptyUniverse = """
        Query has no target literals and `--target-universe` is not specified.
        Such query is correct, but the result is always empty.
        Consider specifying `--target-universe` for this query
        or using `uquery` instead of `cquery`

        """
}
