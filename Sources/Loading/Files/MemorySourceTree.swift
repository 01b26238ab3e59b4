import BuildModel
import Glibc
import Synchronization

/// A workspace in memory, for tests: files by project path, and a bundled cell of its own.
public final class MemorySourceTree: SourceTree {
    private struct Files {
        var project: [ProjectPath: [UInt8]]
        var bundled: [RelativePath: [UInt8]]
        var denied: Set<ProjectPath> = []
    }

    private let files: Mutex<Files>

    /// Makes a tree of texts by path; the paths must be in normal form.
    public init(_ project: [String: String], bundled: [String: String] = [:]) {
        files = Mutex(
            Files(
                project: project.reduce(into: [:]) {
                    $0[ProjectPath(unchecked: $1.key)] = Array($1.value.utf8)
                },
                bundled: bundled.reduce(into: [:]) {
                    $0[RelativePath(unchecked: $1.key)] = Array($1.value.utf8)
                }))
    }

    /// Writes, or with nil removes, a file of the project.
    public func set(_ path: String, _ text: String?) {
        files.withLock { $0.project[ProjectPath(unchecked: path)] = text.map { Array($0.utf8) } }
    }

    /// Makes a file unreadable.
    public func deny(_ path: String) {
        files.withLock { _ = $0.denied.insert(ProjectPath(unchecked: path)) }
    }

    /// Reads a file; there are none outside the project and the bundled cell.
    public func read(_ location: FileLocation) throws(FileSystemError) -> [UInt8] {
        let (bytes, failure): ([UInt8]?, Int32) = files.withLock { files in
            switch location {
            case .project(let path):
                (files.project[path], files.denied.contains(path) ? EACCES : 0)
            case .bundled(let path): (files.bundled[path], 0)
            case .external: (nil, ENOENT)
            }
        }
        guard failure == 0, let bytes else {
            throw FileSystemError(
                reading: location.description, errno: failure == 0 ? ENOENT : failure)
        }
        return bytes
    }

    /// Lists a folder, which exists if a file lies below it.
    public func list(_ location: FileLocation) throws(FileSystemError) -> DirectoryListing {
        let (folder, paths): (RelativePath, [RelativePath]) = files.withLock { files in
            switch location {
            case .project(let path):
                (
                    RelativePath(unchecked: path.text),
                    files.project.keys.map { RelativePath(unchecked: $0.text) }
                )
            case .bundled(let path): (path, Array(files.bundled.keys))
            case .external: (.base, [])
            }
        }
        return try DirectoryListing(of: folder, among: paths, named: location.description)
    }
}
