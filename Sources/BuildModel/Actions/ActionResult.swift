/// What running an action's command gave: kept in caches under the action's digest.
public struct ActionResult: Hashable, Sendable {
    /// What was made, by path relative to the command's working directory, the project root.
    public var outputs: [ProjectPath: OutputValue]
    /// What the command exited with; results of failed commands are not kept by caches.
    public var exitCode: Int32
    /// What the command wrote to its standard output; ``Digest/empty`` if nothing.
    public var stdout: Digest
    /// What the command wrote to its standard error; ``Digest/empty`` if nothing.
    public var stderr: Digest
    /// How long the command ran.
    public var wallTime: Duration

    /// Creates a result.
    public init(
        outputs: [ProjectPath: OutputValue] = [:], exitCode: Int32 = 0, stdout: Digest = .empty,
        stderr: Digest = .empty, wallTime: Duration = .zero
    ) {
        self.outputs = outputs
        self.exitCode = exitCode
        self.stdout = stdout
        self.stderr = stderr
        self.wallTime = wallTime
    }

    /// The content that has to be in the store for the result to be of use.
    ///
    /// That is files, also those in folders, and what the command printed, but not the messages
    /// that describe folders.
    public var contentDigests: Set<Digest> {
        var digests: Set<Digest> = []
        for output in outputs.values {
            switch output {
            case .file(let file): digests.insert(file.digest)
            case .symlink: break
            case .directory(let tree): tree.insertContentDigests(into: &digests)
            }
        }
        digests.insert(stdout)
        digests.insert(stderr)
        digests.remove(.empty)
        return digests
    }
}

extension DirectoryTree {
    /// Adds the digest of every file at any depth.
    public func insertContentDigests(into digests: inout Set<Digest>) {
        for entry in entries {
            switch entry.node {
            case .file(let file): digests.insert(file.digest)
            case .symlink: break
            case .directory(let tree): tree.insertContentDigests(into: &digests)
            }
        }
    }
}
