import ActionGraph
import ArgumentParser
import BuildEvents
import GraphQueries
import Query

/// `bld audit output`: which action makes a file below `buck-out`.
struct AuditOutputCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "output", abstract: "Prints the action that makes an output.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var target: TargetConfigurationOptions
    @OptionGroup var attributes: AttributeOptions

    @Flag(help: "Print JSON.")
    var json = false

    @Argument(help: "The path of the output, from buck-out on.")
    var path: String

    func run(in session: Session) async throws -> CommandEnding {
        let output = try QueryOutput(json ? .json : .list, attributes: attributes.patterns)
        return try await Workspace.open(for: session, common: common) { workspace in
            let inquiry = try workspace.inquiry()
            let found = try await workspace.ask { context in
                try await inquiry.origin(ofOutput: path, target.arguments, in: context)
            }
            switch found {
            case .action(let action):
                let node = ActionQueryNode(action, layout: workspace.services.layout)
                session.write(try output.render(QueryResult.targets(TargetSet([node]))))
            case .target(let label): session.write("\(label)\n")
            case .otherConfiguration(let label):
                session.write(
                    "Platform configuration of the buck-out path did not match the one used to "
                        + "invoke this command. Returning the most relevant unconfigured target "
                        + "label for the buck-out path: \(label)\n")
            case .nothing:
                session.write(
                    "Failed to find an action that produced the output path. Make sure that you "
                        + "did not input a symlinked buck-out path.\n")
            }
            return .exit(.success)
        }
    }
}
