public import Analysis
public import BuildModel
import Execution
public import Incremental
import Storage

/// Reads what actions make, for the dynamic steps of rules.
public struct ActionOutputFiles: BuiltFiles {
    /// Makes the conformer that the composition root hands to analysis.
    public init() {}

    /// The contents of artifacts, made first if need be.
    public func contents(
        of artifacts: [Artifact], in context: borrowing Context
    ) async throws -> [BuiltContent] {
        let values = try await context.values(of: artifacts)
        let services = context.resources[ActionServicesResource.self]
        var contents: [BuiltContent] = []
        for (artifact, value) in zip(artifacts, values) {
            let path = services.layout.knowing([(artifact, value)]).path(of: artifact)
            contents.append(try await services.content(value, at: path))
        }
        return contents
    }
}

extension ActionServices {
    /// Reads a file from the store or, if that does not hold it, from its place.
    fileprivate func content(
        _ value: ArtifactValue, at path: ProjectPath
    ) async throws -> BuiltContent {
        guard case .file(let file) = try value.withoutLinks(at: path) else { return .folder }
        if file.digest == .empty { return .file([]) }
        if try await !stores.content.contains(file.digest) {
            // What bld writes itself, and sources, lie in their places only.
            let place = value.source(at: path)
            _ = try await stores.content.ingest(file: projectRoot.appending(place))
        }
        return .file(try await stores.content.read(file.digest))
    }
}

extension ArtifactValue {
    /// Where the file lies that a path leads to.
    fileprivate func source(at path: ProjectPath) -> ProjectPath {
        var path = path
        var current = value
        var steps = 0
        while case .symlink(let text) = current, steps < 40,
            let target = try? ProjectPath(normalizing: (path.parent ?? .base).text + "/" + text)
        {
            path = target
            steps += 1
            guard let next = referents[target] else { break }
            current = next
        }
        return path
    }
}
