import BuildModel
import ByteCoding
import Incremental

/// The file is there to be read when it is needed; the fingerprint says whether it has changed.
extension FileBytesKey: PersistentKey {
    static let persistentName = "file"

    func write(to writer: inout ByteWriter) { writer.write(location) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(location: try reader.read())
    }
}

/// What loading sees of the folder is kept by `FolderKey`.
extension DirectoryKey: PersistentKey {
    static let persistentName = "directory"

    func write(to writer: inout ByteWriter) { writer.write(location) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(location: try reader.read())
    }
}

extension FolderKey: PersistentOutputKey {
    static let persistentName = "folder"

    func write(to writer: inout ByteWriter) { writer.write(path) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(path: try reader.read())
    }
}

extension PackagesBelowKey: PersistentOutputKey {
    static let persistentName = "packages-below"

    func write(to writer: inout ByteWriter) { writer.write(folder) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(folder: try reader.read())
    }
}

/// Only a BUCK file that is run again needs its value, which follows from that of `FolderKey`.
extension SourceStatusKey: PersistentKey {
    static let persistentName = "source-status"

    func write(to writer: inout ByteWriter) {
        writer.write(package)
        writer.write(path)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(package: try reader.read(), path: try reader.read())
    }
}

/// Only a BUCK file that is run again needs its value, which follows from that of `FolderKey`.
extension GlobKey: PersistentKey {
    static let persistentName = "glob"

    func write(to writer: inout ByteWriter) {
        writer.write(package)
        writer.write(glob.patterns)
        writer.write(glob.exact)
        writer.write(glob.excludes)
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            package: try reader.read(),
            glob: Glob(
                patterns: try reader.read(), exact: try reader.read(),
                excludes: try reader.read()))
    }
}
