internal import BuildModel

/// Results of actions on disk, encoded as the Remote Execution API does.
struct RocksActionCache: ActionCache {
    let store: LocalStore

    private var contents: RocksContentStore { RocksContentStore(store: store) }

    func result(for action: ActionDigest) async throws(StorageError) -> ActionResult? {
        let database = try await store.database()
        let key = action.digest.hashBytes
        guard let bytes = try await store.bytes(under: key, in: .results, database) else {
            return nil
        }
        do throws(StorageError) {
            let result = try await decode(bytes, database)
            let named = Array(result.contentDigests)
            if try await contents.missing(among: named, in: database).isEmpty { return result }
        } catch {
            guard error.code == .notFound || error.code == .corrupt else { throw error }
        }
        store.report(.incompleteResult(action))
        try await remove(action, database)
        return nil
    }

    func record(
        _ result: ActionResult, for action: ActionDigest
    ) async throws(StorageError) {
        try await result.checkCanBeRecorded(for: action, store.contents)
        // Before the result: it refers to them.
        try await store.contents.write(result.encodedTrees.map { Blob($0) })
        try await store.database().write([
            .init(
                family: .results, key: action.digest.hashBytes,
                value: RecordFrame.encode(result.encoded))
        ])
    }

    func remove(_ action: ActionDigest) async throws(StorageError) {
        try await remove(action, store.database())
    }

    private func remove(
        _ action: ActionDigest, _ database: RocksDatabase
    ) async throws(StorageError) {
        try await database.write([
            .init(family: .results, key: action.digest.hashBytes, value: nil)
        ])
    }

    /// - Throws: `.notFound` if a folder's description is missing, `.corrupt` if it or the result
    ///   cannot be decoded.
    private func decode(
        _ bytes: [UInt8], _ database: RocksDatabase
    ) async throws(StorageError) -> ActionResult {
        let malformed = { (error: any Error) in
            StorageError(.corrupt, "A cached result cannot be decoded", cause: error)
        }
        let message: ActionResultMessage
        do { message = try ActionResultMessage(decoding: bytes) } catch { throw malformed(error) }
        var trees: [Digest: DirectoryTree] = [:]
        for digest in message.treeDigests {
            let tree = try await contents.read(digest, in: database)
            do { trees[digest] = try DirectoryTree(encodedTree: tree) } catch {
                throw malformed(error)
            }
        }
        do { return try message.result(trees: trees) } catch { throw malformed(error) }
    }
}
