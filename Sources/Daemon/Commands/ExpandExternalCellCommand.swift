import ArgumentParser
import BuildEvents
import BuildModel
import Diagnostics
import Loading

/// `bld expand-external-cell`: the files of an external cell, copied to its folder.
struct ExpandExternalCellCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "expand-external-cell",
        abstract: "Copies the files of an external cell to its folder in the project.",
        discussion: """
            To work on the files, remove the cell from `[external_cells]` of the root .buckconfig, \
            or set it to `disabled` there.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The cell, by any name that the current cell has for it.")
    var cell: String

    func run(in session: Session) async throws -> CommandEnding {
        try await Workspace.open(for: session, common: common) { workspace in
            let cells = try await workspace.ask { try await $0.cells() }
            let here = try session.folder(in: cells, workspace.root).cell
            let name = try cells.cell(alias: cell, in: here)
            let base = CellPath(cell: name, path: .base)
            let target: ProjectPath
            switch cells.cell(name)?.root {
            case .external(_, inPlaceOf: let path)?, .checkout(_, inPlaceOf: let path)?:
                target = path
            case .bundled?: target = ProjectPath(unchecked: name.text)
            case .project?, nil:
                throw Diagnostic.error("The cell `\(name)` is not an external cell")
            }
            let tree = DiskSourceTree(projectRoot: workspace.root)
            try copy(
                cells.location(of: base), in: tree, to: workspace.root.appending(target))
            session.complain("Copied the files of `\(name)` to `\(target)`\n")
            return .exit(.success)
        }
    }

    private func copy(
        _ location: FileLocation, in tree: DiskSourceTree, to folder: AbsolutePath
    ) throws {
        for entry in try tree.list(location).entries {
            let name = RelativePath(unchecked: entry.name)
            let (source, target) = (location.appending(name), folder.appending(name))
            if entry.kind == .directory {
                try copy(source, in: tree, to: target)
                continue
            }
            guard FileText.write(Array(try tree.read(source)), to: target.text) else {
                throw Diagnostic.error("Cannot write `\(target)`")
            }
        }
    }
}
