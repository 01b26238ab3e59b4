import BuildModel
import Diagnostics
import Incremental
import Loading

/// What the beginning of a target can become.
///
/// ```text
/// [[cell]//][path/to/package][:name]
/// ```
/// What was typed stays as it is, unless it leads into another cell by a path, which no target can
/// be named by: that is put right.
struct TargetCompletion {
    let cells: CellResolver
    /// Where the command was started.
    let folder: CellPath

    /// A folder as it was typed, or as it has to be typed.
    private struct Place {
        var text: String
        let path: CellPath
    }

    /// Targets, or packages if there is no colon yet.
    func targets(_ text: String, in context: borrowing Context) async throws -> [String] {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return try await packages(text, in: context)
        case 2:
            let place = try place(String(parts[0]))
            let names = try await context.targetNames(
                of: PackageLabel(cell: place.path.cell, path: place.path.path))
            return names.filter { $0.hasPrefix(parts[1]) }.sorted().map { "\(place.text):\($0)" }
        default:
            throw Diagnostic.error(
                "`\(text)` is no target: a target is `cell//path/to/package:name`")
        }
    }

    /// Files and folders; an `@` in front stays.
    func files(_ text: String, in context: borrowing Context) async throws -> [String] {
        let mark = text.hasPrefix("@") ? "@" : ""
        let typed = text.dropFirst(mark.count)
        let (above, name) = Self.split(typed)
        let place = try place(above)
        let entries = try await context.entries(of: place.path)
        return entries.filter { $0.name.hasPrefix(name) }.map { entry in
            "\(mark)\(above)\(entry.name)\(entry.isFolder ? "/" : "")"
        }.sorted()
    }

    /// Folders that are packages, or hold some.
    private func packages(_ text: String, in context: borrowing Context) async throws -> [String] {
        if text == "/" { return ["//"] }
        var found: [String] = []
        if text.isEmpty { found.append("//") }
        if !text.contains("/") || text.hasSuffix("//") {
            for (alias, cell) in aliases where "\(alias)//".hasPrefix(text) && !alias.isEmpty {
                let root = "\(alias)//"
                if root != text { found.append(root) }
                let package = PackageLabel(cell: cell, path: .base)
                if (try? await context.hasPackage(at: package)) == true { found.append(root + ":") }
            }
        }
        let (above, name) = Self.split(text[...])
        guard let place = try? place(above) else { return found.sorted() }
        if place.text != above, !above.isEmpty { return [place.text] }
        if text == "//",
            try await context.hasPackage(
                at: PackageLabel(cell: place.path.cell, path: place.path.path))
        {
            found.append("//:")
        }
        for entry in try await context.entries(of: place.path)
        where entry.isFolder && entry.name.hasPrefix(name) {
            let below = place.path.path.appending(RelativePath(unchecked: entry.name))
            let path = CellPath(cell: place.path.cell, path: below)
            guard let project = cells.projectPath(of: path) else { continue }
            let actual = cells.cellPath(of: project)
            // Where another cell begins, its name has to be typed.
            guard actual.cell == path.cell else {
                if above.isEmpty { found.append("\(actual.cell)//") }
                continue
            }
            found.append("\(above)\(entry.name)/")
            if try await context.hasPackage(at: PackageLabel(cell: path.cell, path: path.path)) {
                found.append("\(above)\(entry.name):")
            }
        }
        var seen: Set<String> = []
        return found.filter { seen.insert($0).inserted }.sorted()
    }

    /// The names by which the folder's cell knows others.
    private var aliases: [(String, CellName)] {
        var names: [String: CellName] = [:]
        for cell in cells.cells { names[cell.name.text] = cell.name }
        for (alias, cell) in cells.cell(folder.cell)?.aliases ?? [:] { names[alias] = cell }
        return names.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Where a folder is that was typed.
    private func place(_ text: String) throws -> Place {
        let path: CellPath
        guard let mark = text.firstRange(of: "//") else {
            guard let base = cells.projectPath(of: folder) else {
                throw Diagnostic.error("`\(text)` cannot be completed here")
            }
            let whole = try ProjectPath(normalizing: "\(base.argument)/\(text)")
            let actual = cells.cellPath(of: whole)
            let isPlain = !text.split(separator: "/").contains { $0 == "." || $0 == ".." }
            if actual.cell == folder.cell, isPlain { return Place(text: text, path: actual) }
            let slash = text.hasSuffix("/") && !actual.path.isBase ? "/" : ""
            return Place(text: "\(actual.cell)//\(actual.path.text)\(slash)", path: actual)
        }
        let alias = text[..<mark.lowerBound]
        let cell = alias.isEmpty ? folder.cell : try cells.cell(alias: alias, in: folder.cell)
        path = CellPath(
            cell: cell, path: try RelativePath(String(text[mark.upperBound...].trimmed)))
        guard let project = cells.projectPath(of: path) else {
            return Place(text: text, path: path)
        }
        let actual = cells.cellPath(of: project)
        if actual.cell == path.cell { return Place(text: text, path: path) }
        return Place(text: "\(actual.cell)//\(actual.path.text)", path: actual)
    }

    /// A path as the folder that was typed in full, and the beginning of a name.
    private static func split(_ text: Substring) -> (folder: String, name: String) {
        guard let slash = text.lastIndex(of: "/") else { return ("", String(text)) }
        let start = text.index(after: slash)
        return (String(text[..<start]), String(text[start...]))
    }
}

extension Substring {
    /// Without slashes at its end.
    fileprivate var trimmed: Substring {
        var rest = self
        while rest.last == "/" { rest.removeLast() }
        return rest
    }
}
