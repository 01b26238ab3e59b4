internal import BuildModel
internal import Glibc

/// Content on disk: small blobs in the database, large ones as files.
struct RocksContentStore: ContentAddressableStore {
    /// Blobs of at least this many bytes are files.
    ///
    /// Below, the database is faster to write and packs blobs more tightly than a file system.
    /// Part of the store's format: a blob is looked for in one place only.
    static let smallestFile: Int64 = 16 << 10

    let store: LocalStore

    private var files: BlobFiles { BlobFiles(folder: store.paths.blobs) }

    func missing(among digests: [Digest]) async throws(StorageError) -> [Digest] {
        try await missing(among: digests, in: nil)
    }

    /// Says what is missing, for whoever may have the database already.
    func missing(
        among digests: [Digest], in database: RocksDatabase?
    ) async throws(StorageError) -> [Digest] {
        var missing: [Digest] = []
        var database = database
        for digest in digests.uniqued() where digest.sizeBytes != 0 {
            let isThere: Bool
            if digest.isFile {
                isThere = try files.contains(digest)
            } else {
                let opened: RocksDatabase
                if let database { opened = database } else { opened = try await store.database() }
                database = opened
                isThere = try opened.withValue(of: digest.hashBytes, in: .blobs) { $0 != nil }
            }
            if !isThere { missing.append(digest) }
        }
        return missing
    }

    func read(_ digest: Digest) async throws(StorageError) -> [UInt8] {
        try await read(digest, in: nil)
    }

    /// Reads content, for whoever may have the database already.
    func read(
        _ digest: Digest, in database: RocksDatabase?
    ) async throws(StorageError) -> [UInt8] {
        if digest.sizeBytes == 0 { return [] }
        return try await reportingDamage(of: digest) { () async throws(StorageError) in
            if digest.isFile { return try files.read(digest) }
            return try await readRecord(digest, in: database)
        }
    }

    func write(_ blobs: [Blob]) async throws(StorageError) {
        var changes: [RocksWriter.Change] = []
        for blob in blobs where blob.digest.sizeBytes != 0 {
            if blob.digest.isFile {
                try files.write(blob)
            } else {
                changes.append(Self.change(blob))
            }
        }
        if changes.isEmpty { return }
        try await store.database().write(changes)
    }

    func ingest(file: AbsolutePath) async throws(StorageError) -> Digest {
        switch try load(file) {
        case .stored(let digest): return digest
        case .small(let blob):
            try await write([blob])
            return blob.digest
        }
    }

    private enum Loaded {
        case stored(Digest)
        case small(Blob)
    }

    /// Stores a file that is large, reads one that is small.
    private func load(_ file: AbsolutePath) throws(StorageError) -> Loaded {
        let source = try OpenFile(file.text, O_RDONLY)
        let status = try source.status()
        guard status.isRegular else {
            throw StorageError(.ioFailure, "`\(file)` is not a regular file")
        }
        guard Int64(status.st_size) >= Self.smallestFile else {
            let blob = Blob(try source.read(Int(Self.smallestFile)))
            guard !blob.digest.isFile else { throw Self.changed(file) }
            return .small(blob)
        }
        let digest = try files.ingest(source)
        guard digest.isFile else { throw Self.changed(file) }
        return .stored(digest)
    }

    private static func changed(_ file: AbsolutePath) -> StorageError {
        StorageError(.ioFailure, "`\(file)` changed while it was being stored")
    }

    func copy(
        _ digest: Digest, to path: AbsolutePath, isExecutable: Bool
    ) async throws(StorageError) {
        try await reportingDamage(of: digest) { () async throws(StorageError) in
            if digest.isFile {
                return try files.copy(digest, to: path, isExecutable: isExecutable)
            }
            let bytes = digest.sizeBytes == 0 ? [] : try await readRecord(digest)
            try replaceFile(path, isExecutable: isExecutable) { file throws(StorageError) in
                try file.write(bytes)
            }
        }
    }

    private func readRecord(
        _ digest: Digest, in given: RocksDatabase? = nil
    ) async throws(StorageError) -> [UInt8] {
        let database: RocksDatabase
        if let given { database = given } else { database = try await store.database() }
        let key = digest.hashBytes
        guard let bytes = try await store.bytes(under: key, in: .blobs, database) else {
            throw StorageError(.notFound, "Blob \(digest) is not in the store")
        }
        guard Digest(of: bytes) == digest else {
            try await database.write([.init(family: .blobs, key: key, value: nil)])
            throw StorageError(.corrupt, "Blob \(digest) was damaged and has been removed")
        }
        return bytes
    }

    private func reportingDamage<Value>(
        of digest: Digest, _ body: () async throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        do throws(StorageError) {
            return try await body()
        } catch {
            if error.code == .corrupt { store.report(.damagedContent(digest)) }
            throw error
        }
    }

    private static func change(_ blob: Blob) -> RocksWriter.Change {
        .init(
            family: .blobs, key: blob.digest.hashBytes, value: RecordFrame.encode(blob.bytes))
    }
}

extension Digest {
    /// Whether a blob of this size is a file of the store.
    fileprivate var isFile: Bool { sizeBytes >= RocksContentStore.smallestFile }
}
