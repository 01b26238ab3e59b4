internal import Diagnostics

/// The cells of a workspace: where they lie, and what each calls the others.
public struct CellResolver: Sendable {
    /// Where the files of a cell are.
    public enum Root: Hashable, Sendable {
        /// A folder of the project; the base path for the root cell.
        case project(ProjectPath)
        /// Inside the program.
        case bundled
        /// A folder elsewhere on the machine, in place of the folder of the project that is named.
        case external(AbsolutePath, inPlaceOf: ProjectPath)
        /// Another folder of the project, in place of the one that is named.
        case checkout(ProjectPath, inPlaceOf: ProjectPath)

        /// The folder of the project that the cell's files count as being in.
        public var projectPath: ProjectPath? {
            switch self {
            case .project(let path), .external(_, inPlaceOf: let path),
                .checkout(_, inPlaceOf: let path):
                path
            case .bundled: nil
            }
        }
    }

    /// One cell.
    public struct Cell: Hashable, Sendable {
        /// The canonical name.
        public let name: CellName
        /// Where its files are.
        public let root: Root
        /// Other names that labels written in this cell may use.
        public let aliases: [String: CellName]

        /// Creates a cell.
        public init(name: CellName, root: Root, aliases: [String: CellName] = [:]) {
            self.name = name
            self.root = root
            self.aliases = aliases
        }
    }

    /// All cells, in the order of their names.
    public let cells: [Cell]
    /// The cell at the project root.
    public let rootCell: CellName
    private let byName: [CellName: Cell]
    /// Innermost first, so that the first that contains a path is its cell.
    private let byDepth: [(root: ProjectPath, name: CellName)]

    /// Creates a resolver.
    ///
    /// - Throws: `.malformed` if two cells share a name or a folder or none is at the project root,
    ///   `.unknownCell` if an alias leads to a cell that is not in `cells`.
    public init(cells: [Cell]) throws(LabelError) {
        self.cells = cells.sorted { $0.name < $1.name }
        var byName: [CellName: Cell] = [:]
        var byRoot: [ProjectPath: CellName] = [:]
        for cell in self.cells {
            guard byName.updateValue(cell, forKey: cell.name) == nil else {
                throw LabelError(.malformed, "Cell `\(cell.name)` is declared twice")
            }
            guard let root = cell.root.projectPath else { continue }
            if let other = byRoot.updateValue(cell.name, forKey: root) {
                throw LabelError(
                    .malformed,
                    "Cells `\(other)` and `\(cell.name)` share the folder `\(root.argument)`; "
                        + "declare one of them as an alias of the other")
            }
        }
        guard let rootCell = byRoot[.base] else {
            throw LabelError(
                .malformed,
                "No cell name for the root path, add an entry for `.`: declare `root = .`")
        }
        self.rootCell = rootCell
        self.byName = byName
        self.byDepth = byRoot.map { (root: $0.key, name: $0.value) }
            .sorted { $0.root.text.utf8.count > $1.root.text.utf8.count }
        for cell in self.cells {
            for (alias, target) in cell.aliases.sorted(by: { $0.key < $1.key })
            where byName[target] == nil {
                throw unknown(
                    target.text, "Alias `\(alias)` of cell `\(cell.name)` names an unknown cell")
            }
        }
    }

    /// A workspace of one cell, for tests and for projects that declare none.
    public static func single(_ name: CellName = .root) -> CellResolver {
        do {
            return try CellResolver(cells: [Cell(name: name, root: .project(.base))])
        } catch {
            preconditionFailure("one cell at the project root is always valid: \(error)")
        }
    }

    /// The cell of a name; nil if there is none.
    public func cell(_ name: CellName) -> Cell? { byName[name] }

    /// The cell that text before `//` means in a cell; empty text means the cell itself.
    ///
    /// Its own aliases come first, then the names of all cells, then the aliases of the root cell.
    ///
    /// - Throws: `.unknownCell`, naming the nearest name.
    public func cell(alias: some StringProtocol, in cell: CellName) throws(LabelError) -> CellName {
        if alias.isEmpty { return cell }
        let alias = String(alias)
        if let name = byName[cell]?.aliases[alias] { return name }
        if let known = byName[CellName(unchecked: alias)] { return known.name }
        if let name = byName[rootCell]?.aliases[alias] { return name }
        throw unknown(alias, "Unknown cell", in: cell)
    }

    /// All names that labels written in a cell may use, sorted.
    public func names(in cell: CellName) -> [String] {
        var names = Set(byName.keys.map(\.text))
        for cell in [cell, rootCell] {
            if let aliases = byName[cell]?.aliases.keys { names.formUnion(aliases) }
        }
        return names.sorted()
    }

    /// The cell that the root cell calls `prelude`: files see its `prelude.bzl` without loading it.
    public var prelude: CellName? { try? cell(alias: CellName.prelude.text, in: rootCell) }

    /// Where a file or folder of a cell lies in the project; nil if its cell is bundled.
    ///
    /// What lies elsewhere has the path that it would have if it were in the cell's folder.
    ///
    /// - Precondition: The cell is one of ``cells``.
    public func projectPath(of path: CellPath) -> ProjectPath? {
        guard let cell = byName[path.cell] else {
            preconditionFailure("cell \(path.cell) is not in this workspace")
        }
        return cell.root.projectPath?.appending(path.path)
    }

    /// Where commands find a file of a cell; nil if it lies in no folder of the project.
    ///
    /// - Precondition: The cell is one of ``cells``.
    public func sourcePath(of path: CellPath) -> ProjectPath? {
        guard let cell = byName[path.cell] else {
            preconditionFailure("cell \(path.cell) is not in this workspace")
        }
        switch cell.root {
        case .project(let folder), .checkout(let folder, inPlaceOf: _):
            return folder.appending(path.path)
        case .bundled, .external: return nil
        }
    }

    /// The cell that a file or folder of the project belongs to, and its path there.
    ///
    /// Where cells are nested, the innermost one.
    public func cellPath(of path: ProjectPath) -> CellPath {
        for candidate in byDepth {
            if let relative = path.relative(to: candidate.root) {
                return CellPath(cell: candidate.name, path: relative)
            }
        }
        preconditionFailure("the root cell contains every path of the project")
    }

    /// The folders of other cells inside a folder of the project, which a walk must not enter.
    public func nestedCells(in folder: ProjectPath) -> [ProjectPath] {
        byDepth.map(\.root).filter { $0 != folder && $0.isInside(folder) }
    }

    private func unknown(
        _ name: String, _ what: String, in cell: CellName? = nil
    ) -> LabelError {
        var known = Set(byName.keys.map(\.text))
        if let cell, let aliases = byName[cell]?.aliases.keys { known.formUnion(aliases) }
        var hint = didYouMean(name, among: known)
        if hint.isEmpty {
            let names = known.sorted().map { "`\($0)`" }.joined(separator: ", ")
            hint = "; known are \(names)"
        }
        return LabelError(.unknownCell, "\(what) `\(name)`\(hint)")
    }
}
