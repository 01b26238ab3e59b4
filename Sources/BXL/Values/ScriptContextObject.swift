import Analysis
import BuildModel
import GraphQueries
import Incremental
import Loading
import Starlark
import TargetConfiguration

/// `bxl.Context`: what a function of a script is called with.
final class ScriptContextObject: NativeObject {
    let session: ScriptSession
    private let arguments: Value

    init(_ session: ScriptSession, arguments: Value) {
        self.session = session
        self.arguments = arguments
    }

    override var typeName: String { "bxl.Context" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "output":
            if session.isPart { throw Failure("`output()` is unsupported") }
            return evaluation.object(OutputStreamObject(session))
        case "cli_args":
            if session.isPart { throw Failure("`cli_args()` is unsupported") }
            return arguments
        case "fs": return evaluation.object(FileSystemObject(session))
        case "lazy": return evaluation.object(LazyContextObject(session))
        case "target_platform":
            return session.run.platform.map { evaluation.targetLabel($0) } ?? Value.none
        case "modifiers": return evaluation.list(strings: session.run.modifiers)
        default: return nil
        }
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        ScriptContextObject(session, arguments: try freezer.freeze(arguments))
    }

    override var attributeNames: [String] {
        ["cli_args", "fs", "lazy", "modifiers", "output", "target_platform"] + Self.methods.names
    }

    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable(
        TargetMethods.all + QueryMethods.all + AnalysisMethods.all + ActionMethods.all + [
            NativeFunction("root", "") { arguments, evaluation in
                evaluation.string(try arguments.session().surroundings.root.text)
            },
            NativeFunction("cell_root", "") { arguments, evaluation in
                evaluation.string(try arguments.session().cellRoot.text)
            },
            NativeFunction("audit", "") { arguments, evaluation in
                evaluation.object(AuditContextObject(try arguments.session()))
            },
            NativeFunction("instant_event", "*, id, metadata") { arguments, evaluation in
                _ = try arguments.string(0)
                for (key, value) in try arguments.dict(1) {
                    guard key.asString != nil else {
                        throw Failure(
                            "Metadata keys should be strings. Got type: `\(key.typeName)`")
                    }
                    _ = try scriptJSON(value)
                }
                return .none
            },
        ])
}

extension Arguments {
    /// The run on whose context a method was called.
    func session() throws -> ScriptSession {
        try receiver(as: ScriptContextObject.self).session
    }

    /// The run of the context that an argument is.
    func session(_ slot: Int) throws -> ScriptSession {
        try native(slot, as: ScriptContextObject.self, "a `bxl.Context`").session
    }

    /// How an argument with a platform, and one with modifiers, say that targets are configured;
    /// what they leave out the command line says.
    func configuration(platform: Int, modifiers: Int? = nil, _ session: ScriptSession) throws
        -> TargetConfigurationArguments
    {
        var given = TargetConfigurationArguments(
            platform: session.run.platform?.description, modifiers: session.run.modifiers)
        if let value = present(platform) {
            guard let text = value.asString ?? value.asTargetLabel?.description else {
                throw mismatch(platform, "a target label")
            }
            given.platform = text
        }
        if let modifiers, present(modifiers) != nil {
            let words = try strings(modifiers)
            if !words.isEmpty { given.modifiers = words }
        }
        return given
    }
}

extension ScriptSession {
    /// The folder of the script's cell.
    var cellRoot: AbsolutePath {
        let path = cells.projectPath(of: CellPath(cell: run.file.cell, path: .base))
        return surroundings.root.appending(path ?? .base)
    }
}
