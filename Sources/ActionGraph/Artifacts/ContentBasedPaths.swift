import BuildModel
import Execution

// An output whose place follows from its content is written to a place that does not, collected,
// and put where it belongs; at the path that its configuration gives it lies a link to that.

extension ArtifactLayout {
    /// The layout to which the contents of artifacts are known.
    func knowing(_ values: [(artifact: Artifact, value: ArtifactValue)]) -> ArtifactLayout {
        var contents: [BuildArtifact: String] = [:]
        for (artifact, value) in values {
            guard case .build(let build) = artifact.base, build.hasContentBasedPath else {
                continue
            }
            contents[build] = value.content
        }
        return contents.isEmpty ? self : knowing(contents)
    }
}

extension ActionPerformance {
    /// The layout as the action sees it: its inputs lie where their contents say.
    static func layout(
        _ spec: ActionSpec, _ inputs: [Artifact: ArtifactValue], _ layout: ArtifactLayout
    ) -> ArtifactLayout {
        var contents: [BuildArtifact: String] = [:]
        for (artifact, value) in inputs {
            guard case .build(let build) = artifact.base, build.hasContentBasedPath else {
                continue
            }
            contents[build] = value.content
        }
        for output in spec.outputs where output.hasContentBasedPath {
            contents[output] = ArtifactLayout.unknownContent
        }
        return layout.knowing(contents)
    }

    /// Whether the action writes where the same action of other configurations does.
    var writesToSharedPlaces: Bool { spec.outputs.contains(where: \.hasContentBasedPath) }

    /// What the action has made, by the paths that the configuration gives its outputs.
    ///
    /// - Parameter values: What was made, by the paths at which the action wrote it.
    /// - Returns: The same, where others look for it.
    func outputs(_ values: [ProjectPath: ArtifactValue]) -> ActionOutputs {
        guard writesToSharedPlaces else {
            return ActionOutputs(values: values)
        }
        var placed: [ProjectPath: ArtifactValue] = [:]
        for output in spec.outputs {
            guard let made = values[layout.path(of: output)] else { continue }
            placed[services.layout.path(of: output)] =
                output.hasContentBasedPath
                ? ArtifactValue(
                    made.value, referents: made.referents, content: made.value.contentHash) : made
        }
        return ActionOutputs(values: placed)
    }

    /// Where an output, or the link to it, has to lie.
    func places(of output: BuildArtifact, _ value: OutputValue) -> [ProjectPath: OutputValue] {
        services.places(of: output, value, content: value.contentHash)
    }

    /// Makes outputs that the store knows lie where they belong.
    ///
    /// - Parameter values: What was made, by the paths at which the action wrote it.
    /// - Returns: Whether anything had to be changed.
    /// - Throws: `.notFound` if their content is no longer in the store.
    func place(_ values: [ProjectPath: OutputValue]) async throws(ExecutionError) -> Bool {
        var places: [ProjectPath: OutputValue] = [:]
        for output in spec.outputs {
            guard let value = values[layout.path(of: output)] else { continue }
            places.merge(self.places(of: output, value)) { $1 }
        }
        return try await services.materialize(places)
    }
}

extension ActionServices {
    /// Where an output has to lie: at its path or, if that follows from its content, at that with a
    /// link to it.
    func places(
        of output: BuildArtifact, _ value: OutputValue, content: String
    ) -> [ProjectPath: OutputValue] {
        let path = layout.path(of: output)
        guard output.hasContentBasedPath else { return [path: value] }
        let real = layout.path(of: output, content: content)
        return [real: value, path: .symlink(target: path.linkText(to: real))]
    }
}
