public import BuildModel
import Diagnostics
public import Incremental

extension Context {
    /// Explains why there is no such package, and names the nearest one.
    ///
    /// Source: Buck2's messages about packages, which underline as much of the path as matters.
    borrowing func missingPackage(_ package: PackageLabel) async throws -> Diagnostic {
        let root = CellPath(cell: package.cell, path: .base)
        if try await request(FolderKey(path: root)) == nil {
            let path = try await cells().projectPath(of: root)
            return .error(
                "Package `\(package)` does not exist: there is no folder "
                    + (path.map { "`\($0)`, where .buckconfig has the cell" } ?? "of the cell")
                    + " `\(package.cell)`")
        }
        let head = "package `\(package):` does not exist\n"
        let diagnostic = Diagnostic.error(head + (try await whyMissing(package)))
        guard let enclosing = try await enclosingPackage(of: package) else { return diagnostic }
        return diagnostic.adding(note: "the nearest package above it is `\(enclosing)`")
    }

    /// The lines below the name of a package that does not exist.
    private borrowing func whyMissing(_ package: PackageLabel) async throws -> String {
        let settings = try await request(CellSettingsKey(cell: package.cell))
        var folder = CellPath(cell: package.cell, path: .base)
        for name in package.path.components {
            let parent = folder
            folder = CellPath(
                cell: package.cell,
                path: parent.path.appending(RelativePath(unchecked: String(name))))
            guard try await request(FolderKey(path: folder)) == nil else { continue }
            let listing = try await request(FolderKey(path: parent))?.listing
            let underline = " ".repeated(9) + "^" + "-".repeated("\(folder)".utf8.count - 2) + "^\n"
            if let other = try await nestedCell(of: package.folder) {
                return underline
                    + "    this package is using the wrong cell, use `\(other)` instead"
            }
            if let pattern = settings.pattern(ignoring: folder.path) {
                return underline
                    + "    dir `\(folder)` does not exist (project.ignore contains `\(pattern)`)"
            }
            if let kind = listing?.kind(of: String(name)), kind != .directory {
                return underline + "   path `\(folder)` is a file, not a directory"
            }
            let nearest = try await nearestFolder(to: package.folder)
            return underline + "    dir `\(folder)` does not exist. "
                + (nearest.map { "Did you mean `\($0)`?" } ?? "")
        }
        let names = settings.buildFileNames
        let primary = names.first { !$0.hasSuffix(".v2") } ?? names[0]
        let others = names.filter { $0 != primary }.map { "`\($0)`" }.joined(separator: ", ")
        return "    missing `\(primary)` file"
            + (others.isEmpty ? "" : " (also missing alternatives \(others))")
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

extension String {
    fileprivate func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
