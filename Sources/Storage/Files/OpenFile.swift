internal import BuildModel
internal import Glibc

/// A file descriptor that closes itself, and the system calls the store makes on it.
struct OpenFile: ~Copyable {
    let descriptor: Int32
    /// For messages.
    let path: String

    /// Opens or creates a file; `O_CLOEXEC` is always added.
    init(
        _ path: String, _ flags: Int32, mode: mode_t = 0o600
    ) throws(StorageError) {
        var descriptor: Int32
        repeat {
            descriptor = open(path, flags | O_CLOEXEC, mode)
        } while descriptor < 0 && errno == EINTR
        guard descriptor >= 0 else { throw StorageError(errno: errno, "Cannot open `\(path)`") }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Type and size of the file.
    func status() throws(StorageError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw StorageError(errno: errno, "Cannot examine `\(path)`")
        }
        return status
    }

    /// Writes all of the bytes at the file's position.
    func write(_ bytes: UnsafeRawBufferPointer) throws(StorageError) {
        var rest = bytes
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else {
                throw StorageError(errno: written < 0 ? errno : EIO, "Cannot write `\(path)`")
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    /// Writes all of the bytes at the file's position.
    func write(_ bytes: [UInt8]) throws(StorageError) {
        let result: Result<Void, StorageError> = bytes.withUnsafeBytes { bytes in
            do throws(StorageError) { return .success(try write(bytes)) } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// Reads some bytes from the file's position; fewer only at the end of the file.
    func read(_ count: Int) throws(StorageError) -> [UInt8] {
        var failure: StorageError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, count in
            do throws(StorageError) {
                count = try read(into: UnsafeMutableRawBufferPointer(buffer))
            } catch { failure = error }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Fills the buffer from the file's position; less than its size only at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(StorageError) -> Int {
        var count = 0
        while count < buffer.count {
            let read = Glibc.read(
                descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
            if read < 0 && errno == EINTR { continue }
            guard read >= 0 else { throw StorageError(errno: errno, "Cannot read `\(path)`") }
            if read == 0 { break }
            count += read
        }
        return count
    }

    /// Reads from the file's position to its end, passing on what comes piece by piece.
    func readAll(
        _ body: (UnsafeRawBufferPointer) throws(StorageError) -> Void
    ) throws(StorageError) {
        let pieceSize = 256 << 10
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try read(into: buffer)
            if count > 0 { try body(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
            if count < pieceSize { return }
        }
    }

    /// Shares the blocks of another file, where the file system can (btrfs, XFS, bcachefs).
    func clone(_ source: borrowing OpenFile) -> Bool {
        let ficlone: UInt = 0x4004_9409  // _IOW(0x94, 9, int), which Swift does not import
        return ioctl(descriptor, ficlone, source.descriptor) == 0
    }
}

extension StorageError {
    /// What a failed system call means to the store.
    init(errno code: Int32, _ what: String) {
        let kind: Code =
            switch code {
            case ENOENT, ENOTDIR: .notFound
            case ENOSPC, EDQUOT: .noSpace
            default: .ioFailure
            }
        self.init(kind, "\(what): \(String(cString: strerror(code)))")
    }
}

/// Makes a folder and those above it; folders that are there already are fine.
func makeFolder(_ path: AbsolutePath) throws(StorageError) {
    if mkdir(path.text, 0o755) == 0 || errno == EEXIST { return }
    if errno == ENOENT, path != .root {
        try makeFolder(path.parent)
        if mkdir(path.text, 0o755) == 0 || errno == EEXIST { return }
    }
    let error = StorageError(errno: errno, "Cannot create folder `\(path)`")
    throw error.code == .notFound ? StorageError(.ioFailure, error.message) : error
}

/// Replaces what is at a path by a new file that `fill` writes; nothing is left there if it fails.
func replaceFile(
    _ path: AbsolutePath, isExecutable: Bool,
    fill: (borrowing OpenFile) throws(StorageError) -> Void
) throws(StorageError) {
    guard unlink(path.text) == 0 || errno == ENOENT else {
        throw StorageError(errno: errno, "Cannot replace `\(path)`")
    }
    let file = try OpenFile(path.text, O_RDWR | O_CREAT | O_EXCL)
    do throws(StorageError) {
        try fill(file)
        // Not left to the umask: what is built must not depend on who builds it.
        guard fchmod(file.descriptor, isExecutable ? 0o755 : 0o644) == 0 else {
            throw StorageError(errno: errno, "Cannot set the mode of `\(path)`")
        }
    } catch {
        unlink(path.text)
        throw error
    }
}
