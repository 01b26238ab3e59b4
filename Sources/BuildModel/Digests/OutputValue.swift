/// The content of a file, and whether it may be executed.
public struct FileValue: Hashable, Sendable {
    /// The digest of the content.
    public let digest: Digest
    /// Whether the owner's execute bit is set.
    public let isExecutable: Bool

    /// Creates a value.
    public init(digest: Digest, isExecutable: Bool = false) {
        self.digest = digest
        self.isExecutable = isExecutable
    }
}

/// What an action made at one output path, or what lies at a source path: content, not place.
public enum OutputValue: Hashable, Sendable {
    /// A regular file.
    case file(FileValue)
    /// A symbolic link and the text it holds.
    case symlink(target: String)
    /// A folder with everything in it.
    case directory(DirectoryTree)
}

extension OutputValue {
    /// What a name in a folder stands for, as an output of its own.
    public init(_ node: DirectoryTree.Node) {
        switch node {
        case .file(let file): self = .file(file)
        case .symlink(let target): self = .symlink(target: target)
        case .directory(let tree): self = .directory(tree)
        }
    }

    /// The same as what a name in a folder stands for.
    public var node: DirectoryTree.Node {
        switch self {
        case .file(let file): .file(file)
        case .symlink(let target): .symlink(target: target)
        case .directory(let tree): .directory(tree)
        }
    }
}
