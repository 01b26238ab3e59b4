import BuildModel
public import ByteCoding
import Incremental

/// The file is there to be read when it is needed; the fingerprint says whether it has changed.
extension FileBytesKey: PersistentKey {
    static let persistentName = "file"

    func write(to writer: inout ByteWriter) { writer.write(location) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(location: try reader.fileLocation())
    }
}

/// What loading sees of the folder is kept by `FolderKey`.
extension DirectoryKey: PersistentKey {
    static let persistentName = "directory"

    func write(to writer: inout ByteWriter) { writer.write(location) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(location: try reader.fileLocation())
    }
}

extension FolderKey: PersistentKey {
    static let persistentName = "folder"

    func write(to writer: inout ByteWriter) { writer.write(path) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(path: try reader.cellPath())
    }

    static func write(_ output: Folder?, to writer: inout ByteWriter) -> Bool {
        writer.write(optional: output) { writer, folder in
            writer.write(optional: folder.buildFile) { $0.write($1) }
            writer.write(folder.listing.entries) {
                $0.write(UInt64($1.kind.rawValue))
                $0.write($1.name)
            }
        }
        return true
    }

    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> Folder? {
        try reader.optional { reader throws(DamagedBytes) in
            let buildFile = try reader.text()
            let entries = try reader.list { reader throws(DamagedBytes) in
                guard let number = UInt8(exactly: try reader.number()),
                    let kind = DirectoryListing.Kind(rawValue: number)
                else { throw DamagedBytes() }
                return DirectoryListing.Entry(name: try reader.string(), kind: kind)
            }
            return Folder(listing: DirectoryListing(entries), buildFile: buildFile)
        }
    }
}

extension PackagesBelowKey: PersistentKey {
    static let persistentName = "packages-below"

    func write(to writer: inout ByteWriter) { writer.write(folder) }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(folder: try reader.cellPath())
    }

    static func write(_ output: [PackageLabel], to writer: inout ByteWriter) -> Bool {
        writer.write(output) { $0.write($1) }
        return true
    }

    static func readOutput(
        from reader: inout ByteReader
    ) throws(DamagedBytes) -> [PackageLabel] {
        try reader.list { reader throws(DamagedBytes) in try reader.packageLabel() }
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
        self.init(package: try reader.packageLabel(), path: try reader.path())
    }
}

/// Only a BUCK file that is run again needs its value, which follows from that of `FolderKey`.
extension GlobKey: PersistentKey {
    static let persistentName = "glob"

    func write(to writer: inout ByteWriter) {
        writer.write(package)
        writer.write(glob.patterns) { $0.write($1.text) }
        writer.write(glob.exact) { $0.write($1) }
        writer.write(glob.excludes) { $0.write($1.text) }
    }

    init(from reader: inout ByteReader) throws(DamagedBytes) {
        let package = try reader.packageLabel()
        let patterns = try reader.list { reader throws(DamagedBytes) in
            try reader.globPattern()
        }
        let exact = try reader.list { reader throws(DamagedBytes) in try reader.string() }
        let excludes = try reader.list { reader throws(DamagedBytes) in
            try reader.globPattern()
        }
        self.init(
            package: package, glob: Glob(patterns: patterns, exact: exact, excludes: excludes))
    }
}
