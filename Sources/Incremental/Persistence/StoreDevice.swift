import Glibc

/// Every change that a store makes to a file: the one place where a crash can fall between two of
/// them, so that tests can put it there.
protocol StoreDevice: Sendable {
    /// Opens a file for reading and writing, made if there is none.
    ///
    /// - Returns: Its descriptor, which the caller closes.
    func open(_ path: String, truncate: Bool) throws(StoreError) -> Int32

    /// Writes all the bytes at an offset.
    func write(_ bytes: UnsafeRawBufferPointer, to file: Int32, at offset: Int) throws(StoreError)

    /// Cuts a file off.
    func truncate(_ file: Int32, to length: Int) throws(StoreError)

    /// Waits until what was written to a file survives a power failure.
    func synchronize(_ file: Int32) throws(StoreError)

    /// Puts a file in the place of another at once, and waits until that survives a power failure.
    func replace(_ path: String, by newer: String, in folder: String) throws(StoreError)

    /// Removes a file, if there is one.
    func remove(_ path: String)
}

/// The kernel's file system.
struct KernelDevice: StoreDevice {
    func open(_ path: String, truncate: Bool) throws(StoreError) -> Int32 {
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | (truncate ? O_TRUNC : 0)
        let file = Glibc.open(path, flags, 0o666)
        if file < 0 { throw StoreError("open", path) }
        return file
    }

    func write(_ bytes: UnsafeRawBufferPointer, to file: Int32, at offset: Int) throws(StoreError) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = pwrite(file, rest.baseAddress, rest.count, off_t(offset + done))
            if count < 0 {
                if errno == EINTR { continue }
                throw StoreError("write", "the graph")
            }
            done += count
        }
    }

    func truncate(_ file: Int32, to length: Int) throws(StoreError) {
        if ftruncate(file, off_t(length)) != 0 { throw StoreError("truncate", "the graph") }
    }

    func synchronize(_ file: Int32) throws(StoreError) {
        if fdatasync(file) != 0 { throw StoreError("synchronize", "the graph") }
    }

    func replace(_ path: String, by newer: String, in folder: String) throws(StoreError) {
        if rename(newer, path) != 0 { throw StoreError("rename", newer) }
        let directory = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if directory < 0 { throw StoreError("open", folder) }
        defer { close(directory) }
        if fsync(directory) != 0 { throw StoreError("synchronize", folder) }
    }

    func remove(_ path: String) { unlink(path) }
}

/// The graph could not be kept: the disk is full, the folder cannot be written.
///
/// What was kept before is still there.
public struct StoreError: Error, Hashable, CustomStringConvertible {
    /// What failed: `write`.
    public let operation: String
    /// The file or folder.
    public let path: String
    /// The number of the system's error.
    public let code: Int32

    /// The error that a system call has just left in `errno`.
    init(_ operation: String, _ path: String, code: Int32 = errno) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    /// What failed and why: `cannot write the graph: No space left on device`.
    public var description: String {
        "cannot \(operation) \(path): \(String(cString: strerror(code)))"
    }
}
