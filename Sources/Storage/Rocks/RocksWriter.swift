internal import CRocksDB
internal import Glibc

/// The one thread that writes to the database.
///
/// Writes that arrive while it is busy are put together into one batch, in their order. Callers do
/// not wait on the thread: they are suspended until their batch is in the log.
final class RocksWriter: @unchecked Sendable {
    // Sendable because `queue` is only touched under its own lock, and the handles are immutable
    // and may be used from any thread.

    /// One change; a nil value removes.
    struct Change: Sendable {
        var family: RocksDatabase.Family
        var key: [UInt8]
        var value: [UInt8]?
    }

    private struct Request {
        let changes: [Change]
        let continuation: CheckedContinuation<Result<Void, StorageError>, Never>
    }

    private struct Queue {
        var requests: [Request] = []
        var isStopped = false
        /// Why nothing can be written any more.
        var failure: StorageError?
    }

    private let queue = Monitor(Queue())
    private let database: OpaquePointer
    private let families: [OpaquePointer?]
    private let folder: String

    /// Below so many free bytes nothing is handed to RocksDB, which a full disk may stop with the
    /// whole program.
    private static let reserveBytes = 16 << 20

    /// Starts the thread.
    init(database: OpaquePointer, families: [OpaquePointer?], folder: String) {
        self.database = database
        self.folder = folder
        self.families = families
        startThread { self.run() }
    }

    /// Ends the thread, which must have nothing to do any more.
    func stop() {
        queue.change { queue in
            precondition(queue.requests.isEmpty, "the database is closed while somebody writes")
            queue.isStopped = true
        }
    }

    /// Makes all changes or none.
    func write(_ changes: [Change]) async throws(StorageError) {
        if changes.isEmpty { return }
        var disk = statvfs()
        if statvfs(folder, &disk) == 0,
            Int(disk.f_bavail) * Int(disk.f_frsize) < RocksWriter.reserveBytes
        {
            throw StorageError(.noSpace, "There is too little space left for `\(folder)`")
        }
        let result = await withCheckedContinuation { continuation in
            let request = Request(changes: changes, continuation: continuation)
            var failure: StorageError?
            queue.change { queue in
                failure = queue.failure
                if failure == nil { queue.requests.append(request) }
            }
            if let failure { continuation.resume(returning: .failure(failure)) }
        }
        try result.get()
    }

    /// Whether a write has failed, after which RocksDB must not be used again, not even be closed:
    /// it stops the program if it is.
    var isBroken: Bool {
        var isBroken = false
        queue.change { isBroken = $0.failure != nil }
        return isBroken
    }

    private func run() {
        let options = rocksdb_writeoptions_create()
        let batch = rocksdb_writebatch_create()
        defer {
            rocksdb_writebatch_destroy(batch)
            rocksdb_writeoptions_destroy(options)
        }
        while true {
            let requests = queue.waitUntil(
                { !$0.requests.isEmpty || $0.isStopped },
                take: { queue in
                    defer { queue.requests = [] }
                    return queue.requests
                })
            if requests.isEmpty { return }
            for request in requests {
                for change in request.changes { add(change, to: batch) }
            }
            var message: UnsafeMutablePointer<CChar>?
            rocksdb_write(database, options, batch, &message)
            rocksdb_writebatch_clear(batch)
            let result: Result<Void, StorageError> =
                if let message = consume(message) {
                    .failure(fail(message))
                } else {
                    .success(())
                }
            // The handles are not used past this point: a caller may close the database now.
            for request in requests { request.continuation.resume(returning: result) }
        }
    }

    /// Notes that nothing can be written any more.
    private func fail(_ message: String) -> StorageError {
        let error = StorageError(rocks: message, "Cannot write to the cache database")
        var late: [Request] = []
        queue.change { queue in
            queue.failure = error
            late = queue.requests
            queue.requests = []
        }
        for request in late { request.continuation.resume(returning: .failure(error)) }
        return error
    }

    private func add(_ change: Change, to batch: OpaquePointer?) {
        let family = families[change.family.rawValue + 1]
        change.key.withUnsafeBytes { key in
            let keyBytes = key.baseAddress?.assumingMemoryBound(to: CChar.self)
            guard let value = change.value else {
                rocksdb_writebatch_delete_cf(batch, family, keyBytes, key.count)
                return
            }
            value.withUnsafeBytes { value in
                rocksdb_writebatch_put_cf(
                    batch, family, keyBytes, key.count,
                    value.baseAddress?.assumingMemoryBound(to: CChar.self), value.count)
            }
        }
    }
}
