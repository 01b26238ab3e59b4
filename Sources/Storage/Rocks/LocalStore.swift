internal import BuildModel
internal import Glibc
internal import Synchronization

/// The store of this user on this machine: content, results of actions and records.
///
/// Nothing is opened before it is needed. The first question that needs the database opens it, on a
/// thread of its own, waiting while another process owns it; all others that come meanwhile wait
/// for the same. If it cannot be opened, every question says why, at once, from then on.
///
/// Processes take turns. One that waits is given the database as soon as the questions that run
/// have been answered, and later questions wait until it comes back. So a question takes the
/// database once and hands it on to whatever it asks: one that had it and asked for it again
/// would wait for itself.
///
/// Lock order: `state`, then `lending`.
public final class LocalStore: Sendable {
    private enum State {
        case unopened
        case opening([UInt64: CheckedContinuation<Opened, Never>])
        case open(RocksDatabase)
        case failed(StorageError)
    }

    private typealias Opened = Result<RocksDatabase, StorageError>

    /// Where it lies.
    public let paths: StorePaths
    let report: @Sendable (StoreEvent) -> Void
    private let state = Mutex(State.unopened)
    private let nextWaiter = Atomic<UInt64>(0)
    private let lending: Mutex<StoreLending>
    private let patience: Duration

    /// Names a store; nothing is read or written yet.
    ///
    /// - Parameters:
    ///   - paths: Where it lies.
    ///   - turn: How long the database is kept at least before it goes to another process.
    ///   - patience: After how long a wait for another process is worth a report.
    ///   - report: Called from any thread, and must not block.
    public init(
        _ paths: StorePaths, turn: Duration = .seconds(1), patience: Duration = .seconds(2),
        report: @escaping @Sendable (StoreEvent) -> Void = { _ in }
    ) {
        self.paths = paths
        self.report = report
        self.patience = patience
        lending = Mutex(StoreLending(turn: turn))
    }

    /// Whether the database has been opened, or has been tried to.
    public var isOpened: Bool {
        state.withLock { if case .unopened = $0 { false } else { true } }
    }

    /// Whether nothing can be written any more before the process ends: the disk was full, or
    /// failed.
    public var isBroken: Bool {
        state.withLock { if case .open(let database) = $0 { database.isBroken } else { false } }
    }

    /// Lets go of the database and its lock once running questions are done.
    ///
    /// A later question opens it again.
    public func close() {
        // The database closes with its last reference, which must not happen under the lock.
        let closing: RocksDatabase? = state.withLock { state in
            guard case .open(let database) = state, !database.isBroken else { return nil }
            state = .unopened
            lending.withLock { $0.end() }
            return database
        }
        _ = consume closing
    }

    /// Keeps the database open, but lets go of it as soon as another process wants it.
    public func rest() {
        if lending.withLock({ $0.rest() }) { close() }
    }

    /// Ends a rest: whoever wants the database has to wait for a turn again.
    public func wake() { lending.withLock { $0.wake(at: .now) } }

    /// Hears that another process wants the database, which knocks again until it has it.
    private func knock() {
        if lending.withLock({ $0.knock(at: .now) }) { close() }
    }

