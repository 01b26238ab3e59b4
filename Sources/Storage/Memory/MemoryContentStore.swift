public import BuildModel
internal import Glibc
internal import Synchronization

/// A content store in memory, for tests and for builds without a cache.
public final class MemoryContentStore: ContentAddressableStore {
    private let blobs = Mutex<[Digest: [UInt8]]>([:])

    /// Creates an empty store.
    public init() {}

    /// Which of some blobs have not been written, or have been removed.
    public func missing(among digests: [Digest]) async throws(StorageError) -> [Digest] {
        blobs.withLock { blobs in
            digests.uniqued().filter { $0.sizeBytes != 0 && blobs[$0] == nil }
        }
    }

    /// The bytes as they were written.
    public func read(_ digest: Digest) async throws(StorageError) -> [UInt8] {
        try bytes(of: digest)
    }

    /// Keeps the bytes.
    public func write(_ blobs: [Blob]) async throws(StorageError) {
        self.blobs.withLock { known in
            for blob in blobs { known[blob.digest] = blob.bytes }
        }
    }

    /// Reads a whole file into memory.
    public func ingest(file: AbsolutePath) async throws(StorageError) -> Digest {
        let source = try OpenFile(file.text, O_RDONLY)
        guard try source.status().isRegular else {
            throw StorageError(.ioFailure, "`\(file)` is not a regular file")
        }
        var bytes: [UInt8] = []
        try source.readAll { bytes.append(contentsOf: $0) }
        let blob = Blob(bytes)
        blobs.withLock { $0[blob.digest] = blob.bytes }
        return blob.digest
    }

    /// Writes a blob to a new file.
    public func copy(
        _ digest: Digest, to path: AbsolutePath, isExecutable: Bool
    ) async throws(StorageError) {
        let bytes = try bytes(of: digest)
        try replaceFile(path, isExecutable: isExecutable) { file throws(StorageError) in
            try file.write(bytes)
        }
    }

    /// Forgets a blob, as an eviction would.
    public func remove(_ digest: Digest) {
        blobs.withLock { _ = $0.removeValue(forKey: digest) }
    }

    private func bytes(of digest: Digest) throws(StorageError) -> [UInt8] {
        if digest.sizeBytes == 0 { return [] }
        guard let bytes = blobs.withLock({ $0[digest] }) else {
            throw StorageError(.notFound, "Blob \(digest) is not in the store")
        }
        return bytes
    }
}

extension Sequence where Element: Hashable {
    /// The elements without repetitions, in order.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
