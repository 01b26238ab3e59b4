import BuildModel
import Execution

extension ActionServices {
    /// The first of some sources that is not what it was.
    ///
    /// Somebody may have saved a file while a process ran. Nobody can tell which content it has
    /// read, and its result must not be kept as that of either.
    ///
    /// - Parameter inputs: What the process was given; what is no source is passed over.
    /// - Returns: Where it lies; nothing if all are what they were.
    /// - Throws: `ExecutionError` if one cannot be read.
    func modifiedSource(
        among inputs: some Sequence<(artifact: Artifact, value: ArtifactValue)>
    ) async throws -> ProjectPath? {
        for (artifact, value) in inputs {
            guard case .source = artifact.base else { continue }
            let path = layout.path(of: artifact)
            if try await collector.source(at: path) != value.value { return path }
        }
        return nil
    }
}
