import BuildModel
import Glibc
import Incremental
import Loading
import Synchronization

/// Keeps modules as files of the user's cache, which every checkout shares.
///
/// ```text
/// <cache>/modules/<key>          one thing that was kept
///                 <key>.<pid>.<n>  one that is being written
/// ```
/// No lock is needed: a file appears under its name when it is complete, and what is under a name
/// is always the same. Files that nobody has read for a month are removed.
final class ModuleFolder: ModuleStore {
    private let path: String
    private let isPrepared = Mutex(false)
    private let written = Atomic<Int>(0)

    private static let day = 24 * 60 * 60
    private static let keptSeconds = 30 * day

    /// Keeps modules below a cache folder, which need not exist yet.
    init(cache: AbsolutePath) {
        path = cache.text + "/modules"
    }

    func bytes(for key: Fingerprint) -> [UInt8]? {
        let file = open("\(path)/\(key)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_size > 0 else { return nil }
        // Noted once a day, so that reading does not write as a rule.
        if time(nil) - status.st_mtim.tv_sec > ModuleFolder.day { futimens(file, nil) }
        return [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { room, count in
            count = max(0, read(file, room.baseAddress, room.count))
        }
    }

    func keep(_ bytes: [UInt8], for key: Fingerprint) {
        prepare()
        let number = written.add(1, ordering: .relaxed).newValue
        let draft = "\(path)/\(key).\(getpid()).\(number)"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else { return }
        let count = write(file, bytes, bytes.count)
        close(file)
        // Half a file would be of no use, and without room there will be more of them.
        if count != bytes.count || rename(draft, "\(path)/\(key)") != 0 { unlink(draft) }
    }

    /// Makes the folder, and removes what is old, once in a process that writes.
    private func prepare() {
        let isFirst = isPrepared.withLock { isPrepared in
            defer { isPrepared = true }
            return !isPrepared
        }
        guard isFirst else { return }
        var end = path.index(after: path.startIndex)
        while let slash = path[end...].firstIndex(of: "/") {
            mkdir(String(path[..<slash]), 0o755)
            end = path.index(after: slash)
        }
        mkdir(path, 0o755)
        guard let folder = opendir(path) else { return }
        defer { closedir(folder) }
        let oldest = time(nil) - ModuleFolder.keptSeconds
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            var status = stat()
            guard name.first != ".", lstat("\(path)/\(name)", &status) == 0,
                status.st_mtim.tv_sec < oldest
            else { continue }
            unlink("\(path)/\(name)")
        }
    }

    /// A stamp of the program as it was built: what it wrote, only the same program can read.
    static let build: String = {
        var status = stat()
        guard stat("/proc/self/exe", &status) == 0 else { return "" }
        let time = status.st_mtim
        return "\(status.st_size) \(time.tv_sec).\(time.tv_nsec) \(status.st_ino)"
    }()
}
