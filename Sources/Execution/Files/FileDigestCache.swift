public import BuildModel
import Glibc
public import Storage
import Synchronization

/// Digests of files on disk, remembered by device, inode, size and time stamps, so that a file that
/// has not changed is looked at but not read.
///
/// A record vouches for a file only when its time stamps are older than the moment of hashing by
/// more than the clock's granularity, for a change within one tick would not show in them. A file
/// that was hashed too soon after it was written is read once more the next time.
///
/// Lock order: `state` is a leaf, held for one look-up or change.
public final class FileDigestCache: Sendable {
    private struct State {
        var known: [FileStatus.Identity: FileDigestRecord] = [:]
        var unwritten: [FileStatus.Identity] = []
    }

    /// Records that are kept back to be written in one batch.
    private static let batch = 512
    private static let table = RecordTable("file-digest/1")
    private let state = Mutex(State())
    private let records: any RecordStore
    private let workers: JobSlots

    /// Makes a cache.
    ///
    /// - Parameters:
    ///   - records: Where digests outlive the process; failures there only cost time.
    ///   - workers: Threads that read and hash.
    public init(records: any RecordStore, workers: JobSlots) {
        self.records = records
        self.workers = workers
    }

    /// The digest of a regular file, read only when no record vouches for it.
    ///
    /// - Returns: `nil` when nothing is there, or something that is no regular file.
    /// - Throws: `.ioFailure` when the file cannot be read.
    public func digest(of path: AbsolutePath) async throws(ExecutionError) -> Digest? {
        guard let status = try FileStatus(at: path.text, following: true), status.kind == .file
        else { return nil }
        return try await digest(of: path.text, status: status)
    }

    /// The digests of many files, hashed in parallel.
    ///
    /// - Returns: In the order of `paths`; `nil` where there is no regular file.
    /// - Throws: `.ioFailure`, the first in the order of `paths`.
    public func digests(
        of paths: [AbsolutePath]
    ) async throws(ExecutionError) -> [Digest?] {
        try await concurrently(paths, width: workers.count * 2) {
            (path) async throws(ExecutionError) in try await self.digest(of: path)
        }
    }

    /// Writes what is to outlive the process; to be called at the end of a command.
    public func flush() async {
        let changes = state.withLock { takeChanges(&$0) }
        // Lost records cost reading the files again.
        if !changes.isEmpty { try? await records.write(changes) }
    }

    // MARK: For the collector and the materializer

    /// What a record vouches for, without reading the file.
    func known(_ status: FileStatus) async -> Digest? {
        if let record = state.withLock({ $0.known[status.identity] }) {
            return record.vouches(for: status) ? record.digest : nil
        }
        let stored = try? await records.value(for: status.identity.encoded, in: Self.table)
        guard let stored, let record = FileDigestRecord(stored), record.vouches(for: status) else {
            return nil
        }
        state.withLock { $0.known[status.identity] = $0.known[status.identity] ?? record }
        return record.digest
    }

    func digest(of path: String, status: FileStatus) async throws(ExecutionError) -> Digest {
        if let digest = await known(status) { return digest }
        let (record, hashed) = try await workers.run { (_) throws(ExecutionError) in
            try hash(path, status)
        }
        await remember(record, of: hashed)
        return record.digest
    }

    /// Notes what a file holds; `readAt` is when reading began, or writing had ended.
    func remember(_ record: FileDigestRecord, of identity: FileStatus.Identity) async {
        let changes = state.withLock { state in
            state.known[identity] = record
            if let readAt = record.readAt, !record.version.isRacy(readAt: readAt) {
                state.unwritten.append(identity)
            }
            return state.unwritten.count >= Self.batch ? takeChanges(&state) : RecordChanges()
        }
        if !changes.isEmpty { try? await records.write(changes) }
    }

    private func takeChanges(_ state: inout State) -> RecordChanges {
        var changes = RecordChanges()
        for identity in state.unwritten {
            guard let record = state.known[identity] else { continue }
            changes.set(identity.encoded, to: record.encoded, in: Self.table)
        }
        state.unwritten.removeAll(keepingCapacity: true)
        return changes
    }
}

/// Hashes a file that may change meanwhile: the digest is of what was read, and the version is the
/// one before, which then vouches for nothing.
private func hash(
    _ path: String, _ status: FileStatus
) throws(ExecutionError) -> (FileDigestRecord, FileStatus.Identity) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .file("read", path, .last) }
    defer { close(file) }
    let readAt = wallClock()
    let before = FileStatus(descriptor: file) ?? status
    var hasher = DigestHasher()
    let failure: SystemError? = withUnsafeTemporaryAllocation(byteCount: 1 << 17, alignment: 64) {
        while true {
            let count = read(file, $0.baseAddress, $0.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { return .last }
            if count == 0 { return nil }
            hasher.update(UnsafeRawBufferPointer(rebasing: $0[..<count]))
        }
    }
    if let failure { throw .file("read", path, failure) }
    let record = FileDigestRecord(
        version: before.version, digest: hasher.finalize(), readAt: readAt)
    return (record, before.identity)
}

/// `Result(catching:)` for asynchronous work.
func asyncResult<Value>(
    _ body: () async throws(ExecutionError) -> Value
) async -> Result<Value, ExecutionError> {
    do {
        return .success(try await body())
    } catch {
        return .failure(error)
    }
}
