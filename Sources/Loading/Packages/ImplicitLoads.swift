import BuildModel
import Diagnostics
import Incremental
import Starlark

/// What the build files of a cell load without saying so, beside the prelude.
///
/// Source: Buck2's `[buildfile] includes` and `package_includes`.
struct ImplicitLoads: Sendable, Hashable {
    /// A module whose symbols the packages at and below a folder get from
    /// `implicit_package_symbol`.
    struct Folder: Sendable, Hashable {
        var folder: RelativePath
        var module: CellPath
        /// By the names that packages use: the names of the module.
        var symbols: [String: String]
    }

    /// The module all of whose names every build file sees.
    var everywhere: CellPath?
    /// What folders get; the nearest one counts.
    var folders: [Folder]

    /// What a package gets.
    func folder(of package: PackageLabel) -> Folder? {
        var path: RelativePath? = package.path
        while let folder = path {
            if let found = folders.last(where: { $0.folder == folder }) { return found }
            path = folder.parent
        }
        return nil
    }
}

/// What the build files of a cell load without saying so.
struct ImplicitLoadsKey: Key {
    let cell: CellName

    var description: String { "implicit-loads(\(cell))" }

    func compute(in context: borrowing Context) async throws -> ImplicitLoads {
        let includes = try await context.config(of: cell, "buildfile", "includes")
        let packageIncludes = try await context.config(of: cell, "buildfile", "package_includes")
        guard includes != nil || packageIncludes != nil else { return ImplicitLoads(folders: []) }
        let cells = try await context.cells()
        let root = CellPath(cell: cell, path: .base)
        do throws(LabelError) {
            return ImplicitLoads(
                everywhere: try includes.map { text throws(LabelError) in
                    try Self.module(text, cells, root)
                },
                folders: try Self.folders(packageIncludes, cells, root))
        } catch {
            throw Diagnostic.error(
                "`[buildfile]` of cell `\(cell)` names what build files load: \(error.message)")
        }
    }

    /// `//folder/file.bzl`, with or without a cell: a path, not a label.
    private static func module(
        _ text: String, _ cells: CellResolver, _ root: CellPath
    ) throws(LabelError) -> CellPath {
        guard let slashes = text.firstRange(of: "//") else {
            return CellPath(cell: root.cell, path: try RelativePath(text))
        }
        let cell = try cells.cell(alias: text[..<slashes.lowerBound], in: root.cell)
        return CellPath(cell: cell, path: try RelativePath(String(text[slashes.upperBound...])))
    }

    /// `folder=>//:file.bzl::symbol::alias=symbol, …`.
    private static func folders(
        _ text: String?, _ cells: CellResolver, _ root: CellPath
    ) throws(LabelError) -> [ImplicitLoads.Folder] {
        var folders: [ImplicitLoads.Folder] = []
        for item in (text ?? "").split(separator: ",") {
            let item = ConfigDirective.trim(String(item))
            guard let arrow = item.firstRange(of: "=>") else {
                throw LabelError(
                    .malformed, "Expected value to contain `=>`. Got `\(item)`.")
            }
            let rest = item[arrow.upperBound...]
            guard let colons = rest.firstRange(of: "::") else {
                throw LabelError(
                    .malformed, "Expected value to contain `::`. Got `\(rest)`.")
            }
            var symbols: [String: String] = [:]
            for part in rest[colons.upperBound...].split(separator: "::") {
                let names = part.split(separator: "=", maxSplits: 1).map(String.init)
                if let alias = names.first { symbols[alias] = names.last }
            }
            let module = try cells.modulePath(String(rest[..<colons.lowerBound]), from: root)
            folders.append(
                ImplicitLoads.Folder(
                    folder: try RelativePath(normalizing: String(item[..<arrow.lowerBound])),
                    module: module, symbols: symbols))
        }
        return folders
    }
}

/// What `implicit_package_symbol` answers from.
struct PackageSymbols {
    let module: FrozenModule
    /// By the names that packages use: the names of the module.
    let aliases: [String: String]

    /// A symbol by its alias, or by its own name.
    subscript(name: String) -> FrozenValue? { module[aliases[name] ?? name] }
}

/// The modules that one build file loads without saying so.
struct ImplicitModules {
    /// All of them, in order.
    var modules: [LoadedModule] = []
    /// The one all of whose names it sees.
    var everywhere: FrozenModule?
    var symbols: PackageSymbols?

    /// The names of a build file, with those of the module that every one sees.
    func extending(_ globals: Globals) -> Globals {
        guard let everywhere else { return globals }
        var builder = globals.extending()
        for name in everywhere.exportedNames {
            if let value = everywhere[name] { builder.set(name, value) }
        }
        return builder.build()
    }
}

extension Context {
    /// The modules that the build file of a package loads without saying so.
    ///
    /// - Throws: A diagnostic about the configuration or about one of the modules.
    borrowing func implicitModules(of package: PackageLabel) async throws -> ImplicitModules {
        let loads = try await request(ImplicitLoadsKey(cell: package.cell))
        var result = ImplicitModules()
        if let path = loads.everywhere {
            let loaded = try await module(at: path)
            result.modules.append(loaded)
            result.everywhere = loaded.module
        }
        if let folder = loads.folder(of: package) {
            let loaded = try await module(at: folder.module)
            result.modules.append(loaded)
            result.symbols = PackageSymbols(module: loaded.module, aliases: folder.symbols)
        }
        return result
    }
}
