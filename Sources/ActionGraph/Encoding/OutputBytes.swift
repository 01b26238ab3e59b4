import BuildModel
import ByteCoding
import Incremental
import Loading

// The bytes of what lies at outputs and sources.
//
//   output    0 file | 1 executable file: digest; 2 link: text; 3 folder: entries by name
//   value     output, then the referents by path

extension ByteWriter {
    /// Writes what lies at a path.
    mutating func write(_ value: OutputValue) {
        switch value {
        case .file(let file):
            write(UInt64(file.isExecutable ? 1 : 0))
            write(file.digest)
        case .symlink(let target):
            write(UInt64(2))
            write(target)
        case .directory(let tree):
            write(UInt64(3))
            write(tree.entries) {
                $0.write($1.name)
                $0.write(OutputValue($1.node))
            }
        }
    }

    /// Writes values by path, in the order of the paths.
    mutating func write<Value>(
        _ values: [ProjectPath: Value], _ body: (inout ByteWriter, Value) -> Void
    ) {
        write(values.sorted { $0.key < $1.key }) {
            $0.write($1.key)
            body(&$0, $1.value)
        }
    }

    /// Writes what lies at an artifact's path, with its referents.
    mutating func write(_ value: ArtifactValue) {
        write(value.value)
        write(value.referents) { $0.write($1) }
    }
}

extension ByteReader {
    /// Reads what lies at a path.
    mutating func outputValue() throws(DamagedBytes) -> OutputValue {
        switch try number() {
        case 0: return .file(FileValue(digest: try digest()))
        case 1: return .file(FileValue(digest: try digest(), isExecutable: true))
        case 2: return .symlink(target: try string())
        case 3:
            let entries = try list { reader throws(DamagedBytes) in
                DirectoryTree.Entry(
                    name: try reader.string(), node: try reader.outputValue().node)
            }
            guard let tree = DirectoryTree(validating: entries) else { throw DamagedBytes() }
            return .directory(tree)
        default: throw DamagedBytes()
        }
    }

    /// Reads values by path.
    mutating func byPath<Value>(
        _ body: (inout ByteReader) throws(DamagedBytes) -> Value
    ) throws(DamagedBytes) -> [ProjectPath: Value] {
        let entries = try list { reader throws(DamagedBytes) in
            (path: try reader.path(ProjectPath.self), value: try body(&reader))
        }
        return entries.reduce(into: [:]) { $0[$1.path] = $1.value }
    }

    /// Reads what lies at an artifact's path, with its referents.
    mutating func artifactValue() throws(DamagedBytes) -> ArtifactValue {
        ArtifactValue(
            try outputValue(),
            referents: try byPath { reader throws(DamagedBytes) in try reader.outputValue() })
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
