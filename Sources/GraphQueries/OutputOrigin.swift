import ActionGraph
import Analysis
package import BuildModel
package import Incremental
import Loading
import TargetConfiguration

/// What there is to say of a path below `buck-out`.
package enum OutputOrigin: Sendable {
    /// The action that makes what lies there.
    case action(ActionSpec)
    /// The path says by its content what it is, and so in any configuration.
    case target(TargetLabel)
    /// It is an output of a target in another configuration.
    case otherConfiguration(TargetLabel)
    /// No action makes it.
    case nothing
}

extension Inquiry {
    /// Which action makes what lies at a path.
    ///
    /// - Parameters:
    ///   - path: The path, below the project's root.
    ///   - arguments: The configuration in which targets are looked at.
    ///   - context: The revision that is asked.
    /// - Returns: The action, or the target if no more can be told.
    /// - Throws: A diagnostic if it is no path of an output.
    package func origin(
        ofOutput path: String, _ arguments: TargetConfigurationArguments,
        in context: borrowing Context
    ) async throws -> OutputOrigin {
        let output = try OutputPath(parsing: path, try await context.cells())
        guard let hash = output.configurationHash else { return .target(output.target) }
        let label = try await context.configuredLabel(
            of: output.target, as: try await configurationRequest(arguments, in: context))
        guard label.configuration.hashText == hash else {
            return .otherConfiguration(output.target)
        }
        let analysis = try await context.analysis(of: label)
        let action = analysis.actions.first { action in
            action.outputs.contains { output.path.isInside($0.path) }
        }
        if let action { return .action(action) }
        // What the rule has declared and a dynamic step binds is among the outputs at most.
        let promised = analysis.providers.outputsToBuild.inputs.compactMap(\.buildArtifact).first {
            $0.key.promisedOutput != nil && output.path.isInside($0.path)
        }
        guard let promised else { return .nothing }
        return .action(try await context.actionSpec(of: promised.key))
    }
}
