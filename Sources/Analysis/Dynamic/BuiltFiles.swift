public import BuildModel
import Diagnostics
public import Incremental
import Starlark

/// The content of an artifact that is built.
public enum BuiltContent: Sendable {
    /// A file, with its bytes.
    case file([UInt8])
    /// A folder, which cannot be read as a text.
    case folder
}

/// Reads files that actions make, for the dynamic steps of rules.
///
/// Building is above analysis; so the layer that builds implements this.
public protocol BuiltFiles: Sendable {
    /// The contents of artifacts, made first if need be, in their order.
    ///
    /// - Throws: What building them throws.
    func contents(
        of artifacts: [Artifact], in context: borrowing Context
    ) async throws -> [BuiltContent]
}

/// Names the reader of built files among an engine's resources.
public enum BuiltFilesResource: ResourceKey {
    /// The type of the service.
    public typealias Service = any BuiltFiles
}

/// `ArtifactValue`: the content of an artifact.
final class ArtifactValueObject: NativeObject {
    private let artifact: Artifact
    private let content: BuiltContent

    init(_ artifact: Artifact, _ content: BuiltContent) {
        self.artifact = artifact
        self.content = content
    }

    override var typeName: String { "ArtifactValue" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("read_string", "") { arguments, evaluation in
            evaluation.string(try text(arguments))
        },
        NativeFunction("read_lines", "") { arguments, evaluation in
            var lines = try text(arguments).split(
                separator: "\n", omittingEmptySubsequences: false)
            if lines.last?.isEmpty == true { lines.removeLast() }
            return evaluation.list(strings: lines.map(String.init))
        },
        NativeFunction("read_json", "") { arguments, evaluation in
            let text = try text(arguments)
            do {
                return try evaluation.json(text)
            } catch let failure as Failure {
                let path = try arguments.receiver(as: ArtifactValueObject.self).artifact.shortPath
                throw Failure("`\(path)` is no JSON: \(failure.message)", help: failure.help)
            }
        },
    ])

    private static func text(_ arguments: Arguments) throws -> String {
        let object = try arguments.receiver(as: ArtifactValueObject.self)
        guard case .file(let bytes) = object.content else {
            throw Failure("`\(object.artifact.shortPath)` is a folder, which cannot be read")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure("`\(object.artifact.shortPath)` is not UTF-8")
        }
        return text
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("<artifact value \(artifact.shortPath)>")
    }
}
