/// Two inputs of an action cannot both be where they claim to be.
public struct InputTreeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path that both claim.
    public let path: ProjectPath
    /// What is wrong, naming both.
    public let message: String

    /// The message.
    public var description: String { message }
}

/// Collects the inputs of an action, by path, into the Merkle tree that names them.
///
/// Inserting the same content at the same path twice is fine, and folders are merged. A folder that
/// is inserted as a finished ``DirectoryTree`` stays one, and is neither copied nor hashed again,
/// unless something else is inserted below it.
public struct InputTreeBuilder: ~Copyable {
    /// A folder under construction.
    private final class Folder {
        var children: [Substring: Child] = [:]
    }

    private enum Child {
        case file(FileValue)
        case symlink(String)
        case finished(DirectoryTree)
        case open(Folder)

        init(_ node: DirectoryTree.Node) {
            switch node {
            case .file(let file): self = .file(file)
            case .symlink(let target): self = .symlink(target)
            case .directory(let tree): self = .finished(tree)
            }
        }

        var noun: String {
            switch self {
            case .file: "a file"
            case .symlink(let target): "a symbolic link to `\(target)`"
            case .finished, .open: "a folder"
            }
        }
    }

    private let root = Folder()
    /// The folder of the last insertion: inputs arrive sorted more often than not.
    private var last: (path: Substring, folder: Folder)

    /// Creates a builder without inputs.
    public init() {
        last = ("", root)
    }

    /// Inserts a file.
    ///
    /// - Throws: If something else claims the path.
    public mutating func insert(file: FileValue, at path: ProjectPath) throws(InputTreeError) {
        try place(.file(file), at: path)
    }

    /// Inserts a file, link or folder.
    ///
    /// - Throws: If something else claims the path or, in the case of a folder, one below it.
    public mutating func insert(
        _ value: OutputValue, at path: ProjectPath
    ) throws(InputTreeError) {
        switch value {
        case .file(let file): try place(.file(file), at: path)
        case .symlink(let target): try place(.symlink(target), at: path)
        case .directory(let tree): try place(.finished(tree), at: path)
        }
    }

    /// The tree of everything inserted.
    public consuming func build() -> DirectoryTree {
        Self.finish(root)
    }

    private mutating func place(_ child: Child, at path: ProjectPath) throws(InputTreeError) {
        if path.isBase {
            guard case .finished(let tree) = child else {
                throw InputTreeError(
                    path: path, message: "Only a folder can be the project root of an action")
            }
            try merge(tree, into: root, at: path)
            return
        }
        let name = path.name
        let parent = path.text[..<name.startIndex].dropLast()
        if last.path != parent {
            last = (parent, try folder(at: parent))
        }
        try place(child, name, into: last.folder, at: path)
    }

    private func place(
        _ child: Child, _ name: Substring, into folder: Folder, at path: ProjectPath
    ) throws(InputTreeError) {
        guard let existing = folder.children.updateValue(child, forKey: name) else { return }
        folder.children[name] = existing
        switch (existing, child) {
        case (.file(let old), .file(let new)) where old == new: break
        case (.symlink(let old), .symlink(let new)) where old == new: break
        case (.finished(let old), .finished(let new)) where old == new: break
        case (.finished(let old), .finished(let new)):
            let opened = Self.open(old)
            folder.children[name] = .open(opened)
            try merge(new, into: opened, at: path)
        case (.open(let old), .finished(let new)): try merge(new, into: old, at: path)
        default: throw Self.conflict(existing, child, at: path)
        }
    }

    private func merge(
        _ tree: DirectoryTree, into folder: Folder, at path: ProjectPath
    ) throws(InputTreeError) {
        for entry in tree.entries {
            let below = path.appending(RelativePath(unchecked: entry.name))
            try place(Child(entry.node), entry.name[...], into: folder, at: below)
        }
    }

    /// The folder at a path, made along with those above it.
    private func folder(at path: Substring) throws(InputTreeError) -> Folder {
        var folder = root
        for component in path.split(separator: "/") {
            switch folder.children[component] {
            case nil:
                let opened = Folder()
                folder.children[component] = .open(opened)
                folder = opened
            case .open(let opened): folder = opened
            case .finished(let tree):
                let opened = Self.open(tree)
                folder.children[component] = .open(opened)
                folder = opened
            case .file(let file):
                throw Self.conflict(
                    .file(file), .open(Folder()), at: Self.prefix(of: path, through: component))
            case .symlink(let target):
                throw Self.conflict(
                    .symlink(target), .open(Folder()),
                    at: Self.prefix(of: path, through: component))
            }
        }
        return folder
    }

    private static func prefix(of path: Substring, through component: Substring) -> ProjectPath {
        ProjectPath(unchecked: String(path[..<component.endIndex]))
    }

    private static func open(_ tree: DirectoryTree) -> Folder {
        let folder = Folder()
        for entry in tree.entries { folder.children[entry.name[...]] = Child(entry.node) }
        return folder
    }

    private static func finish(_ folder: Folder) -> DirectoryTree {
        DirectoryTree(
            entries: folder.children.map { name, child in
                let node: DirectoryTree.Node =
                    switch child {
                    case .file(let file): .file(file)
                    case .symlink(let target): .symlink(target: target)
                    case .finished(let tree): .directory(tree)
                    case .open(let folder): .directory(finish(folder))
                    }
                return DirectoryTree.Entry(name: String(name), node: node)
            })
    }

    private static func conflict(
        _ old: Child, _ new: Child, at path: ProjectPath
    ) -> InputTreeError {
        let message =
            switch (old, new) {
            case (.file(let old), .file(let new)) where old.digest == new.digest:
                "`\(path)` is an input twice, once as an executable file and once as a plain one"
            case (.file, .file): "`\(path)` is an input twice, with different contents"
            default: "`\(path)` is an input twice, as \(old.noun) and as \(new.noun)"
            }
        return InputTreeError(path: path, message: message)
    }
}
