package import BuildModel
import Diagnostics
import Glibc

extension Inquiry {
    /// A file or folder of the project that the user names, by cell: `cell//path`, or a path of the
    /// machine, relative to where the client was started.
    ///
    /// Links to folders are followed where the path as it is written leads out of the project.
    ///
    /// - Throws: A diagnostic if it lies outside of the project.
    package func cellPath(ofFile path: String, _ cells: CellResolver) throws -> CellPath {
        let parts = path.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, !parts[0].hasPrefix("/") {
            let folder = try folder(in: cells)
            let cell = try cells.cell(alias: parts[0].drop { $0 == "@" }, in: folder.cell)
            return CellPath(cell: cell, path: try RelativePath(normalizing: String(parts[1])))
        }
        let full = try workingFolder.resolving(path)
        if let file = full.relative(to: root) ?? resolved(full).relative(to: resolved(root)) {
            return cells.cellPath(of: ProjectPath(unchecked: file.text))
        }
        throw Diagnostic.error(
            "Error trying to relativize path `\(full)` against project root `\(root)`",
            help: ["Files outside of the project belong to no target"])
    }

    /// The path with its links resolved as far as it exists.
    private func resolved(_ path: AbsolutePath) -> AbsolutePath {
        if let text = realpath(path.text, nil) {
            defer { free(text) }
            return (try? AbsolutePath(String(cString: text))) ?? path
        }
        guard path != .root else { return path }
        return resolved(path.parent).appending(RelativePath(unchecked: String(path.name)))
    }
}
