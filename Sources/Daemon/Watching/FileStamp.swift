import Glibc

/// What tells a file or folder from what it was: kind, identity, size and times, of the path itself
/// and, for a link, of what it leads to.
struct FileStamp: Hashable, Sendable {
    private var own: Part?
    private var target: Part?

    private struct Part: Hashable, Sendable {
        var device: UInt64
        var inode: UInt64
        var mode: UInt32
        var size: Int64
        var modified: Int64
        var changed: Int64

        init(_ status: stat) {
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
            mode = UInt32(status.st_mode)
            size = Int64(status.st_size)
            modified = Part.nanoseconds(status.st_mtim)
            changed = Part.nanoseconds(status.st_ctim)
        }

        private static func nanoseconds(_ time: timespec) -> Int64 {
            Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        }
    }

    /// Looks at a path; what is not there has a stamp too.
    init(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        own = Part(status)
        guard status.st_mode & S_IFMT == S_IFLNK, stat(path, &status) == 0 else { return }
        target = Part(status)
    }

    /// Whether the file was changed so shortly before `time` that a change after it may have left
    /// the same stamp.
    ///
    /// Linux takes the times of files from a clock that ticks every 1 to 10 milliseconds.
    func isFresh(at time: Int64) -> Bool {
        let latest = max(own?.changed ?? 0, target?.changed ?? 0)
        return latest + 20_000_000 > time
    }

    /// The time of day in nanoseconds, by the clock that files get their times from or a finer one.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
