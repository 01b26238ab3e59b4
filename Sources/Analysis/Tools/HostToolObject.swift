import BuildModel
import Starlark

/// `HostTool`: a program of this machine, the value of an `attrs.host_tool`.
///
/// In command lines it stands for its absolute path.
final class HostToolObject: NativeObject {
    let program: HostProgram

    init(_ program: HostProgram) {
        self.program = program
    }

    override var typeName: String { "HostTool" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "name": evaluation.string(program.name)
        case "path": evaluation.string(program.path.text)
        default: nil
        }
    }

    override var attributeNames: [String] { ["name", "path"] }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: HostToolObject.self)?.program == program
    }

    override func hash(_ this: Value) throws -> Int { program.hashValue }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("<host tool \(program.path)>")
    }
}
