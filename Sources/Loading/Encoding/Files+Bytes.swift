public import ByteCoding

// The bytes of where files are, and of what lies in folders.

extension FileLocation: ByteCodable {
    /// Appends its form, then the path.
    public func write(to writer: inout ByteWriter) {
        switch self {
        case .project(let path):
            writer.write(UInt64(0))
            writer.write(path)
        case .bundled(let path):
            writer.write(UInt64(1))
            writer.write(path)
        case .external(let path):
            writer.write(UInt64(2))
            writer.write(path)
        }
    }

    /// Reads where a file is.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        switch try reader.number() {
        case 0: self = .project(try reader.read())
        case 1: self = .bundled(try reader.read())
        case 2: self = .external(try reader.read())
        default: throw DamagedBytes()
        }
    }
}

extension Folder: ByteCodable {
    /// Appends the name of the build file, then the entries.
    func write(to writer: inout ByteWriter) {
        writer.write(buildFile)
        writer.write(listing.entries)
    }

    /// Reads a folder.
    init(from reader: inout ByteReader) throws(DamagedBytes) {
        let buildFile: String? = try reader.read()
        let entries: [DirectoryListing.Entry] = try reader.read()
        self.init(listing: DirectoryListing(entries), buildFile: buildFile)
    }
}

extension DirectoryListing.Entry: ByteCodable {
    /// Appends the number of the kind, then the name.
    public func write(to writer: inout ByteWriter) {
        writer.write(UInt64(kind.rawValue))
        writer.write(name)
    }

    /// Reads an entry.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        guard let number = UInt8(exactly: try reader.number()),
            let kind = DirectoryListing.Kind(rawValue: number)
        else { throw DamagedBytes() }
        self.init(name: try reader.read(), kind: kind)
    }
}
