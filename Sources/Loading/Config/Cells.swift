public import BuildModel
import Diagnostics
import Incremental

/// The cells that the root `.buckconfig` declares.
struct CellsKey: Key {
    var description: String { "cells" }

    func compute(in context: borrowing Context) async throws -> CellResolver {
        let files = try await context.request(RawConfigKey(folder: .project(.base)))
        var reader = ConfigReader(over: files)
        let arguments = try await context.request(ConfigSourcesKey()).arguments
        try await reader.apply(arguments, to: nil, cells: nil, in: context)
        let config = try reader.config.resolved()
        try await context.checkRootConfig(config)
        var declarations = try CellDeclarations(config)
        if case .project(let path) = declarations.roots[.prelude],
            try await context.request(DirectoryKey(location: .project(path))) == nil
        {
            declarations.bundlePrelude()
        }
        let folders = try await context.request(BundledCellFoldersKey())
        try declarations.addExternalCells(of: config, folders: folders)
        for (name, cell) in declarations.gitCells.sorted(by: { $0.key < $1.key }) {
            declarations.checkOut(name, at: try await context.request(GitCellKey(cell: cell)))
        }
        for (name, root) in declarations.roots.sorted(by: { $0.key < $1.key })
        where root != .project(.base) && root != .bundled {
            let own = try await context.request(RawConfigKey(folder: root.location)).resolved()
            try declarations.addAliases(of: own, to: name)
        }
        return try declarations.resolver()
    }
}

extension Context {
    /// Checks that the root `.buckconfig`, if there is one, says anything at all.
    fileprivate borrowing func checkRootConfig(_ config: CellConfig) async throws {
        let location = FileLocation.project(ProjectPath(unchecked: ".buckconfig"))
        guard config.sections["cells"] == nil, config.sections["repositories"] == nil,
            let bytes = try await request(FileBytesKey(location: location)),
            try ConfigDirective.parse(SourceFile(path: location.description, text: bytes)).isEmpty
        else { return }
        throw CellDeclarations.noRoot.adding(
            help: "`\(location)` is empty; `bld init` makes one that names the cells")
    }
}

extension CellResolver {
    /// Where a file or folder of a cell is.
    public func location(of path: CellPath) -> FileLocation {
        guard let cell = cell(path.cell) else {
            preconditionFailure("cell \(path.cell) is not in this workspace")
        }
        return cell.root.location.appending(path.path)
    }

    func location(ofCell name: CellName) -> FileLocation {
        location(of: CellPath(cell: name, path: .base))
    }
}

extension CellResolver.Root {
    /// Where the cell's files are.
    var location: FileLocation {
        switch self {
        case .project(let folder): .project(folder)
        case .bundled: .bundled(.base)
        case .external(let folder, inPlaceOf: _): .external(folder)
        case .checkout(let folder, inPlaceOf: _): .project(folder)
        }
    }
}

extension FileLocation {
    /// The location of something below this folder.
    public func appending(_ path: RelativePath) -> FileLocation {
        switch self {
        case .project(let folder): .project(folder.appending(path))
        case .bundled(let folder): .bundled(folder.appending(path))
        case .external(let folder): .external(folder.appending(path))
        }
    }
}
