import BuildModel
import Diagnostics

/// What `[cells]`, `[external_cells]` and `[cell_aliases]` say, before it is one resolver.
///
/// Cells that share a folder are one: the first by the alphabet, for which the others are aliases
/// in the root cell.
struct CellDeclarations {
    /// Where each cell lies.
    private(set) var roots: [CellName: CellResolver.Root] = [:]
    /// What the root cell calls each cell: all names and its aliases.
    private var names: [String: CellName] = [:]
    private var aliases: [CellName: [String: CellName]] = [:]
    private var rootName = CellName.root
    /// The cells whose files git has.
    private(set) var gitCells: [CellName: GitCell] = [:]

    /// Reads `[cells]` and `[cell_aliases]` of the root `.buckconfig`.
    ///
    /// Without a section that names cells, the project is the cell `root` beside the bundled
    /// `prelude`; with one, a prelude has to be named, as in Buck2.
    init(_ config: CellConfig) throws(Diagnostic) {
        if let section = config.sections["cells"] ?? config.sections["repositories"] {
            try declare(section)
        } else {
            roots = [.root: .project(.base)]
            names = [CellName.root.text: .root]
            bundlePrelude()
        }
        try addRootAliases(in: config)
    }

    /// Nobody says what the root cell is called.
    static let noRoot = Diagnostic.error(
        "No cell name for the root path, add an entry for `.` to `[cells]` of the root "
            + "`.buckconfig`, such as `root = .`")

    private mutating func declare(
        _ section: [String: CellConfig.Entry]
    ) throws(Diagnostic) {
        var byPath: [ProjectPath: CellName] = [:]
        for (name, entry) in section.sorted(by: { $0.key < $1.key }) {
            do {
                let cell = try CellName(name)
                let path = try ProjectPath(normalizing: entry.value)
                if byPath[path] == nil {
                    byPath[path] = cell
                    roots[cell] = .project(path)
                }
                names[name] = byPath[path]
            } catch {
                throw Diagnostic.error(error.message, at: entry.span)
            }
        }
        guard let root = byPath[.base] else {
            throw Self.noRoot
        }
        rootName = root
    }

    /// Makes the prelude the one that comes with the program.
    mutating func bundlePrelude() {
        roots[.prelude] = .bundled
        names[CellName.prelude.text] = .prelude
    }

    /// Reads `[external_cells]` of the root `.buckconfig`.
    ///
    /// - Parameters:
    ///   - config: What it says.
    ///   - folders: Where the cells lie that the environment offers as bundled.
    /// - Throws: A diagnostic if a cell is unknown, or where it comes from.
    mutating func addExternalCells(
        of config: CellConfig, folders: [String: AbsolutePath]
    ) throws(Diagnostic) {
        let section = config.sections["external_cells"] ?? [:]
        for (name, entry) in section.sorted(by: { $0.key < $1.key })
        where entry.value != "disabled" {
            let known = names[name] ?? (name == CellName.prelude.text ? .prelude : nil)
            guard let cell = known else {
                throw Diagnostic.error(
                    "`\(name)` is not a known cell alias; `[cells]` has to name the cell as well"
                        + didYouMean(name, among: names.keys), at: entry.span)
            }
            if entry.value == "git" {
                gitCells[cell] = try GitCell(of: cell, in: config, at: entry.span)
                continue
            }
            guard entry.value == "bundled" else {
                throw Diagnostic.error(
                    "Unknown external cell origin `\(entry.value)` of the cell `\(name)`; "
                        + "expected `bundled`, `git` or `disabled`", at: entry.span)
            }
            if cell == .prelude {
                bundlePrelude()
            } else if let folder = folders[cell.text], let path = roots[cell]?.projectPath {
                roots[cell] = .external(folder, inPlaceOf: path)
            } else {
                throw Diagnostic.error(
                    "No bundled cell with name `\(cell)`", at: entry.span,
                    help: BundledCells.variables[cell.text].map {
                        ["Set the environment variable `\($0)` to the folder of its files"]
                    } ?? [])
            }
        }
    }

    /// Says where the files of a git cell lie.
    mutating func checkOut(_ cell: CellName, at folder: ProjectPath) {
        guard let path = roots[cell]?.projectPath else { return }
        roots[cell] = .checkout(folder, inPlaceOf: path)
    }

    private mutating func addRootAliases(in config: CellConfig) throws(Diagnostic) {
        let section = Self.aliases(in: config).sorted { $0.key < $1.key }
        var added: [String: CellName] = [:]
        for (alias, entry) in section {
            guard names[alias] == nil else {
                throw Diagnostic.error(
                    "`\(alias)` was provided both as a cell name and as an alias", at: entry.span)
            }
            added[alias] = try cell(entry, alias: alias)
        }
        names.merge(added) { $1 }
        let configName = "config"
        if let prelude = names[CellName.prelude.text], roots[prelude] == .bundled,
            names[configName] == nil
        {
            names[configName] = prelude
        }
    }

    /// Adds the `[cell_aliases]` of a cell that is not the root cell.
    mutating func addAliases(of config: CellConfig, to cell: CellName) throws(Diagnostic) {
        for (alias, entry) in Self.aliases(in: config) {
            aliases[cell, default: [:]][alias] = try self.cell(entry, alias: alias)
        }
    }

    private static func aliases(in config: CellConfig) -> [String: CellConfig.Entry] {
        config.sections["cell_aliases"] ?? config.sections["repository_aliases"] ?? [:]
    }

    private func cell(
        _ entry: CellConfig.Entry, alias: String
    ) throws(Diagnostic) -> CellName {
        guard let cell = names[entry.value] else {
            throw Diagnostic.error(
                "Cell name `\(alias)` should be an alias for an existing cell, but "
                    + "`\(entry.value)` isn't a known alias"
                    + didYouMean(entry.value, among: names.keys), at: entry.span)
        }
        return cell
    }

    /// The cells and what they call each other.
    func resolver() throws(Diagnostic) -> CellResolver {
        let others = names.filter { $0.key != $0.value.text }
        do {
            return try CellResolver(
                cells: roots.map { name, root in
                    CellResolver.Cell(
                        name: name, root: root,
                        aliases: name == rootName ? others : aliases[name] ?? [:])
                })
        } catch {
            throw Diagnostic.error("\(error.message) (in the root `.buckconfig`)")
        }
    }
}
