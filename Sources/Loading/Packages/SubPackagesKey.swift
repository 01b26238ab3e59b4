import BuildModel
import Incremental

/// The packages right below a package, with no other package between: their paths below its folder.
struct SubPackagesKey: Key {
    let package: PackageLabel

    var description: String { "sub-packages(\(package))" }

    func compute(in context: borrowing Context) async throws -> [RelativePath] {
        var found: [RelativePath] = []
        var level = [RelativePath.base]
        while !level.isEmpty {
            let folders = try await context.all(level.map { FolderKey(path: package.file($0)) })
            var next: [RelativePath] = []
            for (path, folder) in zip(level, folders) {
                guard let folder else { continue }
                guard path.isBase || folder.buildFile == nil else {
                    found.append(path)
                    continue
                }
                next += folder.subfolders.map { path.appending(RelativePath(unchecked: $0)) }
            }
            level = next
        }
        return found.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
    }

    static func fingerprint(_ output: [RelativePath]) -> Fingerprint? {
        var fingerprinter = Fingerprinter()
        for path in output { fingerprinter.combine(path.text) }
        return fingerprinter.finish()
    }
}
