import BuildModel
import Starlark

/// What `ctx.actions` declares without making an action.
enum DeclaringActions {
    static let all = [
        declareOutput, artifactTag, digestConfig, transitiveSet, assertShortPath,
        assertHasContentBasedPath,
    ]

    private static let declareOutput = NativeFunction(
        "declare_output",
        "prefix, filename = None, /, *, dir = False, has_content_based_path = None"
    ) { arguments, evaluation in
        // A prefix keeps outputs apart on disk; other rules do not see it.
        var path = try relativePath(try arguments.string(0))
        var shortPath = path
        if let name = try arguments.optionalString(1) {
            shortPath = try relativePath(name)
            path = path.appending(shortPath)
        }
        let scope = try arguments.scope()
        let output = try scope.declareOutput(
            path, shortPath: shortPath, isDirectory: try arguments.bool(2),
            hasContentBasedPath: try arguments.isContentBased(3) ?? scope.pathDefaults.declared,
            at: evaluation.callSite)
        return evaluation.object(
            ArtifactObject(.declared(output, projection: .base, hidesPrefix: false)))
    }

    private static let artifactTag = NativeFunction("artifact_tag", "") { arguments, evaluation in
        evaluation.object(ArtifactTagObject(try arguments.scope().makeTag()))
    }

    private static let digestConfig = NativeFunction("digest_config", "") { _, evaluation in
        evaluation.object(DigestConfigObject())
    }

    private static let transitiveSet = NativeFunction(
        "tset", "definition, /, value?, children?"
    ) { arguments, evaluation in
        var children: [Value] = []
        if let list = arguments.optional(2), !list.isNone {
            children = try Array(arguments.sequence(2))
        }
        return evaluation.object(
            try TransitiveSetObject.make(
                definition: arguments[0], value: arguments.optional(1), children: children,
                in: arguments.scope(), &evaluation))
    }

    /// Says what the short path of a promised artifact will be, which rules may then ask for.
    private static let assertShortPath = NativeFunction(
        "assert_short_path", "artifact, /, *, short_path"
    ) { arguments, evaluation in
        let artifact = try arguments.artifact(0)
        let expected = try arguments.string(1)
        if case .promised(let promise) = artifact.reference {
            let asserted = promise.asserting(try relativePath(expected))
            try arguments.scope().register(asserted)
            return evaluation.object(
                ArtifactObject(
                    .promised(asserted), associated: artifact.associated, isPromised: true))
        }
        if let path = artifact.reference.named?.shortPath, path.text != expected {
            throw PromisedArtifact.wrongPath(expected, path)
        }
        return arguments[0]
    }

    /// Says that a promised artifact will lie at a path that follows from its content.
    private static let assertHasContentBasedPath = NativeFunction(
        "assert_has_content_based_path", "artifact, /"
    ) { arguments, evaluation in
        let artifact = try arguments.artifact(0)
        if case .promised(let promise) = artifact.reference {
            let asserted = promise.assertingContentBasedPath()
            try arguments.scope().register(asserted)
            return evaluation.object(
                ArtifactObject(
                    .promised(asserted), associated: artifact.associated, isPromised: true))
        }
        if case .build(let build)? = artifact.reference.named?.base, !build.hasContentBasedPath {
            throw Failure("Artifact `\(build.shortPath)` does not use content based paths")
        }
        return arguments[0]
    }
}

/// `DigestConfig`: which digests a download may name.
final class DigestConfigObject: NativeObject {
    override var typeName: String { "DigestConfig" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("allows_sha1", "") { _, _ in Value(bool: true) },
        NativeFunction("allows_sha256", "") { _, _ in Value(bool: true) },
        NativeFunction("allows_blake3", "") { _, _ in Value(bool: false) },
        NativeFunction("allows_blake3_keyed", "") { _, _ in Value(bool: false) },
    ])
}
