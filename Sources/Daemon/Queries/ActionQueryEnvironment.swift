import ActionGraph
import Analysis
import BuildModel
import Diagnostics
import Incremental
import Loading
import Query
import TargetConfiguration

extension Context {
    /// An action; where a dynamic step makes it, that is run first.
    borrowing func actionSpec(of key: ActionKey) async throws -> ActionSpec {
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
struct ActionQueryEnvironment: QueryEnvironment {
    let workspace: Workspace
    let options: TargetConfigurationOptions

    private var layout: ArtifactLayout { workspace.services.layout }

    func supports(_ function: QueryFunction) -> Bool {
        switch function {
        case .owner, .targetsInBuildfile, .allbuildfiles, .rbuildfiles, .buildfile, .inputs,
            .testsof:
            false
        default: !function.isOfAttributes
        }
    }

    /// The actions behind the default outputs of targets, and the targets themselves.
    func nodes(matching patterns: [String]) async throws -> [ActionQueryNode] {
        try await workspace.ask { context in
            var nodes: [ActionQueryNode] = []
            let requested = try await workspace.requestedPatterns(
                patterns, options.arguments, in: context)
            for (text, pattern) in zip(patterns, requested.map(\.pattern)) {
                guard case .target = pattern else {
                    throw Diagnostic.error(
                        "`aquery` currently only supports literal target patterns, not package or "
                            + "recursive (got `\(text)`)")
                }
            }
            let targets = try await context.requestedTargets(requested).all()
            for target in targets {
                let analysis = try await context.analysis(of: target.configured)
                let providers = try analysis.providers(of: target.label.providers)
                nodes += try await actions(providers.defaultOutputs.actionKeys, in: context)
                nodes.append(
                    ActionQueryNode(target.providers, analysis, providers, layout: layout))
            }
            return nodes
        }
    }

    func nodes(at labels: [ActionQueryLabel]) async throws -> [ActionQueryNode] {
        try await workspace.ask { context in
            try await actions(
                labels.map { label in
                    guard case .action(let key) = label else {
                        preconditionFailure("no action depends on an analysis")
                    }
                    return key
                }, in: context)
        }
    }

    func files(matching literal: String) async throws -> [String] { [literal] }
    func owners(of files: [String]) async throws -> [ActionQueryNode] { [] }
    func nodes(definedIn buildFiles: [String]) async throws -> [ActionQueryNode] { [] }
    func allBuildFiles(of nodes: [ActionQueryNode]) async throws -> [String] { [] }

    func buildFiles(
        loading files: [String], within universe: [String]
    ) async throws -> [String] { [] }

    func allOutputs(of nodes: [ActionQueryNode]) async throws -> [ActionQueryNode] {
        let outputs = nodes.flatMap { node -> [Artifact] in
            guard case .analysis(_, let providers) = node.content else { return [] }
            return providers.outputsToBuild.inputs
        }
        return try await workspace.ask { try await actions(outputs.actionKeys, in: $0) }
    }

    func allActions(of nodes: [ActionQueryNode]) async throws -> [ActionQueryNode] {
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
