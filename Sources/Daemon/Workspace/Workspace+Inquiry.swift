import Analysis
import BuildModel
import DaemonProtocol
import Diagnostics
import GraphQueries
import Incremental
import Loading
import Query
import TargetConfiguration

extension Workspace: GraphAsker {
    /// The command as one who asks: from the folder in which the client was started.
    ///
    /// - Throws: If that folder has no absolute path.
    func inquiry() throws -> Inquiry {
        Inquiry(
            asker: self, root: root,
            workingFolder: try AbsolutePath(session.request.workingDirectory),
            warningsAreErrors: session.warningsAreErrors, complain: session.complain)
    }

    /// Parses patterns as seen from the folder in which the client was started.
    ///
    /// - Throws: A diagnostic for the first that is malformed.
    func parse(
        _ patterns: [String], in context: borrowing Context
    ) async throws -> [TargetPattern] {
        try await inquiry().parse(patterns, in: context)
    }

    /// Parses patterns that name targets and no part of their providers.
    ///
    /// - Throws: A diagnostic for the first that does not.
    func parseTargets(
        _ patterns: [String], in context: borrowing Context
    ) async throws -> [TargetPattern] {
        try await inquiry().parseTargets(patterns, in: context)
    }

    /// Parses what a command asks for: patterns with what they say of configurations.
    ///
    /// - Throws: A diagnostic for the first that is malformed, or that does not go with what the
    ///   command says.
    func requestedPatterns(
        _ texts: [String], _ arguments: TargetConfigurationArguments,
        in context: borrowing Context
    ) async throws -> [RequestedPattern] {
        try await inquiry().requestedPatterns(texts, arguments, in: context)
    }

    /// What a command says of configurations, labels as seen from where it was started.
    ///
    /// - Throws: A diagnostic if the platform is no label.
    func configurationRequest(
        _ arguments: TargetConfigurationArguments, in context: borrowing Context
    ) async throws -> ConfigurationRequest {
        try await inquiry().configurationRequest(arguments, in: context)
    }

    /// Configured targets as queries see them.
    func queryNodes(
        _ labels: [ConfiguredTargetLabel], in context: borrowing Context
    ) async throws -> [ConfiguredQueryNode] {
        try await context.queryNodes(labels)
    }

    /// A file or folder of the project that the user names.
    ///
    /// - Throws: A diagnostic if it lies outside of the project.
    func cellPath(ofFile path: String, _ cells: CellResolver) throws -> CellPath {
        try inquiry().cellPath(ofFile: path, cells)
    }
}
