import ActionGraph
import BuildModel
import GraphQueries
import Incremental
import Loading
import TargetConfiguration

/// Which properties of the graphs below targets a build report has, as section `buck2` of the root
/// cell's `.buckconfig` says.
///
/// Source: Buck2's documentation, "Build report"; sketches are those of `SetSketch`.
struct GraphSketches: Sendable {
    /// `log_configured_graph_size`.
    private let hasSize: Bool
    /// `log_configured_graph_sketch`.
    private let hasConfiguredGraph: Bool
    /// `log_total_configured_graph_sketch`.
    let hasTotal: Bool
    /// `log_action_graph_sketch`.
    private let hasActions: Bool
    /// `log_artifact_count_sketch`.
    private let hasArtifactCount: Bool
    /// `log_artifact_size_sketch`.
    private let hasArtifactSize: Bool
    /// `log_sketch_cardinalities`.
    private let hasEstimates: Bool

    /// Reads what is wanted.
    init(in context: borrowing Context) async throws {
        let root = try await context.cells().rootCell
        var values: [Bool] = []
        for name in [
            "configured_graph_size", "configured_graph_sketch", "total_configured_graph_sketch",
            "action_graph_sketch", "artifact_count_sketch", "artifact_size_sketch",
            "sketch_cardinalities",
        ] {
            values.append(try await context.config(of: root, "buck2", "log_\(name)") == "true")
        }
        hasSize = values[0]
        hasConfiguredGraph = values[1]
        hasTotal = values[2]
        hasActions = values[3]
        hasArtifactCount = values[4]
        hasArtifactSize = values[5]
        hasEstimates = values[6]
    }

    /// Whether anything is.
    var areWanted: Bool {
        hasSize || hasConfiguredGraph || hasTotal || hasActions || hasArtifactCount
            || hasArtifactSize
    }

    /// The properties of the graphs below a target that is built.
    ///
    /// - Throws: What is wrong with something below it.
    func properties(
        of target: BuiltTarget, _ needs: BuildNeeds, _ layout: ArtifactLayout,
        in context: borrowing Context
    ) async throws -> GraphProperties {
        let labels = try await context.configuredTargets(below: target.configured).map(\.label)
        var properties = GraphProperties(size: labels.count)
        properties.showsConfiguredGraph = hasConfiguredGraph
        properties.showsEstimates = hasEstimates
        if hasConfiguredGraph || hasTotal {
            properties.configuredGraph = SetSketch(labels) { hasher, label in
                hasher.combine(label)
            }
        }
        guard hasActions || hasArtifactCount || hasArtifactSize else { return properties }
        let artifacts = try await context.artifacts(of: target, needs).needed
        if hasActions {
            let actions = try await context.actions(below: artifacts)
            properties.actions = SetSketch(actions) { $0.combine($1) }
        }
        guard hasArtifactCount || hasArtifactSize else { return properties }
        var files: [String: UInt64] = [:]
        for (artifact, value) in zip(artifacts, try await context.values(of: artifacts)) {
            value.value.addFiles(at: layout.path(of: artifact).text, to: &files)
            for (path, value) in value.referents { value.addFiles(at: path.text, to: &files) }
        }
        if hasArtifactCount {
            properties.artifactCount = SetSketch(files.keys) { $0.combine($1) }
        }
        if hasArtifactSize {
            var sketch = SetSketch()
            for (path, size) in files {
                var hasher = PortableHasher()
                hasher.combine(path)
                sketch.insert(hasher.finish(), weight: size)
            }
            properties.artifactSize = sketch
        }
        return properties
    }
}

/// What a build report says of the graphs below a target.
struct GraphProperties: Sendable, Equatable {
    /// How many configured targets there are, with the target itself.
    let size: Int
    /// They.
    var configuredGraph: SetSketch?
    /// Whether a report shows them, rather than adding them up only.
    var showsConfiguredGraph = false
    /// The actions behind what was built.
    var actions: SetSketch?
    /// The files that were built, and those that links among them lead to.
    var artifactCount: SetSketch?
    /// The same, each as often as it has bytes.
    var artifactSize: SetSketch?
    /// Whether the estimated sizes of sketches of artifacts are shown.
    var showsEstimates = false

    init(size: Int) { self.size = size }

    /// Writes all but the size.
    func write(to json: inout JSONBytes) {
        if showsConfiguredGraph, let configuredGraph {
            json.member("configured_graph_sketch", configuredGraph.text)
        }
        for (name, sketch) in [
            ("action_graph_sketch", actions), ("artifact_count_sketch", artifactCount),
            ("artifact_size_sketch", artifactSize),
        ] {
            // 4096 registers of nothing help nobody.
            guard let sketch, !sketch.isEmpty else { continue }
            json.member(name, sketch.text)
            guard showsEstimates, name.hasPrefix("artifact") else { continue }
            json.name(name + "_cardinality")
            json.number(sketch.estimatedCount)
        }
    }
}

extension SetSketch {
    /// Sketches elements.
    fileprivate init<Elements: Sequence>(
        _ elements: Elements, _ hash: (inout PortableHasher, Elements.Element) -> Void
    ) {
        self.init()
        for element in elements {
            var hasher = PortableHasher()
            hash(&hasher, element)
            insert(hasher.finish())
        }
    }
}

extension PortableHasher {
    /// Adds an action: the evaluation that declared it, and its place there.
    fileprivate mutating func combine(_ key: ActionKey) {
        for _ in key.owner.steps { combine("DynamicLambda") }
        combine("Base")
        switch key.owner.base {
        case .target(let label): combine(label)
        case .anonymous(let target): combine(target.description)
        case .script(let run): combine(run.description)
        }
        for step in key.owner.steps { combine(UInt32(truncatingIfNeeded: step)) }
        combine(UInt32(truncatingIfNeeded: key.index))
    }
}

extension OutputValue {
    /// Adds the files and links at and below a path, with their sizes in bytes.
    fileprivate func addFiles(at path: String, to files: inout [String: UInt64]) {
        switch self {
        case .file(let file): files[path] = UInt64(clamping: file.digest.sizeBytes)
        case .symlink(let target): files[path] = UInt64(target.utf8.count)
        case .directory(let tree):
            for entry in tree.entries {
                OutputValue(entry.node).addFiles(at: "\(path)/\(entry.name)", to: &files)
            }
        }
    }
}

extension Context {
    /// A target and all configured targets that it takes, each once.
    borrowing func configuredTargets(
        below target: ConfiguredTargetLabel
    ) async throws -> [ConfiguredTarget] {
        var targets: [ConfiguredTarget] = []
        var seen: Set<ConfiguredTargetLabel> = [target]
        var pending = [target]
        while let label = pending.popLast() {
            let configured = try await configuredTarget(label)
            targets.append(configured)
            for dependency in configured.dependencies
            where seen.insert(dependency.label.target).inserted {
                pending.append(dependency.label.target)
            }
        }
        return targets
    }

    /// The actions that make some artifacts, and all that these read.
    fileprivate borrowing func actions(below artifacts: [Artifact]) async throws -> [ActionKey] {
        var actions: [ActionKey] = []
        var seen = Set(artifacts.actionKeys)
        var pending = artifacts.actionKeys
        while let key = pending.popLast() {
            let spec = try await actionSpec(of: key)
            actions.append(spec.key)
            pending += spec.kind.artifacts.inputs.actionKeys.filter { seen.insert($0).inserted }
        }
        return actions
    }
}
