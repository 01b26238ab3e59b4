import Glibc

/// A folder of plain files that is gone when the test is.
final class TemporaryFolder: Sendable {
    let path: String
    private let isBorrowed: Bool

    /// A folder that somebody else removes.
    init(borrowing path: String) {
        self.path = path
        isBorrowed = true
    }

    init() {
        isBorrowed = false
        // In memory if possible, where nothing waits for a disk.
        let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array((parent + "/bld-graph-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else { preconditionFailure("a temporary folder") }
        path = String(cString: made)
    }

    deinit {
        if isBorrowed { return }
        for name in names { unlink(self / name) }
        rmdir(path)
    }

    /// The names of the files.
    var names: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    static func / (folder: TemporaryFolder, name: String) -> String { folder.path + "/" + name }

    /// The bytes of a file; nil if there is none.
    func read(_ name: String) -> [UInt8]? {
        let file = open(self / name, O_RDONLY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var information = stat()
        fstat(file, &information)
        let size = Int(information.st_size)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = max(0, pread(file, buffer.baseAddress, size, 0))
        }
    }

    /// Writes a file, or removes it.
    func write(_ name: String, _ bytes: [UInt8]?) {
        guard let bytes else {
            unlink(self / name)
            return
        }
        let file = open(self / name, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
        defer { close(file) }
        precondition(file >= 0 && Glibc.write(file, bytes, bytes.count) == bytes.count)
    }
}
