import Analysis
import BuildModel
import Diagnostics
import GraphQueries
import Incremental
import Loading
import Starlark

/// `bxl.Filesystem`: `ctx.fs`, what lies in the project.
///
/// What it tells is asked of the graph, so a run that looked at a file is out of date when that
/// changes.
final class FileSystemObject: NativeObject {
    private let session: ScriptSession

    init(_ session: ScriptSession) { self.session = session }

    override var typeName: String { "bxl.Filesystem" }
    override var attributeNames: [String] { Self.methods.names }
    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    private static let methods = MethodTable([
        NativeFunction("exists", "expr") { arguments, _ in
            Value(bool: try arguments.entry() != nil)
        },
        NativeFunction("is_dir", "expr") { arguments, _ in
            Value(bool: try arguments.entry() == true)
        },
        NativeFunction("is_file", "expr") { arguments, _ in
            Value(bool: try arguments.entry() == false)
        },
        NativeFunction("list", "expr, *, dirs_only = False") { arguments, evaluation in
            let (_, path) = try arguments.file()
            let isForFolders = try arguments.bool(1)
            let entries = try arguments.fileSession().ask { try await $0.entries(of: path) }
            return evaluation.list(
                objects: entries.filter { $0.isFolder || !isForFolders }.map { entry in
                    let name = RelativePath(unchecked: entry.name)
                    return FileNodeObject(
                        CellPath(cell: path.cell, path: path.path.appending(name)))
                })
        },
        NativeFunction("project_rel_path", "expr") { arguments, evaluation in
            let (session, path) = try arguments.file()
            return evaluation.string(try session.projectPath(of: path).text)
        },
        NativeFunction("abs_path_unsafe", "expr") { arguments, evaluation in
            let (session, path) = try arguments.file()
            let root = session.surroundings.root
            return evaluation.string(root.appending(try session.projectPath(of: path)).text)
        },
        NativeFunction("source", "expr, target_hint = None") { arguments, evaluation in
            let (session, path) = try arguments.file()
            let hint = try arguments.present(1).map { _ in try TargetArgument(arguments, 1) }
            let package = try session.package(of: path, hint: hint)
            guard let below = path.path.relative(to: package.path) else {
                throw Failure(
                    "Inferred package path `\(package)` is not a valid package within the given "
                        + "file path `\(path)`")
            }
            return try evaluation.artifact(
                SourceReference(package: package, path: below), session.cells)
        },
    ])
}

extension Arguments {
    /// The run on whose `ctx.fs` a method was called.
    fileprivate func fileSession() throws -> ScriptSession {
        try receiver(as: FileSystemObject.self).fileSession
    }

    /// The file or folder that the first argument names.
    fileprivate func file() throws -> (session: ScriptSession, path: CellPath) {
        let session = try fileSession()
        if let text = self[0].asString { return (session, try session.cellPath(ofFile: text)) }
        if let path = self[0].asCellPath { return (session, path) }
        if let file = self[0].native(as: FileNodeObject.self) { return (session, file.path) }
        if let artifact = self[0].asScriptArtifact?.named, artifact.isSource {
            let path = session.surroundings.layout.path(of: artifact)
            return (session, session.cells.cellPath(of: path))
        }
        throw mismatch(0, "a path, a cell path, a file node or a source artifact")
    }

    /// Whether the first argument names a folder; nil if there is nothing.
    fileprivate func entry() throws -> Bool? {
        let (session, path) = try file()
        guard let parent = path.path.parent else { return true }
        let folder = CellPath(cell: path.cell, path: parent)
        let entries = try session.ask { try await $0.entries(of: folder) }
        return entries.first { $0.name == path.path.name }?.isFolder
    }
}

extension FileSystemObject {
    fileprivate var fileSession: ScriptSession { session }
}

extension ScriptSession {
    /// A file that a script names: `cell//path`, or a path below the root of the script's cell.
    func cellPath(ofFile text: String) throws -> CellPath {
        try inquire { inquiry in
            try await inquiry.ask { try inquiry.cellPath(ofFile: text, try await $0.cells()) }
        }
    }

    fileprivate func projectPath(of path: CellPath) throws -> ProjectPath {
        guard let found = cells.projectPath(of: path) else {
            throw Failure("`\(path)` is part of the program and no file of the project")
        }
        return found
    }

    /// The package that a file belongs to: that of a target, or the nearest one above it.
    fileprivate func package(of path: CellPath, hint: TargetArgument?) throws -> PackageLabel {
        if let hint {
            let named = try inquire { try await $0.targets(hint) }
            guard named.nodes.count == 1 else {
                throw Failure("Expected a single target hint, not an iterable")
            }
            return named.nodes[0].label.package
        }
        return try ask { context in
            var folder = path.path.parent
            while let current = folder {
                let package = PackageLabel(cell: path.cell, path: current)
                if try await context.hasPackage(at: package) { return package }
                folder = current.parent
            }
            throw Diagnostic.error("`\(path)` is in no package")
        }
    }
}
