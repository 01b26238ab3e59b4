package import Analysis
package import BuildModel
package import Query

/// The name of a node of the graph of actions.
package enum ActionQueryLabel: Hashable, Sendable, CustomStringConvertible {
    /// The analysis of a target, by which functions find its actions.
    case analysis(ConfiguredProvidersLabel)
    /// An action.
    case action(ActionKey)

    package var description: String {
        switch self {
        case .analysis(let label): label.description
        case .action(let key): "(target: `\(key.owner)`, id: `\(key.index)`)"
        }
    }
}

/// An action, or the analysis of a target, as queries see it.
package struct ActionQueryNode: QueryNode {
    /// What it is.
    package enum Content: Sendable {
        case analysis(AnalysisResult, ProviderCollection)
        case action(ActionSpec)
    }

    package let label: ActionQueryLabel
    package let content: Content
    private let layout: ArtifactLayout

    /// The node of an action.
    package init(_ action: ActionSpec, layout: ArtifactLayout) {
        label = .action(action.key)
        content = .action(action)
        self.layout = layout
    }

    /// The node of the analysis of a target or sub-target.
    package init(
        _ label: ConfiguredProvidersLabel, _ analysis: AnalysisResult,
        _ providers: ProviderCollection, layout: ArtifactLayout
    ) {
        self.label = .analysis(label)
        content = .analysis(analysis, providers)
        self.layout = layout
    }

    package var ruleType: String {
        switch content {
        case .analysis: "analysis"
        case .action(let action): action.kind.queryName
        }
    }

    /// Actions are declared by rules, not by files.
    package var buildFile: String { "" }
    package var inputs: [String] { [] }
    package var tests: [ActionQueryLabel] { [] }
    package var specialAttributes: [(name: String, value: QueryAttribute)] { [] }

    package var attributes: [(name: String, value: QueryAttribute)] {
        let kind: [(name: String, value: QueryAttribute)] = [("kind", .string(ruleType))]
        guard case .action(let action) = content else { return kind }
        return kind
            + [
                ("category", .string(action.category)),
                ("identifier", .string(action.identifier ?? "")),
            ] + action.kind.attributes(layout)
            + [
                (
                    "buck.outputs",
                    .list(action.outputs.map { .string(layout.path(of: $0).text) })
                )
            ]
    }

    package func dependencies(_ edges: QueryEdges) -> [ActionQueryLabel] {
        guard edges == .all || edges == .target, case .action(let action) = content else {
            return []
        }
        return action.kind.artifacts.inputs.actionKeys.map(ActionQueryLabel.action)
    }
}

extension [Artifact] {
    /// The actions that make those of them which are no sources, each once.
    package var actionKeys: [ActionKey] {
        var seen: Set<ActionKey> = []
        return compactMap { $0.buildArtifact?.key }.filter { seen.insert($0).inserted }
    }
}

extension CommandLine {
    /// The artifacts it reads, each once.
    package var inputs: [Artifact] {
        var artifacts = CommandLineArtifacts()
        visit(&artifacts)
        return artifacts.inputs
    }
}
