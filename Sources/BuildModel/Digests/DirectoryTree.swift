/// A folder by content: a node of a Merkle tree.
///
/// Its digest is that of the canonical `Directory` message of the Remote Execution API, so equal
/// trees have equal digests here and in every cluster. Trees are immutable and share subtrees.
public final class DirectoryTree: Sendable {
    /// What a name in a folder stands for.
    public enum Node: Hashable, Sendable {
        /// A regular file.
        case file(FileValue)
        /// A symbolic link and the text it holds.
        case symlink(target: String)
        /// A folder.
        case directory(DirectoryTree)
    }

    /// A name in a folder, and what it stands for.
    public struct Entry: Hashable, Sendable {
        /// One path component.
        public let name: String
        /// What it stands for.
        public let node: Node

        /// Creates an entry.
        public init(name: String, node: Node) {
            self.name = name
            self.node = node
        }
    }

    /// The entries, by the bytes of their names.
    public let entries: [Entry]
    /// The digest of the `Directory` message.
    public let digest: Digest

    /// Creates a folder.
    ///
    /// - Parameter entries: In any order.
    /// - Precondition: Names are single path components and differ from each other.
    public init(entries: [Entry]) {
        var sorted = entries
        sorted.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        for (index, entry) in sorted.enumerated() {
            precondition(
                Self.isComponent(entry.name), "`\(entry.name)` is not a path component")
            precondition(
                index == 0 || !Self.isSame(sorted[index - 1].name, entry.name),
                "`\(entry.name)` occurs twice in a folder")
        }
        self.entries = sorted
        digest = Digest(of: Self.encode(sorted))
    }

    /// The folder without entries.
    public static let empty = DirectoryTree(entries: [])

    /// Whether two names are the same file's.
    ///
    /// By their bytes: to `==` of strings a precomposed letter equals its decomposed form, to the
    /// file system it does not.
    private static func isSame(_ left: String, _ right: some StringProtocol) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }

    /// Whether a name can be that of an entry.
    static func isComponent(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".."
            && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }

    /// What a name stands for; nil if the folder does not have it.
    public subscript(name: some StringProtocol) -> Node? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].name.utf8.lexicographicallyPrecedes(name.utf8) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < entries.count, Self.isSame(entries[low].name, name) else { return nil }
        return entries[low].node
    }

    /// What lies at a path below this folder, not following symbolic links; nil if nothing does.
    public func node(at path: RelativePath) -> Node? {
        var node = Node.directory(self)
        for component in path.components {
            guard case .directory(let tree) = node, let next = tree[component] else { return nil }
            node = next
        }
        return node
    }
}

extension DirectoryTree: Hashable {
    /// Whether two folders have the same content.
    public static func == (left: DirectoryTree, right: DirectoryTree) -> Bool {
        left === right || left.digest == right.digest
    }

    /// Hashes by content.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(digest)
    }
}
