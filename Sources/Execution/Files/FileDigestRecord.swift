import BuildModel

/// What is remembered of a file that was hashed: `digest` was right when the file had `version`.
///
/// ```text
/// key    device 8 | inode 8
/// value  size 8 | modified 8 | changed 8 | SHA-256 32     little-endian, nanoseconds
/// ```
struct FileDigestRecord: Sendable, Hashable {
    var version: FileStatus.Version
    var digest: Digest
    /// When reading began; `nil` for a record of an earlier process, written because it was safe.
    var readAt: Int64?

    /// Whether a file that looks like `status` has the content which was hashed.
    func vouches(for status: FileStatus) -> Bool {
        guard status.version == version else { return false }
        return readAt.map { !version.isRacy(readAt: $0) } ?? true
    }

    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(56)
        append(version.sizeBytes, to: &bytes)
        append(version.modified, to: &bytes)
        append(version.changed, to: &bytes)
        return bytes + digest.hashBytes
    }

    init(version: FileStatus.Version, digest: Digest, readAt: Int64) {
        self.version = version
        self.digest = digest
        self.readAt = readAt
    }

    /// Reads what ``encoded`` wrote; `nil` for anything else.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == 56 else { return nil }
        let numbers = bytes.withUnsafeBytes { raw in
            (0..<3).map {
                Int64(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self))
            }
        }
        version = FileStatus.Version(
            sizeBytes: numbers[0], modified: numbers[1], changed: numbers[2])
        let hashed = bytes.withUnsafeBytes {
            Digest(hash: UnsafeRawBufferPointer(rebasing: $0[24...]), sizeBytes: numbers[0])
        }
        guard let hashed else { return nil }
        digest = hashed
    }
}

extension FileStatus.Identity {
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        append(Int64(bitPattern: device), to: &bytes)
        append(Int64(bitPattern: inode), to: &bytes)
        return bytes
    }
}

private func append(_ number: Int64, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
}
