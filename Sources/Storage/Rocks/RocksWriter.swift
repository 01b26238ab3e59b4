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
    }

    private let queue = Monitor(Queue())
    private let database: OpaquePointer
    private let families: [OpaquePointer?]

    /// Starts the thread.
    init(database: OpaquePointer, families: [OpaquePointer?]) {
        self.database = database
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
        let result = await withCheckedContinuation { continuation in
            queue.change {
                $0.requests.append(Request(changes: changes, continuation: continuation))
            }
        }
        try result.get()
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
                    .failure(StorageError(rocks: message, "Cannot write to the cache database"))
                } else {
                    .success(())
                }
            // The handles are not used past this point: a caller may close the database now.
            for request in requests { request.continuation.resume(returning: result) }
        }
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
