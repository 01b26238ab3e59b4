public import BuildModel
import CBundledRules
import Glibc

/// The files on disk, and those of the bundled `prelude` cell in the program itself.
public struct DiskSourceTree: SourceTree {
    /// The folder that project paths are relative to.
    public let projectRoot: AbsolutePath

    /// Makes the tree of a project.
    public init(projectRoot: AbsolutePath) {
        self.projectRoot = projectRoot
    }

    /// Reads a file of the project, of the machine, or of the program.
    public func read(_ location: FileLocation) throws(FileSystemError) -> [UInt8] {
        switch location {
        case .project(let path):
            try Self.read(projectRoot.appending(path).text, named: location.description)
        case .external(let path): try Self.read(path.text, named: path.text)
        case .bundled(let path): try BundledRules.read(path)
        }
    }

    /// Lists a folder of the project, of the machine, or of the program.
    public func list(_ location: FileLocation) throws(FileSystemError) -> DirectoryListing {
        switch location {
        case .project(let path):
            try Self.list(projectRoot.appending(path).text, named: location.description)
        case .external(let path): try Self.list(path.text, named: path.text)
        case .bundled(let path): try BundledRules.list(path)
        }
    }

    private static func read(_ path: String, named name: String) throws(FileSystemError) -> [UInt8]
    {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileSystemError(reading: name, errno: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw FileSystemError(reading: name, errno: errno)
        }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw FileSystemError(reading: name, errno: EISDIR)
        }
        // One byte more than the size says, so that the usual file ends within one call.
        var bytes: [UInt8] = []
        var capacity = max(Int(status.st_size) + 1, 4096)
        while true {
            var failure: Int32 = 0
            var count = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initialized in
                count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                failure = count < 0 ? errno : 0
                initialized = max(0, count)
            }
            if failure == EINTR { continue }
            guard failure == 0 else { throw FileSystemError(reading: name, errno: failure) }
            if count == 0 { return bytes }
            if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
            capacity = max(4096, capacity - count)
        }
    }

    private static func list(
        _ path: String, named name: String
    ) throws(FileSystemError) -> DirectoryListing {
        guard let stream = opendir(path) else {
            throw FileSystemError(reading: name, errno: errno)
        }
        defer { closedir(stream) }
        var entries: [DirectoryListing.Entry] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let entryName = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(
                    to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)
                ) { String(cString: $0) }
            }
            if entryName == "." || entryName == ".." { continue }
            let kind: DirectoryListing.Kind =
                switch Int(entry.pointee.d_type) {
                case Int(DT_REG): .file
                case Int(DT_DIR): .directory
                case Int(DT_LNK): .symlink
                case Int(DT_UNKNOWN): kindByStatus(path + "/" + entryName)
                default: .other
                }
            entries.append(DirectoryListing.Entry(name: entryName, kind: kind))
        }
        guard errno == 0 else { throw FileSystemError(reading: name, errno: errno) }
        return DirectoryListing(entries)
    }

    /// Asks for the kind of an entry where the file system does not list it with the name.
    private static func kindByStatus(_ path: String) -> DirectoryListing.Kind {
        var status = stat()
        guard lstat(path, &status) == 0 else { return .other }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .directory
        case S_IFLNK: .symlink
        default: .other
        }
    }
}
