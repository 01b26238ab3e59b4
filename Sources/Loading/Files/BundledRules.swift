import BuildModel
import CBundledRules
import Glibc

/// The files of the bundled `prelude` cell, which are part of the executable.
enum BundledRules {
    /// Returns the bytes of one file.
    ///
    /// - Throws: `.notFound`.
    static func read(_ path: RelativePath) throws(FileSystemError) -> [UInt8] {
        for file in files where String(cString: file.path) == path.text {
            return Array(UnsafeBufferPointer(start: file.bytes, count: file.size))
        }
        throw FileSystemError(reading: FileLocation.bundled(path).description, errno: ENOENT)
    }

    /// Lists a folder, which exists if a file lies below it.
    ///
    /// - Throws: `.notFound`.
    static func list(_ folder: RelativePath) throws(FileSystemError) -> DirectoryListing {
        try DirectoryListing(
            of: folder, among: files.map { RelativePath(unchecked: String(cString: $0.path)) },
            named: FileLocation.bundled(folder).description)
    }

    /// The table of the executable: constant, with exactly `bld_bundled_file_count` entries.
    private static var files: [bld_bundled_file] {
        Array(
            UnsafeBufferPointer(start: bld_bundled_file_table(), count: bld_bundled_file_count))
    }
}

extension DirectoryListing {
    /// Lists a folder of a tree that is known by the paths of its files only.
    ///
    /// - Throws: `.notFound` if no file lies below `folder`.
    init(
        of folder: RelativePath, among files: some Sequence<RelativePath>, named name: String
    ) throws(FileSystemError) {
        var kinds: [String: Kind] = [:]
        for file in files {
            guard let rest = file.relative(to: folder), let first = rest.components.first else {
                continue
            }
            let isFile = rest.components.count == 1
            kinds[String(first)] = isFile ? .file : .directory
        }
        guard !kinds.isEmpty || folder.isBase else {
            throw FileSystemError(reading: name, errno: ENOENT)
        }
        self.init(kinds.map { Entry(name: $0.key, kind: $0.value) })
    }
}
