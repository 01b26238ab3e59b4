import BuildModel
import Incremental

/// The files of a package that a `glob()` matches: paths below its folder, sorted by their bytes.
///
/// The walk asks for one listing a folder and never enters a folder that is a package itself, is
/// ignored, is another cell, or cannot hold a match. A file that appears and does not match leaves
/// the answer, and with it the package, as it was.
struct GlobKey: Key {
    let package: PackageLabel
    let glob: Glob

    var description: String {
        "glob(\(package), \((glob.patterns.map(\.text) + glob.exact).joined(separator: ", ")))"
    }

    func compute(in context: borrowing Context) async throws -> [String] {
        var found: [String] = []
        var level = [(path: RelativePath.base, position: glob.start)]
        while !level.isEmpty {
            let folders = try await context.all(
                level.map { FolderKey(path: package.file($0.path)) })
            var next: [(path: RelativePath, position: Glob.Position)] = []
            for (at, folder) in zip(level, folders) {
                guard let folder, at.path.isBase || folder.buildFile == nil else { continue }
                found += glob.files(of: folder, at: at.position).map {
                    at.path.isBase ? $0 : "\(at.path.text)/\($0)"
                }
                for name in folder.subfolders {
                    guard let position = glob.descend(at.position, into: name) else { continue }
                    next.append((at.path.appending(RelativePath(unchecked: name)), position))
                }
            }
            level = next
        }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    static func fingerprint(_ output: [String]) -> Fingerprint? {
        var fingerprinter = Fingerprinter()
        for path in output { fingerprinter.combine(path) }
        return fingerprinter.finish()
    }
}

extension Glob {
    /// The files right in a folder that match.
    func files(of folder: Folder, at position: Position) -> [String] {
        folder.listing.entries.filter {
            $0.kind != .directory && $0.kind != .other && matches(position, file: $0.name)
        }.map(\.name)
    }
}
