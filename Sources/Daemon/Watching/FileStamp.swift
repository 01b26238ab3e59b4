import Glibc
import Incremental

/// What tells a file or folder from what it was: a hash of its kind, identity, size and times, of
/// the path itself and, if links are followed, of what it leads to.
///
/// Source: stat(2). The device is left out: it may have another number after a restart of the
/// machine, and no two files have the same inode, size and time of change to the nanosecond.
struct FileStamp: Hashable, Sendable {
    /// The hash; zero for what is not there.
    var hash = Fingerprint(low: 0, high: 0)
    /// When the file or its status was changed last, in nanoseconds; 0 if that is not looked at.
    var changed: Int64 = 0

    /// The stamp of what is not there.
    init() {}

    /// A stamp as it was kept.
    init(hash: Fingerprint, changed: Int64) {
        self.hash = hash
        self.changed = changed
    }

    /// Looks at a path.
    ///
    /// - Parameters:
    ///   - path: A C string.
    ///   - folder: A descriptor of the folder which relative paths start from.
    ///   - following: Whether what a link leads to is looked at too.
    init(at path: UnsafePointer<CChar>, from folder: Int32, following: Bool) {
        var status = stat()
        guard fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return }
        let own = Part(status)
        changed = own.changed
        guard following, status.st_mode & S_IFMT == S_IFLNK,
            fstatat(folder, path, &status, 0) == 0
        else {
            hash = withUnsafeBytes(of: own) { Fingerprinter.fingerprint(of: $0) }
            return
        }
        let target = Part(status)
        changed = max(changed, target.changed)
        hash = withUnsafeBytes(of: (own, target)) { Fingerprinter.fingerprint(of: $0) }
    }

    /// Looks at an absolute path.
    init(_ path: String, following: Bool = true) {
        self.init(at: path, from: AT_FDCWD, following: following)
    }

    /// Reads what lies at an absolute path: a file's bytes, a folder's names, a link's text.
    init(hashing path: String, following: Bool) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        var hasher = Fingerprinter()
        hasher.combine(Int(status.st_mode))
        if status.st_mode & S_IFMT == S_IFLNK {
            hasher.combine(bytes: linkText(path))
            if following, stat(path, &status) == 0 { hasher.combine(Int(status.st_mode)) }
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: hasher.combine(fileHash(path))
        case S_IFDIR: for name in folderNames(path) { hasher.combine(bytes: name) }
        default: break
        }
        hash = hasher.finish()
    }

    /// What is hashed: five words without gaps.
    private struct Part {
        var inode: UInt64
        var mode: UInt64
        var size: Int64
        var modified: Int64
        var changed: Int64

        init(_ status: stat) {
            inode = UInt64(status.st_ino)
            mode = UInt64(status.st_mode)
            size = Int64(status.st_size)
            modified = Part.nanoseconds(status.st_mtim)
            changed = Part.nanoseconds(status.st_ctim)
        }

        private static func nanoseconds(_ time: timespec) -> Int64 {
            Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        }
    }

    /// Whether the file was changed so shortly before `time` that a change after it may have left
    /// the same stamp.
    ///
    /// Linux takes the times of files from a clock that ticks every 1 to 10 milliseconds.
    func isFresh(at time: Int64) -> Bool { changed + 20_000_000 > time }

    /// The time of day in nanoseconds, by the clock that files get their times from or a finer one.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

private func linkText(_ path: String) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { room, count in
        room.withMemoryRebound(to: CChar.self) { room in
            count = room.baseAddress.map { max(0, readlink(path, $0, room.count)) } ?? 0
        }
    }
}

/// The hash of a file's bytes; of none if it cannot be read.
private func fileHash(_ path: String) -> Fingerprint {
    let none = Fingerprinter.fingerprint(of: [])
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return none }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_size > 0 else { return none }
    let count = Int(status.st_size)
    guard let memory = mmap(nil, count, PROT_READ, MAP_PRIVATE, file, 0), memory != MAP_FAILED
    else { return none }
    defer { munmap(memory, count) }
    return Fingerprinter.fingerprint(of: UnsafeRawBufferPointer(start: memory, count: count))
}

private func folderNames(_ path: String) -> [[UInt8]] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [[UInt8]] = []
    while let entry = readdir(folder) {
        names.append(withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) })
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
}
