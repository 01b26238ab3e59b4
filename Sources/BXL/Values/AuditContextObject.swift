import Analysis
import BuildModel
import GraphQueries
import Incremental
import Loading
import Starlark

/// `bxl.AuditContext`: `ctx.audit()`.
final class AuditContextObject: NativeObject {
    private let session: ScriptSession

    init(_ session: ScriptSession) { self.session = session }

    override var typeName: String { "bxl.AuditContext" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("cell", "aliases_to_resolve = [], *, aliases = False") {
            arguments, evaluation in
            let session = try arguments.receiver(as: AuditContextObject.self).session
            let names = try arguments.strings(0)
            var entries: [(Value, Value)] = []
            for (name, cell) in try session.cellNames(names, withAliases: arguments.bool(1)) {
                let path = session.cells.projectPath(of: CellPath(cell: cell, path: .base))
                let folder = session.surroundings.root.appending(path ?? .base)
                let key = evaluation.string(name)
                entries.append((key, evaluation.string(folder.text)))
            }
            return try evaluation.dict(entries)
        },
        NativeFunction("output", "output_path, target_platform = None") { arguments, evaluation in
            let session = try arguments.receiver(as: AuditContextObject.self).session
            let path = try arguments.string(0)
            let configuration = try arguments.configuration(platform: 1, session)
            let origin = try session.inquire { inquiry in
                try await inquiry.ask { context in
                    try await inquiry.origin(ofOutput: path, configuration, in: context)
                }
            }
            switch origin {
            case .action(let action): return evaluation.object(ActionObject(action))
            case .target(let label), .otherConfiguration(let label):
                return evaluation.targetLabel(label)
            case .nothing: return .none
            }
        },
    ])
}

extension ScriptSession {
    /// The cells of some aliases, or of all cells, with their aliases if these are wanted.
    fileprivate func cellNames(
        _ names: [String], withAliases: Bool
    ) throws -> [(name: String, cell: CellName)] {
        guard names.isEmpty else {
            return try names.map { ($0, try cells.cell(alias: $0, in: run.file.cell)) }
        }
        guard withAliases else { return cells.cells.map { ($0.name.text, $0.name) } }
        return try cells.names(in: run.file.cell).map { name in
            (name, try cells.cell(alias: name, in: run.file.cell))
        }
    }
}
