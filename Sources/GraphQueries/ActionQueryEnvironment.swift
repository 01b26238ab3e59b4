import ActionGraph
import Analysis
package import BuildModel
import Diagnostics
package import Incremental
import Loading
package import Query
import TargetConfiguration

extension Context {
    /// An action; where a dynamic step makes it, that is run first.
    package borrowing func actionSpec(of key: ActionKey) async throws -> ActionSpec {
        var key = key
        var analysis = try await analysis(of: key.owner)
        while let place = key.promisedOutput {
            key = analysis.promises[place]
            analysis = try await self.analysis(of: key.owner)
        }
        return analysis.action(key)
    }
}

/// Answers what a query asks about actions.
package struct ActionQueryEnvironment: QueryEnvironment {
    package let inquiry: Inquiry
    package let arguments: TargetConfigurationArguments
    package let layout: ArtifactLayout

    /// An environment for queries of targets that are configured as a command says.
    package init(
        inquiry: Inquiry, _ arguments: TargetConfigurationArguments, layout: ArtifactLayout
    ) {
        self.inquiry = inquiry
        self.arguments = arguments
        self.layout = layout
    }

    package func supports(_ function: QueryFunction) -> Bool {
        switch function {
        case .owner, .targetsInBuildfile, .allbuildfiles, .rbuildfiles, .buildfile, .inputs,
            .testsof:
            false
        default: !function.isOfAttributes
        }
    }

    /// The actions behind the default outputs of targets, and the targets themselves.
    package func nodes(matching patterns: [String]) async throws -> [ActionQueryNode] {
        try await inquiry.ask { context in
            let requested = try await inquiry.requestedPatterns(
                patterns, arguments, in: context)
            for (text, pattern) in zip(patterns, requested.map(\.pattern)) {
                guard case .target = pattern else {
                    throw Diagnostic.error(
                        "`aquery` currently only supports literal target patterns, not package or "
                            + "recursive (got `\(text)`)")
                }
            }
            let targets = try await context.requestedTargets(requested).all()
            return try await self.nodes(of: targets.map(\.providers), in: context)
        }
    }

    /// The actions behind the default outputs of targets and sub-targets, and these themselves.
    package func nodes(of labels: [ConfiguredProvidersLabel]) async throws -> [ActionQueryNode] {
        try await inquiry.ask { try await self.nodes(of: labels, in: $0) }
    }

    private func nodes(
        of labels: [ConfiguredProvidersLabel], in context: borrowing Context
    ) async throws -> [ActionQueryNode] {
        var nodes: [ActionQueryNode] = []
        for label in labels {
            let analysis = try await context.analysis(of: label.target)
            let providers = try analysis.providers(of: label.providers)
            nodes += try await actions(providers.defaultOutputs.actionKeys, in: context)
            nodes.append(ActionQueryNode(label, analysis, providers, layout: layout))
        }
        return nodes
    }

    package func nodes(at labels: [ActionQueryLabel]) async throws -> [ActionQueryNode] {
        try await inquiry.ask { context in
            try await actions(
                labels.map { label in
                    guard case .action(let key) = label else {
                        preconditionFailure("no action depends on an analysis")
                    }
                    return key
                }, in: context)
        }
    }

    package func files(matching literal: String) async throws -> [String] { [literal] }
    package func owners(of files: [String]) async throws -> [ActionQueryNode] { [] }
    package func nodes(definedIn buildFiles: [String]) async throws -> [ActionQueryNode] { [] }
    package func allBuildFiles(of nodes: [ActionQueryNode]) async throws -> [String] { [] }

    package func buildFiles(
        loading files: [String], within universe: [String]
    ) async throws -> [String] { [] }

    package func allOutputs(of nodes: [ActionQueryNode]) async throws -> [ActionQueryNode] {
        let outputs = nodes.flatMap { node -> [Artifact] in
            guard case .analysis(_, let providers) = node.content else { return [] }
            return providers.outputsToBuild.inputs
        }
        return try await inquiry.ask { try await actions(outputs.actionKeys, in: $0) }
    }

    package func allActions(of nodes: [ActionQueryNode]) async throws -> [ActionQueryNode] {
        // Actions stand for themselves, before those of the targets.
        let actions = nodes.filter { if case .action = $0.content { true } else { false } }
        let analyses = nodes.flatMap { node -> [ActionQueryNode] in
            guard case .analysis(let analysis, _) = node.content else { return [] }
            return analysis.actions.map { ActionQueryNode($0, layout: layout) }
        }
        return actions + analyses
    }

    private func actions(
        _ keys: [ActionKey], in context: borrowing Context
    ) async throws -> [ActionQueryNode] {
        var nodes: [ActionQueryNode] = []
        for key in keys {
            nodes.append(ActionQueryNode(try await context.actionSpec(of: key), layout: layout))
        }
        return nodes
    }
}
