internal import BuildModel
internal import Glibc

/// Large blobs, one read-only file each, named by their hash in 256 folders.
///
/// A file gets its name only when it is complete: it is written without a name (`O_TMPFILE`) and
/// linked, or, where the file system cannot do that, written under another name and renamed. A
/// killed process therefore leaves nothing half-written under a hash. A power failure may, for
/// nothing is synced: sizes are checked before anything is believed, and hashes on the way out.
struct BlobFiles: Sendable {
    let folder: AbsolutePath
    /// Whether to try `O_TMPFILE`; tests turn it off.
    var usesUnnamedFiles = true

    /// Whether a blob is there with the right size.
    func contains(_ digest: Digest) throws(StorageError) -> Bool {
        var status = stat()
        let path = path(of: digest)
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else {
                throw StorageError(errno: errno, "Cannot examine `\(path)`")
            }
            return false
        }
        return status.isRegular && Int64(status.st_size) == digest.sizeBytes
    }

    /// Stores bytes.
    func write(_ blob: Blob) throws(StorageError) {
        if try contains(blob.digest) { return }
        let staged = try StagedFile(in: folder, unnamed: usesUnnamedFiles)
        try staged.file.write(blob.bytes)
        try staged.publish(as: path(of: blob.digest), sizeBytes: blob.digest.sizeBytes)
    }

    /// Stores what is left to read of a file.
    func ingest(_ source: borrowing OpenFile) throws(StorageError) -> Digest {
        let staged = try StagedFile(in: folder, unnamed: usesUnnamedFiles)
        var hasher = DigestHasher()
        if staged.file.clone(source) {
            // What is hashed is the clone: the source may change meanwhile.
            try staged.file.readAll { hasher.update($0) }
        } else {
            try source.readAll { piece throws(StorageError) in
                hasher.update(piece)
                try staged.file.write(piece)
            }
        }
        let digest = hasher.finalize()
        try staged.publish(as: path(of: digest), sizeBytes: digest.sizeBytes)
        return digest
    }

    /// Reads a blob.
    ///
    /// - Throws: `.notFound`; `.corrupt` after the file has been removed.
    func read(_ digest: Digest) throws(StorageError) -> [UInt8] {
        let file = try open(digest)
        let bytes = try file.read(Int(digest.sizeBytes))
        guard Digest(of: bytes) == digest else { throw discard(digest) }
        return bytes
    }

    /// Copies a blob to a new file.
    ///
    /// - Throws: `.notFound`; `.corrupt` after the file has been removed; `.noSpace`.
    func copy(
        _ digest: Digest, to path: AbsolutePath, isExecutable: Bool
    ) throws(StorageError) {
        let source = try open(digest)
        try replaceFile(path, isExecutable: isExecutable) { target throws(StorageError) in
            var hasher = DigestHasher()
            if target.clone(source) {
                try source.readAll { hasher.update($0) }
            } else {
                try source.readAll { piece throws(StorageError) in
                    hasher.update(piece)
                    try target.write(piece)
                }
            }
            guard hasher.finalize() == digest else { throw discard(digest) }
        }
    }

    /// Opens a blob whose size is right; removes one whose size is wrong.
    private func open(_ digest: Digest) throws(StorageError) -> OpenFile {
        let file = try OpenFile(path(of: digest), O_RDONLY | O_NOFOLLOW)
        let status = try file.status()
        guard status.isRegular, Int64(status.st_size) == digest.sizeBytes else {
            throw discard(digest)
        }
        return file
    }

    private func discard(_ digest: Digest) -> StorageError {
        unlink(path(of: digest))
        return StorageError(.corrupt, "Blob \(digest) was damaged and has been removed")
    }

    private func path(of digest: Digest) -> String {
        let hex = digest.hex
        return "\(folder)/\(hex.prefix(2))/\(hex.dropFirst(2))"
    }
}

/// A file of the store that has no lasting name yet.
private struct StagedFile: ~Copyable {
    let file: OpenFile
    /// Where the file system needs one; removed with the value.
    private let temporaryPath: String?

    init(in folder: AbsolutePath, unnamed: Bool) throws(StorageError) {
        if unnamed, let file = try Self.makeUnnamed(in: folder) {
            self.file = file
            temporaryPath = nil
        } else {
            let name = "\(folder)/tmp-\(getpid())-\(UInt64.random(in: .min ... .max))"
            file = try Self.make(name, O_RDWR | O_CREAT | O_EXCL, in: folder)
            temporaryPath = name
        }
    }

    /// A file without a name; nil where the file system has no such thing.
    private static func makeUnnamed(in folder: AbsolutePath) throws(StorageError) -> OpenFile? {
        // O_TMPFILE, which some C headers hide; O_DIRECTORY is part of it.
        let unnamed = O_DIRECTORY | 0o20_000_000
        do throws(StorageError) {
            return try make(folder.text, unnamed | O_RDWR, in: folder)
        } catch {
            if error.code == .ioFailure { return nil }
            throw error
        }
    }

    private static func make(
        _ path: String, _ flags: Int32, in folder: AbsolutePath
    ) throws(StorageError) -> OpenFile {
        do throws(StorageError) {
            return try OpenFile(path, flags)
        } catch {
            guard error.code == .notFound else { throw error }
            try makeFolder(folder)
            return try OpenFile(path, flags)
        }
    }

    deinit {
        if let temporaryPath { unlink(temporaryPath) }
    }

    /// Gives the file its name, if no file of the right size has it.
    func publish(as path: String, sizeBytes: Int64) throws(StorageError) {
        guard fchmod(file.descriptor, 0o444) == 0 else {
            throw StorageError(errno: errno, "Cannot protect a blob in `\(path)`")
        }
        // Twice at most: once more after making the folder or removing a damaged file.
        for _ in 0..<3 {
            if link(as: path) { return }
            switch errno {
            case EEXIST:
                var status = stat()
                guard lstat(path, &status) == 0 else { continue }
                if status.isRegular, Int64(status.st_size) == sizeBytes { return }
                unlink(path)
            case ENOENT:
                guard let shard = try? AbsolutePath(path).parent else { break }
                try makeFolder(shard)
            default: throw StorageError(errno: errno, "Cannot store `\(path)`")
            }
        }
        throw StorageError(errno: errno, "Cannot store `\(path)`")
    }

    private func link(as path: String) -> Bool {
        guard let temporaryPath else {
            return linkat(
                AT_FDCWD, "/proc/self/fd/\(file.descriptor)", AT_FDCWD, path, AT_SYMLINK_FOLLOW)
                == 0
        }
        return Glibc.link(temporaryPath, path) == 0
    }
}

extension stat {
    /// Whether it describes a regular file.
    var isRegular: Bool { st_mode & S_IFMT == S_IFREG }
}
