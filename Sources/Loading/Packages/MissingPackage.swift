public import BuildModel
import Diagnostics
public import Incremental

extension Context {
    /// Explains why there is no such package, and names the nearest one.
    borrowing func missingPackage(_ package: PackageLabel) async throws -> Diagnostic {
        let settings = try await request(CellSettingsKey(cell: package.cell))
        let folder = try await request(FolderKey(path: package.folder))
        let root = CellPath(cell: package.cell, path: .base)
        let names = settings.buildFileNames.map { "`\($0)`" }.joined(separator: " or ")
        var diagnostic: Diagnostic
        if let other = try await nestedCell(of: package.folder) {
            return .error(
                "Package `\(package)` does not exist: its folder belongs to the cell "
                    + "`\(other.cell)`; did you mean `\(other)`?")
        }
        if folder == nil, settings.ignores(package.path) {
            diagnostic = .error(
                "Package `\(package)` is out of sight: `[project] ignore` covers its "
                    + "folder")
        } else if try await request(FolderKey(path: root)) == nil {
            let path = try await cells().projectPath(of: root)
            return .error(
                "Package `\(package)` does not exist: there is no folder "
                    + (path.map { "`\($0)`, where .buckconfig has the cell" } ?? "of the cell")
                    + " `\(package.cell)`")
        } else if folder == nil {
            let nearest = try await nearestFolder(to: package.folder)
            diagnostic = .error(
                "Package `\(package)` does not exist: there is no such folder"
                    + (nearest.map { "; did you mean `\($0)`?" } ?? ""))
        } else {
            diagnostic = .error("Package `\(package)` does not exist: its folder has no \(names)")
        }
        if let enclosing = try await enclosingPackage(of: package) {
            diagnostic = diagnostic.adding(note: "the nearest package above it is `\(enclosing)`")
        }
        return diagnostic
    }

    /// The path by the right cell of a folder that is in another cell than the path says.
    borrowing func nestedCell(of folder: CellPath) async throws -> CellPath? {
        let cells = try await cells()
        guard let project = cells.projectPath(of: folder) else { return nil }
        let path = cells.cellPath(of: project)
        return path.cell == folder.cell ? nil : path
    }

    /// The package that a file or folder belongs to: the nearest at or above its folder.
    ///
    /// - Throws: A diagnostic if there is no such folder, or no package above it.
    public borrowing func package(enclosing path: CellPath) async throws -> PackageLabel {
        let isFolder = try await request(FolderKey(path: path)) != nil
        var folder = CellPath(
            cell: path.cell, path: isFolder ? path.path : path.path.parent ?? .base)
        guard try await request(FolderKey(path: folder)) != nil else {
            let project = try await cells().projectPath(of: folder)
            throw Diagnostic.error(
                "Error listing dir `\(project?.text ?? folder.description)`")
        }
        while try await request(FolderKey(path: folder))?.buildFile == nil {
            guard let parent = folder.path.parent else {
                throw Diagnostic.error("No package contains `\(path)`")
            }
            folder = CellPath(cell: folder.cell, path: parent)
        }
        return PackageLabel(cell: folder.cell, path: folder.path)
    }

    private borrowing func enclosingPackage(of package: PackageLabel) async throws -> PackageLabel?
    {
        var path = package.path
        while let parent = path.parent {
            path = parent
            let folder = CellPath(cell: package.cell, path: path)
            if try await request(FolderKey(path: folder))?.buildFile != nil {
                return PackageLabel(cell: package.cell, path: path)
            }
        }
        return nil
    }
}
