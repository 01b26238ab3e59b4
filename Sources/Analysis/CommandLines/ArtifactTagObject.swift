import BuildModel
import Starlark

/// `ArtifactTag`: a mark that a rule puts on inputs and on the dep file that tells of them.
final class ArtifactTagObject: NativeObject {
    let tag: ArtifactTag

    init(_ tag: ArtifactTag) {
        self.tag = tag
    }

    override var typeName: String { "ArtifactTag" }
    override var attributeNames: [String] { Self.methods.names }

    private static let methods = MethodTable([
        NativeFunction("tag_artifacts", "inner, /") { arguments, evaluation in
            try tagged(arguments, marksOutputs: true, in: &evaluation)
        },
        NativeFunction("tag_inputs", "inner, /") { arguments, evaluation in
            try tagged(arguments, marksOutputs: false, in: &evaluation)
        },
    ])

    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: ArtifactTagObject.self)?.tag == tag
    }

    override func hash(_ this: Value) throws -> Int { tag.hashValue }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("<artifact tag \(tag.index) of \(tag.owner)>")
    }

    private static func tagged(
        _ arguments: Arguments, marksOutputs: Bool, in evaluation: inout Evaluation
    ) throws -> Value {
        let tag = try arguments.receiver(as: ArtifactTagObject.self).tag
        var elements: [ArgumentElement] = []
        try appendArguments(arguments[0], to: &elements)
        return evaluation.object(
            CmdArgsObject(
                elements: elements, tag: CommandLine.TagUse(tag, marksOutputs: marksOutputs),
                kind: .tagged))
    }
}
