public import BuildModel
public import Incremental

extension Context {
    /// The files that a target names by naming a file, or a folder with all that is in it.
    ///
    /// - Returns: The file, or the files below the folder that belong to its package, sorted.
    public borrowing func files(of source: SourceReference) async throws -> [CellPath] {
        guard source.isDirectory else { return [source.cellPath] }
        var files: [CellPath] = []
        var pending = [source.cellPath]
        while let path = pending.popLast() {
            guard let folder = try await request(FolderKey(path: path)) else { continue }
            if path != source.cellPath, folder.buildFile != nil { continue }
            for entry in folder.listing.entries {
                let name = RelativePath(unchecked: entry.name)
                let below = CellPath(cell: path.cell, path: path.path.appending(name))
                if entry.kind == .directory { pending.append(below) } else { files.append(below) }
            }
        }
        return files.sorted()
    }

    /// Whether a folder exists and is not ignored.
    public borrowing func hasFolder(at path: CellPath) async throws -> Bool {
        try await request(FolderKey(path: path)) != nil
    }

    /// The module whose names a file sees without loading it: that of the prelude.
    ///
    /// - Returns: Nil if there is no prelude, or the file is a part of it.
    public borrowing func implicitLoad(of file: CellPath) async throws -> CellPath? {
        guard let prelude = try await cells().prelude, prelude != file.cell else { return nil }
        return CellPath(cell: prelude, path: RelativePath(unchecked: "prelude.bzl"))
    }
}
