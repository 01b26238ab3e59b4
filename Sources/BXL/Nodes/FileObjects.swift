import BuildModel
import Loading
import Query
import Starlark

/// `bxl.FileNode`: a file by its cell.
final class FileNodeObject: NativeObject {
    let path: CellPath

    init(_ path: CellPath) { self.path = path }

    override var typeName: String { "bxl.FileNode" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "path": evaluation.string(path.path.text)
        case "cell": evaluation.string(path.cell.text)
        default: nil
        }
    }

    override var attributeNames: [String] { ["cell", "path"] }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(path.description)
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: FileNodeObject.self)?.path == path
    }

    override func hash(_ this: Value) throws -> Int { path.hashValue }
}

/// `bxl.FileSet`: files that a query finds.
final class FileSetObject: NativeObject {
    let files: FileSet
    private let cells: CellResolver

    init(_ files: FileSet, _ cells: CellResolver) {
        self.files = files
        self.cells = cells
    }

    override var typeName: String { "bxl.FileSet" }
    override var isTruthy: Bool { !files.paths.isEmpty }
    override func length(this: Value) -> Int? { files.paths.count }

    override func elements(this: Value, in evaluation: inout Evaluation) throws -> Value? {
        evaluation.list(objects: nodes)
    }

    override func element(
        _ index: Value, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        let nodes = nodes
        return evaluation.object(nodes[try position(index, count: nodes.count)])
    }

    private var nodes: [FileNodeObject] { files.paths.map { FileNodeObject(cellPath($0)) } }

    /// A file as queries print it: by its path in the project, or by its cell if it is bundled.
    private func cellPath(_ text: String) -> CellPath {
        let parts = text.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 {
            return CellPath(
                cell: CellName(unchecked: String(parts[0])),
                path: RelativePath(unchecked: String(parts[1])))
        }
        return cells.cellPath(of: ProjectPath(unchecked: text))
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        guard let other = other.native(as: FileSetObject.self) else { return false }
        return Set(other.files.paths) == Set(files.paths)
    }

    override func binary(
        _ operation: BinaryOperation, _ other: Value, isReversed: Bool, this: Value,
        in evaluation: inout Evaluation
    ) throws -> Value? {
        guard !isReversed, let other = other.native(as: FileSetObject.self)?.files else {
            return nil
        }
        let paths: [String]
        switch operation {
        case .add, .bitOr: paths = files.paths + other.paths
        case .subtract: paths = files.paths.filter { !other.contains($0) }
        case .bitAnd: paths = files.paths.filter { other.contains($0) }
        default: return nil
        }
        return evaluation.object(FileSetObject(FileSet(paths), cells))
    }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("[" + nodes.map(\.path.description).joined(separator: ", ") + "]")
    }
}
