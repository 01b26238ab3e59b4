import ArgumentParser
import GraphQueries

/// `bld uquery`, or `query`: questions about the graph of targets before configuration.
struct TargetQueryCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "uquery",
        abstract: "Answers questions about the graph of targets as they are declared.",
        discussion: """
            Functions: allbuildfiles, allpaths, attrfilter, attrregexfilter, buildfile, deps, \
            filter, inputs, kind, nattrfilter, owner, rbuildfiles, rdeps, somepath, \
            targets_in_buildfile, testsof. Operators: + - ^ or union, except, intersect. `%s` in \
            the query is replaced by each argument in turn, `%Ss` by the set of all.
            """,
        aliases: ["query"])

    @OptionGroup var common: CommonOptions
    @OptionGroup var unused: TargetConfigurationOptions
    @OptionGroup var options: QueryOptions

    @Flag(
        name: .customLong("allow-partial-graph"),
        help: "Leave out what cannot be loaded where a traversal or `...` meets it.")
    var allowsPartialGraph = false

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let environment = TargetQueryEnvironment(
                inquiry: try workspace.inquiry(), allowsPartialGraph: allowsPartialGraph)
            return try await options.answer(in: session) { _ in environment }
        }
    }
}
