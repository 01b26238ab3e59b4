import BuildModel
import Starlark

/// `CellPath`: a path in a cell.
final class CellPathObject: NativeObject {
    let path: CellPath
    /// The folder of the cell; nothing outside rules, or if it is no folder of the project.
    let root: ProjectPath?

    init(_ path: CellPath, root: ProjectPath?) {
        self.path = path
        self.root = root
    }

    override var typeName: String { "CellPath" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "cell": evaluation.string(path.cell.text)
        case "path": evaluation.string(path.path.text)
        default: nil
        }
    }

    override var attributeNames: [String] { ["cell", "path"] + Self.methods.names }

    private static let methods = MethodTable([
        NativeFunction("add", "arg, /") { arguments, evaluation in
            let object = try arguments.receiver(as: CellPathObject.self)
            let path = object.path
            let added = try relativePath(try arguments.string(0))
            return evaluation.object(
                CellPathObject(
                    CellPath(cell: path.cell, path: path.path.appending(added)),
                    root: object.root))
        }
    ])

    override func method(_ name: String) -> NativeFunction? { Self.methods[name] }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(path.description)
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: CellPathObject.self)?.path == path
    }

    override func hash(_ this: Value) throws -> Int { path.hashValue }
}

/// `PackagePath`: the name of a package.
final class PackagePathObject: NativeObject {
    let package: PackageLabel

    init(_ package: PackageLabel) {
        self.package = package
    }

    override var typeName: String { "PackagePath" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        name == "cell" ? evaluation.string(package.cell.text) : nil
    }

    override var attributeNames: [String] { ["cell"] }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(package.description)
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: PackagePathObject.self)?.package == package
    }

    override func hash(_ this: Value) throws -> Int { package.hashValue }
}

/// `CellRoot` and `ProjectRoot`: folders that command lines can name and be relative to.
final class ProjectFolderObject: NativeObject {
    enum Folder: Hashable {
        case cell(CellName)
        case project
    }

    let folder: Folder
    let path: ProjectPath

    init(_ folder: Folder, path: ProjectPath) {
        self.folder = folder
        self.path = path
    }

    override var typeName: String { folder == .project ? "ProjectRoot" : "CellRoot" }

    override func write(into buffer: inout TextBuffer, this: Value) {
        switch folder {
        case .cell(let cell): buffer.append("<cell_root for `\(cell)`>")
        case .project: buffer.append("<project_root>")
        }
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: ProjectFolderObject.self)?.folder == folder
    }

    override func hash(_ this: Value) throws -> Int { folder.hashValue }
}

/// The configuration of a configured label.
final class ConfigurationObject: NativeObject {
    let configuration: ConfigurationLabel

    init(_ configuration: ConfigurationLabel) {
        self.configuration = configuration
    }

    override var typeName: String { "Configuration" }

    override func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        switch name {
        case "name": evaluation.string(configuration.name)
        case "hash": evaluation.string(configuration.hashText)
        default: nil
        }
    }

    override var attributeNames: [String] { ["hash", "name"] }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(configuration.description)
    }

    override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: ConfigurationObject.self)?.configuration == configuration
    }

    override func hash(_ this: Value) throws -> Int { configuration.hashValue }
}

/// Reads a relative path that a rule wrote.
func relativePath(_ text: String) throws -> RelativePath {
    do {
        return try RelativePath(text)
    } catch {
        throw Failure(error.message)
    }
}
