/// ```text
/// Tree          { 1: Directory (root)  2: Directory* (children, each once) }
/// Directory     { 1: FileNode*  2: DirectoryNode*  3: SymlinkNode* }      each sorted by name
/// FileNode      { 1: name  2: Digest  4: is_executable }
/// DirectoryNode { 1: name  2: Digest of the Directory }
/// SymlinkNode   { 1: name  2: target }
/// ```
extension DirectoryTree {
    /// The canonical `Directory` message of entries that are sorted by name.
    static func encode(_ entries: [Entry]) -> [UInt8] {
        var writer = WireWriter(reserving: entries.count * 112)
        for entry in entries {
            guard case .file(let file) = entry.node else { continue }
            writer.message(1) { writer in
                writer.text(1, entry.name)
                writer.digest(2, file.digest)
                writer.flag(4, file.isExecutable)
            }
        }
        for entry in entries {
            guard case .directory(let tree) = entry.node else { continue }
            writer.message(2) { writer in
                writer.text(1, entry.name)
                writer.digest(2, tree.digest)
            }
        }
        for entry in entries {
            guard case .symlink(let target) = entry.node else { continue }
            writer.message(3) { writer in
                writer.text(1, entry.name)
                writer.text(2, target)
            }
        }
        return writer.bytes
    }

    /// The canonical `Directory` message, whose digest is ``digest``.
    public var encoded: [UInt8] { Self.encode(entries) }

    /// The `Directory` messages of this folder and of all below it, each once, by digest.
    ///
    /// This is what a remote store has to hold for the folder to be an action's input.
    public var encodedDirectories: [Digest: [UInt8]] {
        var messages: [Digest: [UInt8]] = [:]
        visitFolders { messages[$0.digest] = $0.encoded }
        return messages
    }

    /// The `Tree` message: this folder and all below it, parents first.
    public var encodedTree: [UInt8] {
        var writer = WireWriter()
        var field: UInt8 = 1
        visitFolders { folder in
            writer.element(field, folder.encoded)
            field = 2
        }
        return writer.bytes
    }

    /// Reads a `Tree` message.
    ///
    /// - Throws: If it is malformed, a folder is missing, or a name is not a path component or
    ///   occurs twice in its folder.
    public convenience init(encodedTree bytes: [UInt8]) throws(MessageError) {
        var root: ArraySlice<UInt8>?
        var children: [Digest: ArraySlice<UInt8>] = [:]
        var reader = WireReader(bytes[...], "Tree")
        while let field = try reader.next() {
            switch field.number {
            case 1: root = try field.bytes()
            case 2:
                let child = try field.bytes()
                children[Digest(of: child)] = child
            default: break
            }
        }
        guard let root else { throw MessageError("Malformed `Tree` message: it has no root") }
        var decoder = TreeDecoder(children: children)
        self.init(entries: try decoder.entries(of: root))
    }

    /// Calls `body` with this folder and with each different one below it, parents first.
    private func visitFolders(_ body: (DirectoryTree) -> Void) {
        var seen: Set<Digest> = [digest]
        var queue = [self]
        var next = 0
        while next < queue.count {
            let folder = queue[next]
            next += 1
            body(folder)
            for entry in folder.entries {
                guard case .directory(let child) = entry.node else { continue }
                if seen.insert(child.digest).inserted { queue.append(child) }
            }
        }
    }
}

/// Puts the folders of a `Tree` message together from its root.
private struct TreeDecoder {
    let children: [Digest: ArraySlice<UInt8>]
    private var decoded: [Digest: DirectoryTree] = [:]

    init(children: [Digest: ArraySlice<UInt8>]) {
        self.children = children
    }

    mutating func entries(of directory: ArraySlice<UInt8>) throws(MessageError)
        -> [DirectoryTree.Entry]
    {
        var entries: [DirectoryTree.Entry] = []
        var names: Set<[UInt8]> = []
        var reader = WireReader(directory, "Directory")
        while let field = try reader.next() {
            guard (1...3).contains(field.number) else { continue }
            let entry = try entry(kind: field.number, try field.bytes())
            guard DirectoryTree.isComponent(entry.name) else {
                throw MessageError("Malformed `Directory` message: bad name `\(entry.name)`")
            }
            guard names.insert(Array(entry.name.utf8)).inserted else {
                throw MessageError("Malformed `Directory` message: `\(entry.name)` occurs twice")
            }
            entries.append(entry)
        }
        return entries
    }

    private mutating func entry(
        kind: UInt64, _ bytes: ArraySlice<UInt8>
    ) throws(MessageError) -> DirectoryTree.Entry {
        var name = ""
        var target = ""
        var digest = Digest.empty
        var isExecutable = false
        var reader = WireReader(bytes, "Directory")
        while let field = try reader.next() {
            switch (field.number, kind) {
            case (1, _): name = try field.text()
            case (2, 3): target = try field.text()
            case (2, _): digest = try field.digest()
            case (4, 1): isExecutable = try field.flag()
            default: break
            }
        }
        let node: DirectoryTree.Node =
            switch kind {
            case 1: .file(FileValue(digest: digest, isExecutable: isExecutable))
            case 2: .directory(try folder(digest))
            default: .symlink(target: target)
            }
        return DirectoryTree.Entry(name: name, node: node)
    }

    private mutating func folder(_ digest: Digest) throws(MessageError) -> DirectoryTree {
        if let known = decoded[digest] { return known }
        guard let bytes = children[digest] ?? (digest == .empty ? [] : nil) else {
            throw MessageError("Malformed `Tree` message: folder \(digest) is missing")
        }
        let tree = DirectoryTree(entries: try entries(of: bytes))
        decoded[digest] = tree
        return tree
    }
}
