import Analysis
import BuildModel
import Query

/// The name of a node of the graph of actions.
enum ActionQueryLabel: Hashable, Sendable, CustomStringConvertible {
    /// The analysis of a target, by which functions find its actions.
    case analysis(ConfiguredProvidersLabel)
    /// An action.
    case action(ActionKey)

    var description: String {
        switch self {
        case .analysis(let label): label.description
        case .action(let key): "(target: `\(key.owner)`, id: `\(key.index)`)"
        }
    }
}

/// An action, or the analysis of a target, as queries see it.
struct ActionQueryNode: QueryNode {
    /// What it is.
    enum Content: Sendable {
        case analysis(AnalysisResult, ProviderCollection)
        case action(ActionSpec)
    }

    let label: ActionQueryLabel
    let content: Content
    private let layout: ArtifactLayout

    /// The node of an action.
    init(_ action: ActionSpec, layout: ArtifactLayout) {
        label = .action(action.key)
        content = .action(action)
        self.layout = layout
    }

    /// The node of the analysis of a target or sub-target.
    init(
        _ label: ConfiguredProvidersLabel, _ analysis: AnalysisResult,
        _ providers: ProviderCollection, layout: ArtifactLayout
    ) {
        self.label = .analysis(label)
        content = .analysis(analysis, providers)
        self.layout = layout
    }

    var ruleType: String {
        switch content {
        case .analysis: "analysis"
        case .action(let action): action.kind.queryName
        }
    }

    /// Actions are declared by rules, not by files.
    var buildFile: String { "" }
    var inputs: [String] { [] }
    var tests: [ActionQueryLabel] { [] }
    var specialAttributes: [(name: String, value: QueryAttribute)] { [] }

    var attributes: [(name: String, value: QueryAttribute)] {
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

    func dependencies(_ edges: QueryEdges) -> [ActionQueryLabel] {
        guard edges == .all || edges == .target, case .action(let action) = content else {
            return []
        }
        return action.kind.artifacts.inputs.actionKeys.map(ActionQueryLabel.action)
    }
}

extension [Artifact] {
    /// The actions that make those of them which are no sources, each once.
    var actionKeys: [ActionKey] {
        var seen: Set<ActionKey> = []
        return compactMap { $0.buildArtifact?.key }.filter { seen.insert($0).inserted }
    }
}

extension CommandLine {
    /// The artifacts it reads, each once.
    var inputs: [Artifact] {
        var artifacts = CommandLineArtifacts()
        visit(&artifacts)
        return artifacts.inputs
    }
}
