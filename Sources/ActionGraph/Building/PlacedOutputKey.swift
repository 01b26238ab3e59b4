import BuildModel
import Execution
import Incremental
import Loading
import Storage

/// An artifact made, and lying at its path with all that its links lead to.
///
/// It is an input key of the places it has filled: whoever removes or changes what lies there has
/// it computed again, which puts the output back. Its outcome says nothing, so that another content
/// reaches nobody who only wants the output to be there.
struct PlacedOutputKey: Key {
    let artifact: Artifact

    var description: String { "placed(\(ArtifactKey(artifact: artifact)))" }

    func compute(in context: borrowing Context) async throws {
        let services = context.resources[ActionServicesResource.self]
        let value = try await context.request(ArtifactKey(artifact: artifact))
        let start = ContinuousClock.now
        let outputs = services.outputs(artifact, value).sorted { $0.key < $1.key }
        let failure = await place(outputs, with: services, in: context)
        guard let failure else {
            if let maker = artifact.buildArtifact?.key {
                services.reporter.work.add(
                    PerformedWork(
                        .placing(maker), start: start, duration: ContinuousClock.now - start,
                        needs: [.action(maker)], detail: .output(artifact.shortPath.text)))
            }
            return
        }
        // A full disk may be less full the next time.
        context.markTransient()
        throw failure
    }

    /// Puts outputs in place.
    ///
    /// - Returns: Why not.
    private func place(
        _ outputs: [(key: ProjectPath, value: OutputValue)], with services: ActionServices,
        in context: borrowing Context
    ) async -> ExecutionError? {
        var isPlaced = false
        // Watched before it is looked at: what happens to it after the look is heard of. What had
        // to be written is looked at once more.
        while !isPlaced {
            for (path, value) in outputs { context.willPlace(value, at: path, for: self) }
            isPlaced = true
            for (path, value) in outputs {
                do throws(ExecutionError) {
                    if try await services.place(value, at: path) { isPlaced = false }
                } catch {
                    return error
                }
            }
        }
        return nil
    }

    static func fingerprint(_ output: Void) -> Fingerprint? { Fingerprint(low: 0, high: 0) }
}

extension Context {
    /// Says that a key is about to put a value at a path, with everything in it if it is a folder.
    fileprivate borrowing func willPlace(
        _ value: OutputValue, at path: ProjectPath, for key: PlacedOutputKey
    ) {
        willRead(.project(path), for: key, following: false)
        guard case .directory(let tree) = value else { return }
        for entry in tree.entries {
            let below = path.appending(RelativePath(unchecked: entry.name))
            willPlace(OutputValue(entry.node), at: below, for: key)
        }
    }
}
