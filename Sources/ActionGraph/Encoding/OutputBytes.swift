public import BuildModel
public import ByteCoding

// The bytes of what lies at outputs and sources.
//
//   output    0 file | 1 executable file: digest; 2 link: text; 3 folder: entries by name
//   value     output, then the referents by path

extension OutputValue: ByteCodable {
    /// Appends what lies at a path.
    public func write(to writer: inout ByteWriter) {
        switch self {
        case .file(let file):
            writer.write(UInt64(file.isExecutable ? 1 : 0))
            writer.write(file.digest)
        case .symlink(let target):
            writer.write(UInt64(2))
            writer.write(target)
        case .directory(let tree):
            writer.write(UInt64(3))
            writer.write(tree.entries) {
                $0.write($1.name)
                $0.write(OutputValue($1.node))
            }
        }
    }

    /// Reads what lies at a path.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        switch try reader.number() {
        case 0: self = .file(FileValue(digest: try reader.read()))
        case 1: self = .file(FileValue(digest: try reader.read(), isExecutable: true))
        case 2: self = .symlink(target: try reader.read())
        case 3:
            let entries = try reader.list { reader throws(DamagedBytes) in
                DirectoryTree.Entry(
                    name: try reader.read(), node: try reader.read(OutputValue.self).node)
            }
            guard let tree = DirectoryTree(validating: entries) else { throw DamagedBytes() }
            self = .directory(tree)
        default: throw DamagedBytes()
        }
    }
}

extension ArtifactValue: ByteCodable {
    /// Appends what lies at an artifact's path, with its referents.
    public func write(to writer: inout ByteWriter) {
        writer.write(value)
        writer.write(referents)
        writer.write(content)
    }

    /// Reads what lies at an artifact's path, with its referents.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            try reader.read(), referents: try reader.read(), content: try reader.read())
    }
}

extension ActionOutputs: ByteCodable {
    /// Appends what an action made, by path.
    func write(to writer: inout ByteWriter) { writer.write(values) }

    /// Reads what an action made.
    init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(values: try reader.read())
    }
}

extension DirectoryTree {
    /// A folder, unless its entries are damaged: they come in order.
    fileprivate convenience init?(validating entries: [Entry]) {
        for (index, entry) in entries.enumerated() {
            guard let path = try? RelativePath(entry.name), path.components.count == 1,
                index == 0
                    || entries[index - 1].name.utf8.lexicographicallyPrecedes(entry.name.utf8)
            else { return nil }
        }
        self.init(entries: entries)
    }
}
