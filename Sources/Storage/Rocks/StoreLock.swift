internal import BuildModel
internal import Glibc

/// The lock file of a store: who holds it owns the database and is named in it.
///
/// The kernel lets go of the lock when its holder ends, however that happens, so the file itself
/// stays where it is and its content is only believed while somebody holds the lock.
final class StoreLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock, waiting for as long as another process holds it.
    ///
    /// Blocks its thread. `waiting` is called at most once, with the holder's process id if the
    /// file tells it.
    ///
    /// - Throws: `.ioFailure`, `.noSpace`.
    init(
        _ path: AbsolutePath, waiting: (_ processID: Int32?) -> Void
    ) throws(StorageError) {
        let opened = open(path.text, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard opened >= 0 else {
            throw StorageError(errno: errno, "Cannot open lock file `\(path)`")
        }
        descriptor = opened
        if flock(opened, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK else { throw failure(path) }
            waiting(Self.holder(opened))
            while flock(opened, LOCK_EX | LOCK_NB) != 0 {
                guard errno == EWOULDBLOCK || errno == EINTR else { throw failure(path) }
                // A daemon that rests with the database open hears the file being touched.
                futimens(opened, nil)
                var pause = timespec(tv_sec: 0, tv_nsec: 10_000_000)
                nanosleep(&pause, nil)
            }
        }
        // The name is a courtesy to who waits: failing to write it fails nothing.
        let name = Array("\(getpid())\n".utf8)
        if ftruncate(opened, 0) == 0 { _ = pwrite(opened, name, name.count, 0) }
    }

    /// Lets the next process have the database.
    func release() {
        _ = ftruncate(descriptor, 0)
        close(descriptor)
    }

    private func failure(_ path: AbsolutePath) -> StorageError {
        let error = StorageError(errno: errno, "Cannot lock `\(path)`")
        close(descriptor)
        return error
    }

    private static func holder(_ descriptor: Int32) -> Int32? {
        var buffer = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: buffer[..<count], as: UTF8.self).prefix { $0 != "\n" })
    }
}
