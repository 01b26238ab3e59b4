import ActionGraph
import Analysis
import ArgumentParser
import BuildEvents
import BuildModel
import Diagnostics
import Incremental
import Loading
import Query
import TargetConfiguration

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
            let found = try await workspace.ask { context in
                try await workspace.action(behind: path, target, in: context)
            }
            switch found {
            case .action(let node):
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

/// What there is to say of a path below `buck-out`.
private enum OutputOrigin: Sendable {
    case action(ActionQueryNode)
    /// The path says by its content what it is, and so in any configuration.
    case target(TargetLabel)
    case otherConfiguration(TargetLabel)
    case nothing
}

extension Workspace {
    fileprivate func action(
        behind path: String, _ options: TargetConfigurationOptions, in context: borrowing Context
    ) async throws -> OutputOrigin {
        let output = try OutputPath(parsing: path, try await context.cells())
        guard let hash = output.configurationHash else { return .target(output.target) }
        let label = try await context.configuredLabel(
            of: output.target,
            as: try await configurationRequest(options.arguments, in: context))
        guard label.configuration.hashText == hash else {
            return .otherConfiguration(output.target)
        }
        let analysis = try await context.analysis(of: label)
        let action = analysis.actions.first { action in
            action.outputs.contains { output.path.isInside($0.path) }
        }
        if let action { return .action(ActionQueryNode(action, layout: services.layout)) }
        // What the rule has declared and a dynamic step binds is among the outputs at most.
        let promised = analysis.providers.outputsToBuild.inputs.compactMap(\.buildArtifact).first {
            $0.key.promisedOutput != nil && output.path.isInside($0.path)
        }
        guard let promised else { return .nothing }
        let spec = try await context.actionSpec(of: promised.key)
        return .action(ActionQueryNode(spec, layout: services.layout))
    }
}
