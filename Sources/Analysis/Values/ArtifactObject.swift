import BuildModel
import Diagnostics
import Starlark

/// `Artifact`: a source, or an output from its declaration on.
final class ArtifactObject: NativeObject {
    let reference: ArtifactReference
    /// What an action that reads this artifact reads as well, though no argument names it.
    let associated: [ArgumentElement]

    /// Whether it was promised before it was known, which it stays in the eyes of rules.
    let isPromised: Bool

    init(
        _ reference: ArtifactReference, associated: [ArgumentElement] = [],
        isPromised: Bool = false
    ) {
        self.reference = reference
        self.associated = associated
        self.isPromised = isPromised
    }

    convenience init(_ artifact: Artifact) {
        self.init(.known(artifact))
    }

    override var typeName: String { "Artifact" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        if case .promised(let promise) = reference {
            return try promise.attribute(name, in: &evaluation)
        }
        return reference.named.flatMap { artifactAttribute(name, of: $0, in: &evaluation) }
    }

    override var attributeNames: [String] { artifactAttributeNames + Self.methods.names }

    private static let methods = MethodTable([
        NativeFunction("as_output", "") { arguments, evaluation in
            let artifact = try arguments.receiver(as: ArtifactObject.self)
            let (output, part) = try artifact.output()
            return evaluation.object(OutputArtifactObject(output, part: part))
        },
        NativeFunction("project", "path, /, *, hide_prefix = False") { arguments, evaluation in
            let artifact = try arguments.receiver(as: ArtifactObject.self)
            let path = try relativePath(try arguments.string(0))
            let reference = try artifact.reference.project(path, hidesPrefix: try arguments.bool(1))
            return evaluation.object(ArtifactObject(reference, associated: artifact.associated))
        },
        NativeFunction("without_associated_artifacts", "") { arguments, evaluation in
            let artifact = try arguments.receiver(as: ArtifactObject.self)
            return evaluation.object(ArtifactObject(artifact.reference))
        },
        NativeFunction("with_associated_artifacts", "artifacts") { arguments, evaluation in
            let artifact = try arguments.receiver(as: ArtifactObject.self)
            var associated = artifact.associated
            // What comes with those is not carried along, as in Buck2.
            for value in try arguments.sequence(0) {
                guard let other = value.native(as: ArtifactObject.self) else {
                    throw arguments.mismatch(0, "a list of artifacts", got: value)
                }
                associated.append(.input(other.reference))
            }
            return evaluation.object(ArtifactObject(artifact.reference, associated: associated))
        },
    ])

    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(reference.summary)
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: ArtifactObject.self)?.reference.identity == reference.identity
    }

    override func hash(_ this: Value) throws -> Int { reference.identity.hashValue }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        if case .known = reference, associated.isEmpty { return self }
        return ArtifactObject(
            .known(try reference.resolve()), associated: try associated.map { try $0.frozen() },
            isPromised: isPromised)
    }

    /// The declared output of which this is all or a part.
    func output() throws -> (output: DeclaredOutput, part: RelativePath) {
        switch reference {
        case .known(let artifact) where artifact.isSource:
            throw Failure("Source `\(artifact.shortPath)` cannot be the output of an action")
        case .known(let artifact):
            throw Failure(
                "Artifact `\(artifact.shortPath)` cannot be the output of another action: "
                    + "an action of `\(artifact.owner.map(\.description) ?? "")` makes it")
        case .promised:
            throw Failure(
                "The artifact of an anonymous target cannot be the output of an action",
                help: ["An action of that target makes it"])
        case .declared(let output, let projection, _): return (output, projection)
        }
    }
}

/// `OutputArtifact`: the place of an artifact in the command that makes it.
final class OutputArtifactObject: NativeObject {
    let output: DeclaredOutput
    /// The part of a folder that is meant; the command has to make all of it.
    let part: RelativePath

    init(_ output: DeclaredOutput, part: RelativePath = .base) {
        self.output = output
        self.part = part
    }

    private var reference: ArtifactReference {
        .declared(output, projection: part, hidesPrefix: false)
    }

    override var typeName: String { "OutputArtifact" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        reference.named.flatMap { artifactAttribute(name, of: $0, in: &evaluation) }
    }

    override var attributeNames: [String] { artifactAttributeNames + Self.methods.names }

    private static let methods = MethodTable([
        NativeFunction("as_input", "") { arguments, evaluation in
            let output = try arguments.receiver(as: OutputArtifactObject.self)
            return evaluation.object(ArtifactObject(output.reference))
        }
    ])

    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("<output artifact for \(output.path.appending(part))>")
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        guard let other = other.native(as: OutputArtifactObject.self) else { return false }
        return other.output === output && other.part == part
    }

    override func hash(_ this: Value) throws -> Int { reference.identity.hashValue }
}

private let artifactAttributeNames = ["basename", "extension", "is_source", "owner", "short_path"]

func artifactAttribute(
    _ name: String, of artifact: Artifact, in evaluation: inout Evaluation
) -> Value? {
    switch name {
    case "basename": return evaluation.string(artifact.basename)
    case "extension": return evaluation.string(artifact.fileExtension)
    case "is_source": return Value(bool: artifact.isSource)
    case "short_path": return evaluation.string(artifact.shortPath.text)
    case "owner":
        guard let owner = artifact.owner else { return Value.none }
        return evaluation.object(
            LabelObject(ConfiguredProvidersLabel(owner)))
    default: return nil
    }
}

extension ArtifactReference {
    /// How messages and `repr` show it.
    var summary: String {
        guard let artifact = named else { return "<promise artifact>" }
        switch artifact.base {
        case .source(let source):
            return "<source artifact \(source.package.file(artifact.shortPath).path)>"
        case .build(let build):
            if case .declared(let output, _, _) = self, output.action == nil {
                return "<build artifact \(artifact.shortPath)>"
            }
            return "<build artifact \(artifact.shortPath) bound to \(build.key.owner)>"
        }
    }
}
