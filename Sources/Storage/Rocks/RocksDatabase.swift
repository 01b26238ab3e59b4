internal import BuildModel
internal import CRocksDB

/// An open RocksDB: reads on the caller's thread, writes through one thread that groups them.
///
/// It is closed when the last reference goes, so nobody can use it after that, and the lock file is
/// let go only then.
final class RocksDatabase: @unchecked Sendable {
    // Sendable because all stored properties are immutable and RocksDB's handles may be used from
    // any thread at the same time.

    /// A table of its own with its own key space.
    enum Family: Int, CaseIterable {
        case results
        case blobs
        case records

        var name: String {
            switch self {
            case .results: "results"
            case .blobs: "blobs"
            case .records: "records"
            }
        }
    }

    private let handle: OpaquePointer
    /// RocksDB's own default family, which is empty, and ours in the order of their raw values.
    private let families: [OpaquePointer?]
    private let readOptions: OpaquePointer?
    private let writer: RocksWriter
    private let lock: StoreLock

    /// Opens the database in a folder, creating it if there is none.
    ///
    /// - Throws: `.corrupt` if its files are damaged, `.noSpace`, `.ioFailure`.
    init(_ folder: AbsolutePath, holding lock: StoreLock) throws(StorageError) {
        let options = RocksOptions()
        let names = ["default"] + Family.allCases.map(\.name)
        var handles = [OpaquePointer?](repeating: nil, count: names.count)
        var message: UnsafeMutablePointer<CChar>?
        let cNames = names.map { strdupForRocks($0) }
        defer { for name in cNames { name.deallocate() } }
        let opened = cNames.map { UnsafePointer<CChar>?($0) }.withUnsafeBufferPointer { names in
            [OpaquePointer?](repeating: options.pointer, count: names.count)
                .withUnsafeBufferPointer { perFamily in
                    rocksdb_open_column_families(
                        options.pointer, folder.text, Int32(names.count), names.baseAddress,
                        perFamily.baseAddress, &handles, &message)
                }
        }
        guard let opened else {
            throw StorageError(
                rocks: consume(message) ?? "no reason given", "Cannot open database `\(folder)`")
        }
        handle = opened
        families = handles
        readOptions = rocksdb_readoptions_create()
        writer = RocksWriter(
            database: opened, families: handles, folder: folder.text)
        self.lock = lock
    }

    deinit {
        // Nobody waits for a write any more, or this would still be referenced.
        writer.stop()
        // Its files stay locked until the process ends.
        if writer.isBroken { return }
        for family in families { rocksdb_column_family_handle_destroy(family) }
        rocksdb_readoptions_destroy(readOptions)
        rocksdb_close(handle)
        lock.release()
    }

    /// Calls `body` with the stored bytes of a key, or with nil if there are none.
    ///
    /// - Throws: `.corrupt`, `.ioFailure`, and what `body` throws.
    func withValue<Result>(
        of key: [UInt8], in family: Family,
        _ body: (UnsafeRawBufferPointer?) -> Result
    ) throws(StorageError) -> Result {
        var message: UnsafeMutablePointer<CChar>?
        let slice = key.withUnsafeBytes { key in
            rocksdb_get_pinned_cf(
                handle, readOptions, families[family.rawValue + 1],
                key.baseAddress?.assumingMemoryBound(to: CChar.self), key.count, &message)
        }
        if let message = consume(message) {
            throw StorageError(rocks: message, "Cannot read from the cache database")
        }
        guard let slice else { return body(nil) }
        defer { rocksdb_pinnableslice_destroy(slice) }
        var count = 0
        let bytes = rocksdb_pinnableslice_value(slice, &count)
        return body(UnsafeRawBufferPointer(start: bytes, count: count))
    }

    /// Calls `body` with each key that starts with `prefix` and its stored bytes, in key order.
    ///
    /// - Throws: `.corrupt`, `.ioFailure`.
    func forEach(
        withPrefix prefix: [UInt8], in family: Family,
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void
    ) throws(StorageError) {
        let iterator = rocksdb_create_iterator_cf(
            handle, readOptions, families[family.rawValue + 1])
        defer { rocksdb_iter_destroy(iterator) }
        prefix.withUnsafeBytes { prefix in
            rocksdb_iter_seek(
                iterator, prefix.baseAddress?.assumingMemoryBound(to: CChar.self), prefix.count)
        }
        while rocksdb_iter_valid(iterator) != 0 {
            var keySize = 0
            var valueSize = 0
            let key = UnsafeRawBufferPointer(
                start: rocksdb_iter_key(iterator, &keySize), count: keySize)
            guard key.starts(with: prefix) else { return }
            let value = UnsafeRawBufferPointer(
                start: rocksdb_iter_value(iterator, &valueSize), count: valueSize)
            body(key, value)
            rocksdb_iter_next(iterator)
        }
        var message: UnsafeMutablePointer<CChar>?
        rocksdb_iter_get_error(iterator, &message)
        if let message = consume(message) {
            throw StorageError(rocks: message, "Cannot read from the cache database")
        }
    }

    /// Whether it can only be opened again by another process.
    var isBroken: Bool { writer.isBroken }

    /// Makes all changes or none; they are in the log, which survives the process, on return.
    ///
    /// - Throws: `.noSpace`, `.ioFailure`.
    func write(_ changes: [RocksWriter.Change]) async throws(StorageError) {
        try await writer.write(changes)
    }
}

/// Takes over a message that RocksDB allocated.
func consume(_ message: UnsafeMutablePointer<CChar>?) -> String? {
    guard let message else { return nil }
    defer { rocksdb_free(message) }
    return String(cString: message)
}

/// A copy of text as a C string that the caller deallocates.
private func strdupForRocks(_ text: String) -> UnsafeMutablePointer<CChar> {
    let bytes = text.utf8CString
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    for (index, byte) in bytes.enumerated() { (copy + index).initialize(to: byte) }
    return copy
}

extension StorageError {
    /// What RocksDB's message means; its C API has no codes.
    init(rocks message: String, _ what: String) {
        let code: Code =
            if message.hasPrefix("Corruption") || message.contains("No such file") {
                // Of the database's own files none goes missing by itself.
                .corrupt
            } else if message.contains("No space left") || message.contains("quota exceeded") {
                .noSpace
            } else {
                .ioFailure
            }
        self.init(code, "\(what): \(message)")
    }
}
