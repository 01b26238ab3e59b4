import BuildModel
import Diagnostics
import Execution
import Incremental
import Loading

/// What lies at a path of the source tree: an input key, which reads the world.
struct SourceValueKey: Key {
    let path: ProjectPath

    var description: String { "source(\(path))" }

    func compute(in context: borrowing Context) async throws -> ArtifactValue {
        let services = context.resources[ActionServicesResource.self]
        context.willRead(.project(path), for: self)
        guard let value = try await services.collector.source(at: path) else {
            if case .symlink(let target)? = try await services.collector.output(at: path) {
                throw Diagnostic.error(
                    "Source `\(path)` is a link to `\(target)`, which does not exist")
            }
            throw Diagnostic.error("Source `\(path)` does not exist")
        }
        return ArtifactValue(value)
    }

    static func fingerprint(_ output: ArtifactValue) -> Fingerprint? {
        var fingerprinter = Fingerprinter()
        output.fingerprint(into: &fingerprinter)
        return fingerprinter.finish()
    }
}

/// What lies at an artifact's path once its action is done.
struct ArtifactKey: Key {
    let artifact: Artifact

    var description: String {
        switch artifact.base {
        case .source(let source): "artifact(\(source.path))"
        case .build(let build): "artifact(\(build.key) \(build.path))"
        }
    }

    func compute(in context: borrowing Context) async throws -> ArtifactValue {
        let whole: ArtifactValue
        switch artifact.base {
        case .source(let source):
            whole = try await context.request(SourceValueKey(path: source.path))
        case .build(let build):
            let maker = try await context.maker(of: build.key)
            let outputs = try await context.request(PerformKey(action: maker))
            let layout = context.resources[ActionServicesResource.self].layout
            guard let value = outputs.values[layout.path(of: build)] else {
                preconditionFailure("an action makes all the outputs that are bound to it")
            }
            whole = value
        }
        guard !artifact.projection.isBase else { return whole }
        return try part(of: whole)
    }

    private func part(of whole: ArtifactValue) throws -> ArtifactValue {
        guard case .directory(let tree) = whole.value else {
            throw Diagnostic.error(
                "`\(artifact.shortPath)` is asked for inside an output that is not a folder")
        }
        guard let node = tree.node(at: artifact.projection) else {
            throw Diagnostic.error(
                "The folder `\(artifact.base.name)` does not contain `\(artifact.projection)`")
        }
        return ArtifactValue(
            OutputValue(node), referents: whole.referents, content: whole.content)
    }

    static func fingerprint(_ output: ArtifactValue) -> Fingerprint? {
        SourceValueKey.fingerprint(output)
    }
}

extension Artifact.Base {
    /// What messages call it.
    fileprivate var name: String {
        switch self {
        case .source(let source): source.path.text
        case .build(let build): "\(build.path) of \(build.key.owner.target)"
        }
    }
}
