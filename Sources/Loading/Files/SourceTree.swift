public import BuildModel

/// The world of files that loading sees: the project, the bundled rules, and configuration files
/// elsewhere that a `.buckconfig` includes.
///
/// The seam that lets tests load a workspace which exists in memory only.
public protocol SourceTree: Sendable {
    /// Reads a whole file.
    ///
    /// - Throws: `.notFound` if there is none, `.wrongKind` for a folder, `.denied`, `.ioFailure`.
    func read(_ location: FileLocation) throws(FileSystemError) -> [UInt8]

    /// Lists a folder.
    ///
    /// - Throws: `.notFound` if there is none, `.wrongKind` for a file, `.denied`, `.ioFailure`.
    func list(_ location: FileLocation) throws(FileSystemError) -> DirectoryListing
}

/// Where a file or folder is.
public enum FileLocation: Hashable, Sendable, CustomStringConvertible {
    /// In the project.
    case project(ProjectPath)
    /// Among the rules that come with the program.
    case bundled(RelativePath)
    /// Anywhere on the machine, for configuration files that are included by absolute path.
    case external(AbsolutePath)

    /// The path as messages name it.
    public var description: String {
        switch self {
        case .project(let path): path.argument
        case .bundled(let path): "prelude//\(path)"
        case .external(let path): path.text
        }
    }
}

/// What a folder holds, ordered by the bytes of the names.
public struct DirectoryListing: Hashable, Sendable {
    /// What a name stands for.
    public enum Kind: UInt8, Hashable, Sendable {
        /// A regular file.
        case file
        /// A folder.
        case directory
        /// A symbolic link, wherever it leads.
        case symlink
        /// A socket, a device or a pipe.
        case other
    }

    /// One name in a folder.
    public struct Entry: Hashable, Sendable {
        /// The name, without slashes.
        public let name: String
        /// What it stands for.
        public let kind: Kind

        /// Makes an entry.
        public init(name: String, kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    /// The names, sorted and without duplicates, `.` and `..` not among them.
    public let entries: [Entry]

    /// Makes a listing of entries in any order.
    public init(_ entries: some Sequence<Entry>) {
        self.entries = entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// What `name` stands for, or nil if the folder has no such name.
    public func kind(of name: some StringProtocol) -> Kind? {
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
        guard low < entries.count, entries[low].name == name else { return nil }
        return entries[low].kind
    }

    /// Whether `name` is something to read: a file, or a link that may lead to one.
    public func hasFile(_ name: some StringProtocol) -> Bool {
        let kind = kind(of: name)
        return kind == .file || kind == .symlink
    }
}
