/// Encodes the `Directory` message of the Remote Execution API in canonical form.
///
/// Written by hand because input trees have thousands of entries and are hashed for every action.
/// Canonical means: entries of each kind sorted by name, fields in the order of their numbers, and
/// nothing that has its default value.
///
/// ```text
/// Directory     { 1: FileNode*  2: DirectoryNode*  3: SymlinkNode* }
/// FileNode      { 1: name  2: Digest  4: is_executable }
/// DirectoryNode { 1: name  2: Digest }
/// SymlinkNode   { 1: name  2: target }
/// Digest        { 1: 64 hexadecimal digits  2: size_bytes }
/// ```
struct DirectoryEncoder {
    private var bytes: [UInt8] = []

    /// Encodes entries that are sorted by name.
    static func encode(_ entries: [DirectoryTree.Entry]) -> [UInt8] {
        var encoder = DirectoryEncoder()
        encoder.bytes.reserveCapacity(entries.count * 100)
        for entry in entries {
            guard case .file(let file) = entry.node else { continue }
            encoder.node(
                field: 1, name: entry.name, digest: file.digest, isExecutable: file.isExecutable)
        }
        for entry in entries {
            guard case .directory(let tree) = entry.node else { continue }
            encoder.node(field: 2, name: entry.name, digest: tree.digest, isExecutable: false)
        }
        for entry in entries {
            guard case .symlink(let target) = entry.node else { continue }
            encoder.symlink(name: entry.name, target: target)
        }
        return encoder.bytes
    }

    private mutating func node(
        field: UInt8, name: String, digest: Digest, isExecutable: Bool
    ) {
        let size = UInt64(digest.sizeBytes)
        let digestLength = 2 + 64 + (size == 0 ? 0 : 1 + Self.length(ofVarint: size))
        let nameLength = name.utf8.count
        let length =
            1 + Self.length(ofVarint: UInt64(nameLength)) + nameLength
            + 2 + digestLength + (isExecutable ? 2 : 0)
        tag(field, wireType: 2)
        varint(UInt64(length))
        text(1, name)
        tag(2, wireType: 2)
        varint(UInt64(digestLength))
        hash(of: digest)
        if size != 0 {
            tag(2, wireType: 0)
            varint(size)
        }
        if isExecutable {
            tag(4, wireType: 0)
            varint(1)
        }
    }

    private mutating func symlink(name: String, target: String) {
        let lengths = [name.utf8.count, target.utf8.count]
        let length = lengths.reduce(0) {
            $1 == 0 ? $0 : $0 + 1 + Self.length(ofVarint: UInt64($1)) + $1
        }
        tag(3, wireType: 2)
        varint(UInt64(length))
        text(1, name)
        text(2, target)
    }

    private mutating func hash(of digest: Digest) {
        tag(1, wireType: 2)
        varint(64)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { buffer in
            digest.writeHex(into: buffer)
            bytes.append(contentsOf: buffer)
        }
    }

    private mutating func text(_ field: UInt8, _ text: String) {
        guard !text.isEmpty else { return }
        tag(field, wireType: 2)
        varint(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func tag(_ field: UInt8, wireType: UInt8) {
        bytes.append(field << 3 | wireType)
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private static func length(ofVarint value: UInt64) -> Int {
        max(1, (64 - value.leadingZeroBitCount + 6) / 7)
    }
}
