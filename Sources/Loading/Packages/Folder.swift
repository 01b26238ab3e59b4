import BuildModel
import Incremental

/// A folder of a cell as loading sees it: without what is ignored and without other cells.
struct Folder: Sendable, Hashable {
    let listing: DirectoryListing
    /// The name of the build file, by which the folder is a package.
    let buildFile: String?

    /// The names of the folders in it.
    var subfolders: [String] {
        listing.entries.filter { $0.kind == .directory }.map(\.name)
    }
}

/// What a folder holds; nil if it does not exist or is ignored.
struct FolderKey: Key {
    let path: CellPath

    var description: String { "listing(\(path))" }

    func compute(in context: borrowing Context) async throws -> Folder? {
        let cells = try await context.cells()
        let settings = try await context.request(CellSettingsKey(cell: path.cell))
        guard !settings.ignores(path.path) else { return nil }
        let key = DirectoryKey(location: cells.location(of: path))
        guard let all = try await context.request(key) else { return nil }
        let seen = all.entries.filter {
            !settings.ignores(path.path.appending(RelativePath(unchecked: $0.name)))
        }
        let listing = DirectoryListing(seen)
        return Folder(listing: listing, buildFile: settings.buildFile(in: listing))
    }
}

/// What a path below a package's folder is.
enum SourceStatus: Sendable, Hashable {
    case file
    case directory
    /// There is nothing; the names beside it serve to suggest the right one.
    case missing(siblings: [String])
    /// It belongs to a package further down.
    case inside(PackageLabel)

    /// What `name` is in a folder of the package.
    init(of name: String, in folder: Folder) {
        switch folder.listing.kind(of: name) {
        case .file, .symlink, .other: self = .file
        case .directory: self = .directory
        case nil: self = .missing(siblings: folder.listing.entries.map(\.name))
        }
    }
}

/// What a path below a package's folder is, found by going down to it folder by folder.
struct SourceStatusKey: Key {
    let package: PackageLabel
    let path: RelativePath

    var description: String { "source(\(package.file(path)))" }

    func compute(in context: borrowing Context) async throws -> SourceStatus {
        var current = package.folder
        guard var folder = try await context.request(FolderKey(path: current)) else {
            return .missing(siblings: [])
        }
        var components = path.components.map(String.init)[...]
        while let name = components.popFirst() {
            let status = SourceStatus(of: name, in: folder)
            guard status == .directory else {
                return status == .file && !components.isEmpty ? .missing(siblings: []) : status
            }
            current = CellPath(
                cell: current.cell, path: current.path.appending(RelativePath(unchecked: name)))
            guard let next = try await context.request(FolderKey(path: current)) else {
                return .missing(siblings: [])
            }
            guard next.buildFile == nil else {
                return .inside(PackageLabel(cell: current.cell, path: current.path))
            }
            folder = next
        }
        return .directory
    }

    static func fingerprint(_ output: SourceStatus) -> Fingerprint? {
        var fingerprinter = Fingerprinter()
        switch output {
        case .file: fingerprinter.combine(0)
        case .directory: fingerprinter.combine(1)
        case .missing(let siblings):
            fingerprinter.combine(2)
            for name in siblings { fingerprinter.combine(name) }
        case .inside(let package):
            fingerprinter.combine(3)
            fingerprinter.combine(package.description)
        }
        return fingerprinter.finish()
    }
}
