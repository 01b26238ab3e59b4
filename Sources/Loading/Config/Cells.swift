public import BuildModel
import Diagnostics
import Incremental

/// The cells that the root `.buckconfig` declares.
struct CellsKey: Key {
    var description: String { "cells" }

    func compute(in context: borrowing Context) async throws -> CellResolver {
        let config = try await context.request(RawConfigKey(folder: .project(.base))).resolved()
        var declarations = try CellDeclarations(config)
        for (name, path) in declarations.folders where name == .prelude {
            if try await context.request(DirectoryKey(location: .project(path))) == nil {
                declarations.bundlePrelude()
            }
        }
        var aliases: [CellName: [String: CellName]] = [:]
        for (name, path) in declarations.folders where path != .base {
            let own = try await context.request(RawConfigKey(folder: .project(path))).resolved()
            aliases[name] = try declarations.aliases(in: own)
        }
        aliases[declarations.rootName] = try declarations.rootAliases(in: config)
        return try declarations.resolver(aliases: aliases)
    }

    static func fingerprint(_ output: CellResolver) -> Fingerprint? {
        var fingerprinter = Fingerprinter()
        for cell in output.cells {
            fingerprinter.combine(cell.name.text)
            switch cell.root {
            case .project(let path): fingerprinter.combine("/" + path.text)
            case .bundled: fingerprinter.combine("bundled")
            }
            fingerprinter.combine(cell.aliases.count)
            for (alias, name) in cell.aliases.sorted(by: { $0.key < $1.key }) {
                fingerprinter.combine(alias)
                fingerprinter.combine(name.text)
            }
        }
        return fingerprinter.finish()
    }
}

/// What `[cells]`, `[external_cells]` and `[cell_aliases]` say, before it is one resolver.
private struct CellDeclarations {
    /// The folders of the cells that have one.
    private(set) var folders: [(name: CellName, path: ProjectPath)] = []
    private var hasBundledPrelude = false

    /// Reads the root `.buckconfig`.
    ///
    /// Without a section that names cells, the project is the cell `root` beside the bundled
    /// `prelude`; with one, a prelude has to be named, as in Buck2.
    init(_ config: CellConfig) throws(Diagnostic) {
        guard let section = config.sections["cells"] ?? config.sections["repositories"] else {
            folders = [(.root, .base)]
            hasBundledPrelude = true
            return
        }
        for (name, entry) in section.sorted(by: { $0.key < $1.key }) {
            do {
                folders.append((try CellName(name), try ProjectPath(normalizing: entry.value)))
            } catch {
                throw Diagnostic.error(error.message, at: entry.span)
            }
        }
        for (name, entry) in config.sections["external_cells"] ?? [:]
        where entry.value != "disabled" {
            guard name == CellName.prelude.text, entry.value == "bundled" else {
                throw Diagnostic.error(
                    "External cell `\(name) = \(entry.value)` is not known; "
                        + "only `prelude = bundled` is", at: entry.span)
            }
            bundlePrelude()
        }
    }

    /// Makes the prelude the one that comes with the program.
    mutating func bundlePrelude() {
        folders.removeAll { $0.name == .prelude }
        hasBundledPrelude = true
    }

    /// The name of the cell at the project root, if one is declared.
    var rootName: CellName { folders.first { $0.path == .base }?.name ?? .root }

    private var names: [CellName] {
        folders.map(\.name) + (hasBundledPrelude ? [.prelude] : [])
    }

    /// The `[cell_aliases]` of a cell: `alias = name`.
    func aliases(in config: CellConfig) throws(Diagnostic) -> [String: CellName] {
        var aliases: [String: CellName] = [:]
        let section = config.sections["cell_aliases"] ?? config.sections["repository_aliases"]
        for (alias, entry) in section ?? [:] {
            guard let name = names.first(where: { $0.text == entry.value }) else {
                throw Diagnostic.error(
                    "Alias `\(alias)` names the cell `\(entry.value)`, which is not declared"
                        + didYouMean(entry.value, among: names.map(\.text)), at: entry.span)
            }
            aliases[alias] = name
        }
        return aliases
    }

    /// The aliases of the root cell, with `config` for a prelude where nothing else is called so.
    func rootAliases(in config: CellConfig) throws(Diagnostic) -> [String: CellName] {
        var aliases = try aliases(in: config)
        let configName = "config"
        if names.contains(.prelude), aliases[configName] == nil,
            !names.contains(CellName(unchecked: configName))
        {
            aliases[configName] = .prelude
        }
        return aliases
    }

    func resolver(aliases: [CellName: [String: CellName]]) throws(Diagnostic) -> CellResolver {
        var cells = folders.map {
            CellResolver.Cell(
                name: $0.name, root: .project($0.path), aliases: aliases[$0.name] ?? [:])
        }
        if hasBundledPrelude { cells.append(CellResolver.Cell(name: .prelude, root: .bundled)) }
        do {
            return try CellResolver(cells: cells)
        } catch {
            throw Diagnostic.error("\(error.message) (in the root `.buckconfig`)")
        }
    }
}

extension CellResolver {
    /// Where a file or folder of a cell is.
    public func location(of path: CellPath) -> FileLocation {
        projectPath(of: path).map(FileLocation.project) ?? .bundled(path.path)
    }

    func location(ofCell name: CellName) -> FileLocation {
        location(of: CellPath(cell: name, path: .base))
    }

    /// Whether there is a prelude, which BUCK and `.bzl` files then see without loading it.
    public var hasPrelude: Bool { cell(.prelude) != nil }
}

extension FileLocation {
    /// The location of something below this folder.
    func appending(_ path: RelativePath) -> FileLocation {
        switch self {
        case .project(let folder): .project(folder.appending(path))
        case .bundled(let folder): .bundled(folder.appending(path))
        case .external(let folder): .external(folder.appending(path))
        }
    }
}
