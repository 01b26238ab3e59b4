/// What an action does, complete: analysis is over and no Starlark is needed to run it.
public struct ActionSpec: Sendable {
    /// Its identity.
    public let key: ActionKey
    /// What kind of work it is, such as `cxx_compile`; one word for all actions of a kind.
    public let category: String
    /// What tells it from the target's other actions of its category.
    public let identifier: String?
    /// The work.
    public let kind: ActionKind
    /// What it makes, in the order in which the rule named it; never empty.
    public let outputs: [BuildArtifact]
    /// The name of the rule that registered it; empty if that is not known.
    public let rule: String

    /// Describes an action.
    public init(
        key: ActionKey, category: String, identifier: String? = nil, kind: ActionKind,
        outputs: [BuildArtifact], rule: String = ""
    ) {
        self.key = key
        self.category = category
        self.identifier = identifier
        self.kind = kind
        self.outputs = outputs
        self.rule = rule
    }
}

/// The work of an action.
public enum ActionKind: Sendable {
    /// Runs a command.
    case run(RunAction)
    /// Writes a file whose content is known but for paths.
    case write(WriteAction)
    /// Copies a file or folder.
    case copy(CopyAction)
    /// Makes a symbolic link to a file or folder.
    case symlink(SymlinkAction)
    /// Makes a folder of symbolic links.
    case symlinkedDirectory(DirectoryAction)
    /// Makes a folder of copies.
    case copiedDirectory(DirectoryAction)
    /// Makes a folder of which each entry says whether it is a link or a copy.
    case assembledDirectory(DirectoryAction)
    /// Fetches a file whose digest is known.
    case download(DownloadAction)
}

/// Writes a file, in whose content artifacts are named but not read.
public struct WriteAction: Sendable {
    /// What is written.
    public enum Content: Sendable {
        /// The arguments, one a line; no line end after the last.
        case lines(CommandLine)
        /// A JSON value, on one line or indented.
        case json(JSONContent, isPretty: Bool)
    }

    /// What is written.
    public let content: Content
    /// Whether the file may be executed.
    public let isExecutable: Bool
    /// Whether paths in it are absolute, which ties the result to one checkout.
    public let usesAbsolutePaths: Bool
    /// Whether paths that follow from contents are written as dep files see them: the same for
    /// every content.
    public let forgetsContents: Bool

    /// Describes a file to write.
    public init(
        content: Content, isExecutable: Bool = false, usesAbsolutePaths: Bool = false,
        forgetsContents: Bool = false
    ) {
        self.forgetsContents = forgetsContents
        self.content = content
        self.isExecutable = isExecutable
        self.usesAbsolutePaths = usesAbsolutePaths
    }
}

/// Copies a file or folder.
public struct CopyAction: Sendable {
    /// What is copied.
    public let source: Artifact
    /// Whether a folder is expected.
    public let isDirectory: Bool
    /// Whether the copied file may be executed; `nil` to keep what the source has.
    public let isExecutable: Bool?

    /// Describes a copy.
    public init(source: Artifact, isDirectory: Bool = false, isExecutable: Bool? = nil) {
        self.source = source
        self.isDirectory = isDirectory
        self.isExecutable = isExecutable
    }
}

/// Makes a symbolic link.
public struct SymlinkAction: Sendable {
    /// What the link leads to.
    public let target: Artifact

    /// Describes a link.
    public init(target: Artifact) {
        self.target = target
    }
}

/// Makes a folder of links or copies.
public struct DirectoryAction: Sendable {
    /// One entry of the folder.
    public struct Entry: Sendable {
        /// Its path in the folder; `.base` puts a folder's content in the folder itself.
        public let path: RelativePath
        /// What lies there.
        public let source: Artifact
        /// Whether a link lies there; means something in assembled folders only.
        public let isLink: Bool

        /// Describes an entry.
        public init(path: RelativePath, source: Artifact, isLink: Bool = false) {
            self.path = path
            self.source = source
            self.isLink = isLink
        }
    }

    /// What lies in the folder, in the order the rule gave it; no path twice or inside another.
    public let entries: [Entry]
    /// Artifacts that must be made as well, because entries come with them.
    public let hidden: CommandLine

    /// Describes a folder.
    public init(entries: [Entry], hidden: CommandLine = .empty) {
        self.entries = entries
        self.hidden = hidden
    }
}

/// Fetches a file.
public struct DownloadAction: Sendable {
    /// Where from.
    public let url: String
    /// The SHA-256 its content must have, in lowercase hexadecimal digits.
    public let sha256: String?
    /// The SHA-1 its content must have, in lowercase hexadecimal digits.
    public let sha1: String?
    /// How long it is, in bytes.
    public let sizeBytes: Int64?
    /// Whether the file may be executed.
    public let isExecutable: Bool

    /// Describes a download, of which at least one digest is known.
    public init(
        url: String, sha256: String?, sha1: String?, sizeBytes: Int64?, isExecutable: Bool
    ) {
        self.url = url
        self.sha256 = sha256
        self.sha1 = sha1
        self.sizeBytes = sizeBytes
        self.isExecutable = isExecutable
    }
}
