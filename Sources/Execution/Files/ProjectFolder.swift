public import BuildModel
import Glibc

/// File operations below the root of a project, each of which blocks.
public struct ProjectFolder: Sendable {
    /// The root of the project.
    public let root: AbsolutePath

    /// Names a project.
    public init(root: AbsolutePath) {
        self.root = root
    }

    /// The path of a file as system calls want it.
    func absolute(_ path: ProjectPath) -> String {
        path.isBase ? root.text : root.text + "/" + path.text
    }

    /// Makes the folder that an output lies in, with all the folders above it.
    ///
    /// A file or link that is in the way, left by an action that had other outputs, is removed. The
    /// two outermost folders, `buck-out/<isolation>`, may be links to another disk, and a file of
    /// such a name is somebody's own: it stays, and there is no building.
    ///
    /// - Throws: `.ioFailure` or `.noSpace`.
    public func makeFolder(around path: ProjectPath) throws(ExecutionError) {
        guard let parent = path.parent, !parent.isBase else { return }
        try makeFolder(at: parent)
    }

    private func makeFolder(at path: ProjectPath) throws(ExecutionError) {
        let text = absolute(path)
        if mkdir(text, 0o777) == 0 { return }
        switch errno {
        case EEXIST:
            let isOutermost = path.components.count <= 2
            if try FileStatus(at: text, following: isOutermost)?.kind == .folder { return }
            guard !isOutermost else { throw .inTheWay(text) }
            guard unlink(text) == 0 || errno == ENOENT else { throw .file("remove", text, .last) }
        case ENOENT, ENOTDIR:
            try makeFolder(around: path)
        default:
            throw .file("make the folder", text, .last)
        }
        guard mkdir(text, 0o777) == 0 || errno == EEXIST else {
            throw .file("make the folder", text, .last)
        }
    }

    /// Makes an empty folder, whatever lay there before.
    ///
    /// - Throws: `.ioFailure` or `.noSpace`.
    func makeEmptyFolder(at path: ProjectPath) throws(ExecutionError) {
        try remove(path)
        try makeFolder(at: path)
    }

    /// The names in a folder, sorted by their bytes; none if there is no folder.
    ///
    /// - Throws: `.ioFailure`.
    public func entries(of path: ProjectPath) throws(ExecutionError) -> [RelativePath] {
        let text = absolute(path)
        guard try FileStatus(at: text, following: true)?.kind == .folder else { return [] }
        return try names(inFolder: text).map { RelativePath(unchecked: $0) }
    }

    /// Gives something another place, whose folders are made; nothing is fine too.
    ///
    /// - Throws: `.ioFailure` or `.noSpace`.
    public func move(_ path: ProjectPath, to target: ProjectPath) throws(ExecutionError) {
        try makeFolder(around: target)
        guard rename(absolute(path), absolute(target)) != 0, errno != ENOENT else { return }
        throw .file("move", absolute(path), .last)
    }

    /// Makes a symbolic link, in the place of whatever lies there, unless it leads there already.
    ///
    /// - Parameters:
    ///   - path: Where the link is to be, in folders that are made.
    ///   - target: What it leads to, by an absolute path.
    /// - Throws: `.ioFailure` or `.noSpace`.
    public func link(_ path: ProjectPath, to target: ProjectPath) throws(ExecutionError) {
        let (place, text) = (absolute(path), absolute(target))
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(place, &buffer, buffer.count)
        if count >= 0, buffer[..<count].elementsEqual(text.utf8.map(CChar.init(bitPattern:))) {
            return
        }
        try makeFolder(around: path)
        try remove(path)
        guard symlink(text, place) == 0 else { throw .file("link", place, .last) }
    }

    /// Removes whatever lies at a path, a folder with all that is in it; nothing is fine too.
    ///
    /// - Throws: `.ioFailure`, with part of a folder possibly removed.
    public func remove(_ path: ProjectPath) throws(ExecutionError) {
        try removeTree(absolute(path))
    }
}

/// Removes a file, a link, or a folder with all that is in it, not following links.
func removeTree(_ path: String) throws(ExecutionError) {
    guard unlink(path) != 0 else { return }
    switch errno {
    case ENOENT, ENOTDIR: return
    case EISDIR, EPERM: break
    default: throw .file("remove", path, .last)
    }
    if rmdir(path) == 0 { return }
    guard errno == ENOTEMPTY || errno == EEXIST else { throw .file("remove", path, .last) }
    // A command may have made its folders read-only.
    chmod(path, 0o700)
    for name in try names(inFolder: path) {
        try removeTree(path + "/" + name)
    }
    guard rmdir(path) == 0 || errno == ENOENT else { throw .file("remove", path, .last) }
}

/// The names in a folder, sorted by their bytes.
func names(inFolder path: String) throws(ExecutionError) -> [String] {
    guard let folder = opendir(path) else { throw .file("list", path, .last) }
    defer { closedir(folder) }
    var names: [String] = []
    while true {
        errno = 0
        guard let entry = readdir(folder) else { break }
        let length = MemoryLayout.size(ofValue: entry.pointee.d_name)
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: length) { String(cString: $0) }
        }
        if name != "." && name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw .file("list", path, .last) }
    names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return names
}
