import Analysis
import BuildModel
import Starlark

/// `bxl.EnsuredArtifact`: an artifact that is there when the run has ended; it prints as its path.
final class EnsuredArtifactObject: NativeObject {
    let artifact: ScriptArtifact
    private let isAbsolute: Bool

    init(_ artifact: ScriptArtifact, isAbsolute: Bool) {
        self.artifact = artifact
        self.isAbsolute = isAbsolute
    }

    override var typeName: String { "bxl.EnsuredArtifact" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("abs_path", "") { arguments, evaluation in
            let object = try arguments.receiver(as: EnsuredArtifactObject.self)
            return evaluation.object(EnsuredArtifactObject(object.artifact, isAbsolute: true))
        },
        NativeFunction("rel_path", "") { arguments, evaluation in
            let object = try arguments.receiver(as: EnsuredArtifactObject.self)
            return evaluation.object(EnsuredArtifactObject(object.artifact, isAbsolute: false))
        },
    ])

    /// The path that it prints as.
    func path(_ session: ScriptSession) -> String {
        artifact.named.map { session.path(of: $0, isAbsolute: isAbsolute) } ?? ""
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("<ensured artifact \(artifact.named?.shortPath.text ?? "")>")
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        guard let other = other.native(as: EnsuredArtifactObject.self) else { return false }
        return other.artifact.named == artifact.named && other.isAbsolute == isAbsolute
    }

    override func hash(_ this: Value) throws -> Int { artifact.named.hashValue }
}

/// What a command line reads, there when the run has ended; it prints as paths.
final class EnsuredGroupObject: NativeObject {
    let commandLine: ScriptCommandLine
    private let isAbsolute: Bool

    init(_ commandLine: ScriptCommandLine, isAbsolute: Bool) {
        self.commandLine = commandLine
        self.isAbsolute = isAbsolute
    }

    override var typeName: String { "bxl.EnsuredArtifactGroup" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("abs_path", "") { arguments, evaluation in
            let object = try arguments.receiver(as: EnsuredGroupObject.self)
            return evaluation.object(EnsuredGroupObject(object.commandLine, isAbsolute: true))
        },
        NativeFunction("rel_path", "") { arguments, evaluation in
            let object = try arguments.receiver(as: EnsuredGroupObject.self)
            return evaluation.object(EnsuredGroupObject(object.commandLine, isAbsolute: false))
        },
    ])

    /// The paths that it prints as.
    ///
    /// - Throws: When no action makes one of the artifacts.
    func paths(_ session: ScriptSession) throws -> [String] {
        try commandLine.inputs().map { session.path(of: $0, isAbsolute: isAbsolute) }
    }
}
