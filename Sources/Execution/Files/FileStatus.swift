import Glibc

/// What the file system says about a path without opening it.
struct FileStatus: Hashable, Sendable {
    /// What kind of thing a path names.
    enum Kind: Hashable, Sendable {
        case file
        case folder
        case symlink
        case other
    }

    /// Two files that exist at the same time differ in it.
    struct Identity: Hashable, Sendable {
        var device: UInt64
        var inode: UInt64
    }

    /// Any change of a file's content changes it, except within the clock's granularity.
    struct Version: Hashable, Sendable {
        var sizeBytes: Int64
        var modified: Int64
        var changed: Int64
    }

    var kind: Kind
    var isExecutable: Bool
    var identity: Identity
    var version: Version

    /// Looks at a path; `nil` when nothing is there.
    ///
    /// Following, a link stands for what it leads to.
    init?(at path: String, following: Bool = false) throws(ExecutionError) {
        var status = stat()
        guard (following ? stat(path, &status) : lstat(path, &status)) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .file("look at", path, .last)
        }
        self.init(status)
    }

    /// Looks at an open file.
    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .symlink
            default: .other
            }
        isExecutable = status.st_mode & S_IXUSR != 0
        identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        version = Version(
            sizeBytes: Int64(status.st_size), modified: nanoseconds(status.st_mtim),
            changed: nanoseconds(status.st_ctim))
    }
}

extension FileStatus.Version {
    /// Whether a file that was read at an instant could have been changed after that without it
    /// showing here.
    ///
    /// A time stamp is only as fine as the kernel's clock tick, and on some file systems a whole
    /// second or two; a change within the same tick leaves it as it is. Git calls this racy.
    func isRacy(readAt instant: Int64) -> Bool {
        let coarse = modified % 1_000_000_000 == 0 && changed % 1_000_000_000 == 0
        let granularity: Int64 = coarse ? 2_000_000_000 : 20_000_000
        return max(modified, changed) + granularity >= instant
    }
}

/// The wall clock, which time stamps of files are taken from, in nanoseconds.
func wallClock() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return nanoseconds(time)
}

private func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
