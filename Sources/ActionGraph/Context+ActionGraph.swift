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
}
