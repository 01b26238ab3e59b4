internal import BuildModel
internal import Glibc

/// The lock file of a store: who holds it owns the database and is named in it.
///
/// The kernel lets go of the lock when its holder ends, however that happens, so the file itself
/// stays where it is and its content is only believed while somebody holds the lock.
///
/// Beside it lies another lock, held by the process that is next. Who has just let go of the
/// database and wants it back at once stands in line behind that one.
final class StoreLock: Sendable {
    private let file: OpenFile

    /// Takes the lock, waiting for as long as other processes hold it.
    ///
    /// Blocks its thread.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - patience: How long to wait before that is worth telling.
    ///   - waiting: Called at most once, with the holder's process id if the file tells it.
    /// - Throws: `.ioFailure`, `.noSpace`.
    init(
        _ path: AbsolutePath, patience: Duration, waiting: (_ processID: Int32?) -> Void
    ) throws(StorageError) {
        file = try OpenFile(path.text, O_RDWR | O_CREAT, mode: 0o644)
        let line = try OpenFile("\(path).next", O_RDWR | O_CREAT, mode: 0o644)
        let impatient = ContinuousClock.now + patience
        var hasTold = false
        func rest() {
            if !hasTold, ContinuousClock.now >= impatient {
                hasTold = true
                waiting(holder)
            }
            var pause = timespec(tv_sec: 0, tv_nsec: 10_000_000)
            nanosleep(&pause, nil)
        }
        while try !line.lock() { rest() }
        while try !file.lock() {
            // Who has the database open hears the file being touched.
            futimens(file.descriptor, nil)
            rest()
        }
        line.unlock()
        // The name is a courtesy to who waits: failing to write it fails nothing.
        let name = Array("\(getpid())\n".utf8)
        if ftruncate(file.descriptor, 0) == 0 { _ = pwrite(file.descriptor, name, name.count, 0) }
    }

    /// Lets the next process have the database.
    func release() {
        _ = ftruncate(file.descriptor, 0)
        file.unlock()
    }

    /// Who is named in the file.
    private var holder: Int32? {
        var buffer = [UInt8](repeating: 0, count: 16)
        let count = pread(file.descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: buffer[..<count], as: UTF8.self).prefix { $0 != "\n" })
    }
}

extension OpenFile {
    /// Locks the file if nobody else has.
    fileprivate func lock() throws(StorageError) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        guard errno == EWOULDBLOCK || errno == EINTR else {
            throw StorageError(errno: errno, "Cannot lock `\(path)`")
        }
        return false
    }

    /// Lets others have the lock; closing would not, while a child that has not come to its `exec`
    /// yet has the file open too.
    fileprivate func unlock() { flock(descriptor, LOCK_UN) }
}
