import ActionGraph
import ArgumentParser
import GraphQueries
import Query

/// `bld aquery`: questions about the graph of actions.
struct ActionQueryCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "aquery",
        abstract: "Answers questions about the graph of actions.",
        discussion: """
            The label of a target means the actions that make its default outputs. Functions: \
            all_actions, all_outputs, allpaths, attrfilter, attrregexfilter, deps, filter, kind, \
            nattrfilter, rdeps, somepath. Outputs that are known only while something is built \
            (`dynamic_output`) are not looked into.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: TargetConfigurationOptions
    @OptionGroup var options: QueryOptions

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let environment = ActionQueryEnvironment(
                inquiry: try workspace.inquiry(), target.arguments,
                layout: workspace.services.layout)
            return try await options.answer(in: session, environment: { _ in environment })
        }
    }
}
