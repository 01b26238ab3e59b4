public import BuildModel
import Glibc
public import Storage

/// Reads what lies at paths of the project: the outputs of a command that has ended, or sources.
public struct OutputCollector: Sendable {
    /// What was found at the declared outputs of an action.
    public struct Collection: Sendable {
        /// What lies at each path where something does.
        public var values: [ProjectPath: OutputValue] = [:]
        /// The outputs that were not written, in the order of declaration.
        public var missing: [MissingOutput] = []
    }

    private let project: ProjectFolder
    private let digests: FileDigestCache
    private let store: any ContentAddressableStore

    /// Makes a collector.
    ///
    /// - Parameters:
    ///   - project: Where the paths start.
    ///   - digests: Remembers what files hold.
    ///   - store: Gets the files of outputs.
    public init(
        project: ProjectFolder, digests: FileDigestCache, store: any ContentAddressableStore
    ) {
        self.project = project
        self.digests = digests
        self.store = store
    }

    /// Reads declared outputs and puts their files in the store.
    ///
    /// - Parameter outputs: Files, links and folders; the latter are read in full.
    /// - Returns: What is there and what is not; when this returns, every file named in it can be
    ///   read from the store.
    /// - Throws: `.ioFailure` for what cannot be read or is neither file, link nor folder;
    ///   `.storeFailure` or `.noSpace` when the store does not take it.
    public func collect(_ outputs: [ProjectPath]) async throws(ExecutionError) -> Collection {
        var collection = Collection()
        for path in outputs {
            let text = project.absolute(path)
            if let status = try FileStatus(at: text) {
                collection.values[path] = try await value(text, status, ingest: true)
            } else {
                collection.missing.append(MissingOutput(path: path, in: project))
            }
        }
        return collection
    }

    /// Reads a source, following links, without putting anything in the store.
    ///
    /// - Returns: `nil` when nothing is there, or a link that leads nowhere.
    /// - Throws: `.ioFailure`.
    public func source(at path: ProjectPath) async throws(ExecutionError) -> OutputValue? {
        let text = project.absolute(path)
        guard let status = try FileStatus(at: text, following: true) else { return nil }
        return try await value(text, status, ingest: false)
    }

    /// Reads an output as it is, without putting anything in the store.
    ///
    /// - Returns: `nil` when nothing is there.
    /// - Throws: `.ioFailure`.
    public func output(at path: ProjectPath) async throws(ExecutionError) -> OutputValue? {
        let text = project.absolute(path)
        guard let status = try FileStatus(at: text) else { return nil }
        return try await value(text, status, ingest: false)
    }

    private func value(
        _ path: String, _ status: FileStatus, ingest: Bool
    ) async throws(ExecutionError) -> OutputValue {
        switch status.kind {
        case .file:
            let digest =
                ingest
                ? try await self.ingest(path, status)
                : try await digests.digest(of: path, status: status)
            return .file(FileValue(digest: digest, isExecutable: status.isExecutable))
        case .symlink:
            return .symlink(target: try target(ofLink: path))
        case .folder:
            return .directory(try await tree(path, ingest: ingest))
        case .other:
            throw ExecutionError(
                code: .ioFailure, message: "`\(path)` is neither a file, a link nor a folder")
        }
    }

    /// Entries are read in the order of their names; the files among them side by side.
    private func tree(
        _ path: String, ingest: Bool
    ) async throws(ExecutionError) -> DirectoryTree {
        let names = try names(inFolder: path)
        let entries = try await concurrently(names, width: 16) {
            (name) async throws(ExecutionError) -> DirectoryTree.Entry in
            let path = path + "/" + name
            guard let status = try FileStatus(at: path) else {
                throw .file("read", path, SystemError(number: ENOENT))
            }
            let value = try await value(path, status, ingest: ingest)
            return DirectoryTree.Entry(name: name, node: value.node)
        }
        return DirectoryTree(entries: entries)
    }

    /// Puts a file in the store, reading it once: the store's hash is remembered as the file's own.
    private func ingest(_ path: String, _ status: FileStatus) async throws(ExecutionError) -> Digest
    {
        do {
            if let digest = await digests.known(status), try await store.contains(digest) {
                return digest
            }
            let readAt = wallClock()
            let digest = try await store.ingest(file: AbsolutePath(path))
            if digest.sizeBytes == status.version.sizeBytes {
                let record = FileDigestRecord(
                    version: status.version, digest: digest, readAt: readAt)
                await digests.remember(record, of: status.identity)
            }
            return digest
        } catch let error as StorageError {
            throw ExecutionError(storing: path, error)
        } catch {
            throw ExecutionError(code: .ioFailure, message: "Cannot read `\(path)`", cause: error)
        }
    }
}

/// An output that a command did not write although its action declares it.
public struct MissingOutput: Sendable, Hashable, CustomStringConvertible {
    /// Where it should be.
    public let path: ProjectPath
    /// What is in the folder where it should be, at most eight names.
    public let found: [String]

    init(path: ProjectPath, in project: ProjectFolder) {
        self.path = path
        let folder = project.absolute(path.parent ?? .base)
        found = Array(((try? names(inFolder: folder)) ?? []).prefix(8))
    }

    /// As the end of a sentence that begins with the action.
    public var description: String {
        guard !found.isEmpty else { return "did not write `\(path)`" }
        let names = found.map { "`\($0)`" }.joined(separator: ", ")
        return "did not write `\(path)`; its folder has \(names)"
    }
}

/// The text that a symbolic link holds.
func target(ofLink path: String) throws(ExecutionError) -> String {
    let text: String? = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(PATH_MAX)) {
        guard let start = $0.baseAddress else { return nil }
        let count = start.withMemoryRebound(to: CChar.self, capacity: $0.count) { buffer in
            readlink(path, buffer, Int(PATH_MAX))
        }
        return count < 0 ? nil : String(decoding: $0[..<count], as: UTF8.self)
    }
    guard let text else { throw .file("read the link", path, .last) }
    return text
}
