public import BuildModel
import Incremental

/// What lies at an artifact's path, and what else must lie elsewhere for it to be of use.
///
/// A symbolic link is of no use without what it leads to. The links which bld makes itself, and the
/// folders of such links, carry that along, so that an input tree holds both.
public struct ArtifactValue: Sendable, Hashable {
    /// What lies at the path itself.
    public let value: OutputValue
    /// What the links in `value` lead to, at any number of steps, by path.
    public let referents: [ProjectPath: OutputValue]
    /// Of an output whose place follows from its content, or a part of it: what stands for the
    /// content of all of it.
    public let content: String?

    /// Creates a value.
    public init(
        _ value: OutputValue, referents: [ProjectPath: OutputValue] = [:], content: String? = nil
    ) {
        self.value = value
        self.referents = referents
        self.content = content
    }

    /// Adds everything that can be told from outside.
    func fingerprint(into fingerprinter: inout Fingerprinter) {
        fingerprinter.add(value)
        fingerprinter.combine(content ?? "")
        fingerprinter.combine(referents.count)
        for (path, value) in referents.sorted(by: { $0.key < $1.key }) {
            fingerprinter.combine(path.text)
            fingerprinter.add(value)
        }
    }
}

extension Fingerprinter {
    /// Adds the content of an output.
    mutating func add(_ value: OutputValue) {
        switch value {
        case .file(let file):
            combine(file.isExecutable ? 1 : 0)
            add(file.digest)
        case .symlink(let target):
            combine(2)
            combine(target)
        case .directory(let tree):
            combine(3)
            add(tree.digest)
        }
    }

    private mutating func add(_ digest: Digest) {
        combine(bytes: digest.hashBytes)
        combine(Int(digest.sizeBytes))
    }
}

extension OutputValue {
    /// What stands for it in paths that follow from content: 16 hexadecimal digits.
    var contentHash: String {
        switch self {
        // Two files that differ in nothing else cannot lie in one place either.
        case .file(let file) where file.isExecutable: Digest(of: file.digest.hex + "+x").shortHex
        case .file(let file): file.digest.shortHex
        case .directory(let tree): tree.digest.shortHex
        case .symlink(let target): Digest(of: target).shortHex
        }
    }

    /// The value with all files in it executable, or none.
    func settingExecutable(_ isExecutable: Bool) -> OutputValue {
        switch self {
        case .file(let file):
            return .file(FileValue(digest: file.digest, isExecutable: isExecutable))
        case .symlink: return self
        case .directory(let tree):
            return .directory(
                DirectoryTree(
                    entries: tree.entries.map { entry in
                        let value = OutputValue(entry.node).settingExecutable(isExecutable)
                        return DirectoryTree.Entry(name: entry.name, node: value.node)
                    }))
        }
    }
}

extension Digest {
    /// The first 16 hexadecimal digits of the hash.
    fileprivate var shortHex: String { String(hex.prefix(16)) }
}