    /// The database, opened if need be.
    ///
    /// - Throws: `.locked` if the task is cancelled while another process owns it, and whatever
    ///   keeps it from being opened.
    func database() async throws(StorageError) -> RocksDatabase {
        if case .open(let database) = state.withLock({ $0 }) { return database }
        let waiter = nextWaiter.add(1, ordering: .relaxed).newValue
        let opened = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                join(waiter, continuation)
            }
        } onCancel: {
            leave(waiter)
        }
        return try opened.get()
    }

    private func join(_ waiter: UInt64, _ continuation: CheckedContinuation<Opened, Never>) {
        enum Step {
            case resume(Opened)
            case start
            case wait
        }
        let isCancelled = Task.isCancelled
        let step = state.withLock { state -> Step in
            switch state {
            case .open(let database): return .resume(.success(database))
            case .failed(let error): return .resume(.failure(error))
            case .unopened:
                state = .opening([waiter: continuation])
                return .start
            case .opening(var waiters):
                if isCancelled { return .resume(.failure(Self.cancelled)) }
                waiters[waiter] = continuation
                state = .opening(waiters)
                return .wait
            }
        }
        switch step {
        case .resume(let opened): continuation.resume(returning: opened)
        case .start: startThread { self.finish(self.open()) }
        case .wait: break
        }
    }

    private func leave(_ waiter: UInt64) {
        let continuation = state.withLock { state -> CheckedContinuation<Opened, Never>? in
            guard case .opening(var waiters) = state else { return nil }
            let continuation = waiters.removeValue(forKey: waiter)
            state = .opening(waiters)
            return continuation
        }
        continuation?.resume(returning: .failure(Self.cancelled))
    }

    private func finish(_ opened: Opened) {
        let waiters = state.withLock { state in
            guard case .opening(let waiters) = state else {
                preconditionFailure("only the thread that opens the database ends the opening")
            }
            switch opened {
            case .success(let database):
                state = .open(database)
                let demand = StoreDemand(paths.lock) { [weak self] in self?.knock() }
                lending.withLock { $0.begin(at: .now, hearing: demand) }
            case .failure(let error): state = .failed(error)
            }
            return waiters
        }
        for waiter in waiters.values { waiter.resume(returning: opened) }
    }

    private func open() -> Opened {
        do throws(StorageError) {
            try makeFolder(paths.root)
            var hasWaited = false
            let lock = try StoreLock(paths.lock, patience: patience) { processID in
                hasWaited = true
                report(.waiting(processID: processID))
            }
            if hasWaited { report(.acquired) }
            do throws(StorageError) {
                return .success(try openOrReplace(holding: lock))
            } catch {
                lock.release()
                throw error
            }
        } catch {
            return .failure(error)
        }
    }

    private func openOrReplace(holding lock: StoreLock) throws(StorageError) -> RocksDatabase {
        do throws(StorageError) {
            return try RocksDatabase(paths.database, holding: lock)
        } catch {
            guard error.code == .corrupt else { throw error }
            // A cache is not worth repairing; what was in it can be made again.
            try setAside(paths.database)
            report(.replacedDatabase(reason: error.message))
            return try RocksDatabase(paths.database, holding: lock)
        }
    }

    private func setAside(_ folder: AbsolutePath) throws(StorageError) {
        let name = "\(folder)-damaged-\(getpid())-\(UInt32.random(in: .min ... .max))"
        guard rename(folder.text, name) == 0 else {
            throw StorageError(errno: errno, "Cannot set the damaged database `\(folder)` aside")
        }
    }

    private static let cancelled = StorageError(
        .locked, "Cancelled while waiting for the cache database")
}

extension LocalStore {
    /// Its content: small blobs in the database, large ones as files.
    public var contents: any ContentAddressableStore { RocksContentStore(store: self) }

    /// Its results of actions, which refer to its content.
    public var results: any ActionCache { RocksActionCache(store: self) }

    /// Its records.
    public var records: any RecordStore { RocksRecordStore(store: self) }

    /// Unwraps what lies under a key; reports and removes it if it is damaged.
    func bytes(
        under key: [UInt8], in family: RocksDatabase.Family, _ database: RocksDatabase
    ) async throws(StorageError) -> [UInt8]? {
        enum Found {
            case absent
            case damaged
            case bytes([UInt8])
        }
        let found: Found
        do throws(StorageError) {
            found = try database.withValue(of: key, in: family) { stored in
                guard let stored else { return .absent }
                return RecordFrame.decode(stored).map { .bytes($0) } ?? .damaged
            }
        } catch {
            guard error.code == .corrupt else { throw error }
            found = .damaged
        }
        switch found {
        case .absent: return nil
        case .bytes(let bytes): return bytes
        case .damaged:
            report(.damagedRecord("\(family.name) table"))
            try await database.write([.init(family: family, key: key, value: nil)])
            return nil
        }
    }
}
