public import BuildModel
import Glibc
public import Storage

/// Writes outputs that are in the store to their places in the project.
///
/// What is right already stays untouched: a file costs one look at its status and a record of what
/// it holds. What is written shares no inode with the store, so that changing or damaging it does
/// no harm elsewhere.
public struct Materializer: Sendable {
    private let project: ProjectFolder
    private let digests: FileDigestCache
    private let store: any ContentAddressableStore

    /// Makes a materializer.
    ///
    /// - Parameters:
    ///   - project: Where the paths start.
    ///   - digests: Knows what files hold.
    ///   - store: Where content comes from.
    public init(
        project: ProjectFolder, digests: FileDigestCache, store: any ContentAddressableStore
    ) {
        self.project = project
        self.digests = digests
        self.store = store
    }

    /// Makes a path hold exactly a value; a folder loses everything else that is in it.
    ///
    /// - Returns: Whether anything had to be changed.
    /// - Throws: `.notFound` when the store no longer has the content: what made it must run again,
    ///   and part of a folder may have been written. `.noSpace`, `.ioFailure`, `.storeFailure`.
    @discardableResult
    public func materialize(
        _ value: OutputValue, at path: ProjectPath
    ) async throws(ExecutionError) -> Bool {
        let text = project.absolute(path)
        if try await holds(text, value) { return false }
        try project.makeFolder(around: path)
        try await write(value, text)
        return true
    }

    /// Whether a path holds exactly a value already.
    ///
    /// - Throws: `.ioFailure`.
    public func holds(
        _ value: OutputValue, at path: ProjectPath
    ) async throws(ExecutionError) -> Bool {
        try await holds(project.absolute(path), value)
    }

    // MARK: Comparing

    private func holds(_ path: String, _ value: OutputValue) async throws(ExecutionError) -> Bool {
        guard let status = try FileStatus(at: path) else { return false }
        switch (value, status.kind) {
        case (.file(let file), .file):
            // A file of another size need not be read.
            guard file.isExecutable == status.isExecutable,
                file.digest.sizeBytes == status.version.sizeBytes
            else { return false }
            return try await digests.digest(of: path, status: status) == file.digest
        case (.symlink(let target), .symlink):
            return try Execution.target(ofLink: path) == target
        case (.directory(let tree), .folder):
            guard try names(inFolder: path) == tree.entries.map(\.name) else { return false }
            for entry in tree.entries
            where try await !holds(path + "/" + entry.name, OutputValue(entry.node)) {
                return false
            }
            return true
        default:
            return false
        }
    }

    // MARK: Writing

    private func write(_ value: OutputValue, _ path: String) async throws(ExecutionError) {
        switch value {
        case .file(let file):
            try await write(file, path)
        case .symlink(let target):
            try removeTree(path)
            guard symlink(target, path) == 0 else { throw .file("make the link", path, .last) }
        case .directory(let tree):
            try await write(tree, path)
        }
    }

    private func write(_ file: FileValue, _ path: String) async throws(ExecutionError) {
        if try FileStatus(at: path)?.kind == .folder { try removeTree(path) }
        do {
            try await store.copy(
                file.digest, to: AbsolutePath(path), isExecutable: file.isExecutable)
        } catch let error as StorageError {
            throw ExecutionError(fetching: path, error)
        } catch {
            throw ExecutionError(code: .ioFailure, message: "Cannot write `\(path)`", cause: error)
        }
        guard let status = try FileStatus(at: path) else { return }
        let record = FileDigestRecord(
            version: status.version, digest: file.digest, readAt: wallClock())
        await digests.remember(record, of: status.identity)
    }

    private func write(_ tree: DirectoryTree, _ path: String) async throws(ExecutionError) {
        if try FileStatus(at: path)?.kind == .folder {
            for name in try names(inFolder: path) where tree[name] == nil {
                try removeTree(path + "/" + name)
            }
        } else {
            try removeTree(path)
            guard mkdir(path, 0o777) == 0 else { throw .file("make the folder", path, .last) }
        }
        _ = try await concurrently(tree.entries, width: 16) {
            (entry) async throws(ExecutionError) in
            let path = path + "/" + entry.name
            let value = OutputValue(entry.node)
            if try await !holds(path, value) { try await write(value, path) }
        }
    }
}
