public import BuildModel
import Diagnostics
public import Incremental

/// The packages at and below a folder of a cell, sorted.
///
/// One key a folder, so that a change of one folder is answered by looking at that folder only.
struct PackagesBelowKey: Key {
    let folder: CellPath

    var description: String { "packages(\(folder)/...)" }

    func compute(in context: borrowing Context) async throws -> [PackageLabel] {
        guard let listing = try await context.request(FolderKey(path: folder)) else { return [] }
        let below = try await context.all(
            listing.subfolders.map { name in
                PackagesBelowKey(
                    folder: CellPath(
                        cell: folder.cell,
                        path: folder.path.appending(RelativePath(unchecked: name))))
            })
        let own = listing.buildFile == nil ? [] : [folder]
        return own.map { PackageLabel(cell: $0.cell, path: $0.path) } + below.joined()
    }
}

extension Context {
    /// The packages that a pattern may have targets in, sorted.
    ///
    /// - Throws: A diagnostic if the pattern names one package and it does not exist, or if a
    ///   recursive pattern names a folder that does not exist.
    public borrowing func packages(matching pattern: TargetPattern) async throws -> [PackageLabel] {
        switch pattern {
        case .target(let label):
            return [label.target.package]
        case .package(let package):
            return [package]
        case .recursive(let folder):
            guard try await request(FolderKey(path: folder)) != nil else {
                let settings = try await request(CellSettingsKey(cell: folder.cell))
                if settings.ignores(folder.path), !settings.nestedCells.contains(folder.path) {
                    return []
                }
                throw try await missingFolder(folder, pattern: pattern)
            }
            return try await request(PackagesBelowKey(folder: folder))
        }
    }

    private borrowing func missingFolder(
        _ folder: CellPath, pattern: TargetPattern
    ) async throws -> Diagnostic {
        var nearest = try await nestedCell(of: folder)
        if nearest == nil { nearest = try await nearestFolder(to: folder) }
        return .error(
            "There is no folder `\(folder)`, which the pattern `\(pattern)` names"
                + (nearest.map { "; did you mean `\(TargetPattern.recursive($0))`?" } ?? ""))
    }

    /// The existing folder whose name is nearest to that of one which does not exist.
    ///
    /// - Returns: A folder beside the first component that is wrong, followed by the rest of the
    ///   path; nil if no name is near.
    borrowing func nearestFolder(to folder: CellPath) async throws -> CellPath? {
        var known = CellPath(cell: folder.cell, path: .base)
        var components = folder.path.components.map(String.init)[...]
        while let name = components.first,
            let listing = try await request(FolderKey(path: known))
        {
            if listing.listing.kind(of: name) != .directory {
                guard let nearest = nearestName(to: name, among: listing.subfolders) else {
                    return nil
                }
                components[components.startIndex] = nearest
                let path = RelativePath(unchecked: components.joined(separator: "/"))
                return CellPath(cell: known.cell, path: known.path.appending(path))
            }
            components.removeFirst()
            known = CellPath(
                cell: known.cell, path: known.path.appending(RelativePath(unchecked: name)))
        }
        return nil
    }
}
