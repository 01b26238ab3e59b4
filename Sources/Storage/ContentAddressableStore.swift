public import BuildModel

/// Bytes under their digest: the outputs of actions, what commands printed, folders' messages.
///
/// What is there is what was hashed: a conformer checks on the way out and removes what does not
/// match. The empty blob is always there. Writing what is there already is cheap and harmless, also
/// from several tasks or processes at once.
public protocol ContentAddressableStore: Sendable {
    /// Which of some blobs are not in the store, each once, in the order given.
    ///
    /// - Throws: `.ioFailure`.
    func missing(among digests: [Digest]) async throws(StorageError) -> [Digest]

    /// Reads a blob.
    ///
    /// - Throws: `.notFound` if it is absent; `.corrupt` if the stored bytes do not hash to
    ///   `digest`, after which they have been removed; `.ioFailure`.
    func read(_ digest: Digest) async throws(StorageError) -> [UInt8]

    /// Stores blobs under their digests; when it returns, all of them can be read.
    ///
    /// - Throws: `.noSpace`, `.ioFailure`; some of the blobs may then be there.
    func write(_ blobs: [Blob]) async throws(StorageError)

    /// Stores the content of a regular file, hashing it on the way; the file is left as it is.
    ///
    /// - Throws: `.notFound` if there is no such file, `.noSpace`, `.ioFailure`.
    func ingest(file: AbsolutePath) async throws(StorageError) -> Digest

    /// Writes a blob to a new file that may be changed without harm to the store.
    ///
    /// An existing file at the path is replaced; its folder must be there. The mode is 0644 or
    /// 0755.
    ///
    /// - Throws: As ``read(_:)``, and `.noSpace`; the path is then as it was before.
    func copy(
        _ digest: Digest, to path: AbsolutePath, isExecutable: Bool
    ) async throws(StorageError)
}

/// Bytes and their digest.
public struct Blob: Sendable {
    /// The digest of `bytes`.
    public let digest: Digest
    /// The bytes.
    public let bytes: [UInt8]

    /// Hashes bytes.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        digest = Digest(of: bytes)
    }

    /// Takes bytes whose digest is known.
    public init(_ bytes: [UInt8], digest: Digest) {
        self.bytes = bytes
        self.digest = digest
    }
}

extension ContentAddressableStore {
    /// Whether a blob is in the store.
    ///
    /// - Throws: `.ioFailure`.
    public func contains(_ digest: Digest) async throws(StorageError) -> Bool {
        try await missing(among: [digest]).isEmpty
    }

    /// Stores bytes.
    ///
    /// - Throws: `.noSpace`, `.ioFailure`.
    /// - Returns: Their digest.
    @discardableResult
    public func write(_ bytes: [UInt8]) async throws(StorageError) -> Digest {
        let blob = Blob(bytes)
        try await write([blob])
        return blob.digest
    }
}
