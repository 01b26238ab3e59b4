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
