import BuildModel
import Diagnostics
import Incremental

/// What decides which files of a cell are packages and which are not seen at all.
struct CellSettings: Sendable {
    /// The names of build files, the preferred one first.
    let buildFileNames: [String]
    /// The patterns of `[project] ignore`: paths below the cell's root that are not there.
    let ignores: [GlobPattern]
    /// The folders of other cells below this one.
    let nestedCells: [RelativePath]

    /// Whether a file or folder, given by its path below the cell's root, is to be overlooked.
    func ignores(_ path: RelativePath) -> Bool {
        if nestedCells.contains(path) { return true }
        guard !ignores.isEmpty else { return false }
        let components = path.components.map(String.init)
        return ignores.contains { $0.matches(components) }
    }

    /// The first pattern of `[project] ignore` that covers a file or folder, as it is written.
    func pattern(ignoring path: RelativePath) -> String? {
        let components = path.components.map(String.init)
        guard let text = ignores.first(where: { $0.matches(components) })?.text else { return nil }
        return text.hasSuffix("/**") ? String(text.dropLast(3)) : text
    }

    /// The build file among what a folder holds.
    func buildFile(in listing: DirectoryListing) -> String? {
        buildFileNames.first { listing.hasFile($0) }
    }
}

/// The settings of a cell.
struct CellSettingsKey: Key {
    let cell: CellName

    var description: String { "cell(\(cell))" }

    func compute(in context: borrowing Context) async throws -> CellSettings {
        let cells = try await context.cells()
        let config = try await context.config(of: cell)
        let location = cells.location(ofCell: cell)
        var nested: [RelativePath] = []
        if case .project(let folder) = location {
            nested = cells.nestedCells(in: folder).compactMap { $0.relative(to: folder) }
        }
        return CellSettings(
            buildFileNames: Self.buildFileNames(config),
            ignores: try Self.ignores(config, isRoot: location == .project(.base)),
            nestedCells: nested)
    }

    /// `[buildfile] name_v2`, or each of `name` with and without `.v2`; then `extra_for_test`.
    private static func buildFileNames(_ config: CellConfig) -> [String] {
        let named =
            config.list("buildfile", "name_v2")
            ?? (config.list("buildfile", "name") ?? ["BUCK"]).flatMap { ["\($0).v2", $0] }
        return named + [config.value("buildfile", "extra_for_test")].compactMap { $0 }
    }

    /// `[project] ignore`: a pattern, or a path that takes along whatever is below it.
    private static func ignores(
        _ config: CellConfig, isRoot: Bool
    ) throws(Diagnostic) -> [GlobPattern] {
        var patterns: [GlobPattern] = []
        let written = config.list("project", "ignore") ?? []
        for text in (isRoot ? ["buck-out"] : []) + written {
            var text = text[...]
            while text.hasSuffix("/") { text = text.dropLast() }
            do {
                patterns.append(try GlobPattern(String(text)))
                if !text.utf8.contains(where: { "*?[".utf8.contains($0) }) {
                    patterns.append(try GlobPattern(text + "/**"))
                }
            } catch {
                throw Diagnostic.error(
                    "Pattern `\(error.pattern)` of `[project] ignore` \(error.reason)",
                    at: config.sections["project"]?["ignore"]?.span)
            }
        }
        return patterns
    }
}
