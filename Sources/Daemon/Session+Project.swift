import BuildModel
import DaemonProtocol
import Diagnostics
import Loading

extension Session {
    /// The root of the project that the client was started in.
    ///
    /// - Throws: A diagnostic if it was started in none.
    func projectRoot() throws -> AbsolutePath {
        let home = request.environment["HOME"].flatMap { try? AbsolutePath($0) }
        return try findProjectRoot(from: AbsolutePath(request.workingDirectory), home: home)
    }

    /// Where outputs lie: `--isolation-dir`, else `$BUCK_ISOLATION_DIR`, else `bld`.
    ///
    /// - Throws: A diagnostic unless the name is a single path component.
    func layout(_ common: CommonOptions) throws -> ArtifactLayout {
        try layout(isolationFolder: common.isolationFolder)
    }

    /// Where outputs lie: in the given isolation folder, else as ``layout(_:)`` says.
    ///
    /// - Throws: A diagnostic unless the name is a single path component.
    func layout(isolationFolder: String?) throws -> ArtifactLayout {
        let variable = "BUCK_ISOLATION_DIR"
        let given = request.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        guard let name = isolationFolder ?? given else { return ArtifactLayout() }
        guard let path = try? RelativePath(name), path.components.count == 1 else {
            let source = isolationFolder == nil ? "$\(variable)" : "--isolation-dir"
            throw Diagnostic.error(
                "Isolation folder `\(name)` of \(source) is not a single name of a folder")
        }
        return ArtifactLayout(isolation: name)
    }

    /// The folder that patterns on the command line are relative to: where the client was started.
    func folder(in cells: CellResolver, _ root: AbsolutePath) throws -> CellPath {
        let folder = try AbsolutePath(request.workingDirectory)
        guard let path = folder.relative(to: root) else {
            preconditionFailure("the project root is at or above the working directory")
        }
        return cells.cellPath(of: ProjectPath(unchecked: path.text))
    }
}
