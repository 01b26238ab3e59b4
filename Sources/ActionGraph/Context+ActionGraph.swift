public import BuildModel
public import Incremental

extension Context {
    /// What lies at an artifact's path, made first if an action makes it.
    ///
    /// - Throws: `ActionFailure` if an action on the way fails; a diagnostic if a source is
    ///   missing.
    public borrowing func value(of artifact: Artifact) async throws -> ArtifactValue {
        try await request(ArtifactKey(artifact: artifact))
    }

    /// What lies at several artifacts' paths, in their order; independent ones are made side by
    /// side.
    ///
    /// - Throws: As ``value(of:)``, for the first that fails.
    public borrowing func values(of artifacts: [Artifact]) async throws -> [ArtifactValue] {
        switch artifacts.count {
        case 0: []
        case 1: [try await value(of: artifacts[0])]
        default: try await all(artifacts.map(ArtifactKey.init))
        }
    }

    /// Configures and analyses targets without building anything.
    ///
    /// - Returns: What was wrong with each that cannot be analysed.
    public borrowing func analyse(_ labels: [ProvidersLabel]) async -> [any Error] {
        await results(labels.map { AnalyseTargetKey(label: $0.target) }).compactMap { result in
            if case .failure(let error) = result { error } else { nil }
        }
    }

    /// Builds targets: configures and analyses each, and makes its default outputs.
    ///
    /// - Parameters:
    ///   - labels: The targets, or sub-targets of theirs.
    ///   - needs: What is made of each.
    /// - Returns: The outcome of each, in the order of the labels.
    public borrowing func build(
        _ labels: [ProvidersLabel], needs: BuildNeeds
    ) async -> [Result<BuiltTarget, any Error>] {
        let services = resources[ActionServicesResource.self]
        var results = await results(labels.map { BuildTargetKey(label: $0, needs: needs) })
        // Whoever removed or changed an output since it was made gets it back.
        for (index, result) in results.enumerated() {
            guard case .success(let built) = result else { continue }
            do {
                _ = try await services.materialize(built.made)
            } catch {
                results[index] = .failure(error)
            }
        }
        return results
    }
}
