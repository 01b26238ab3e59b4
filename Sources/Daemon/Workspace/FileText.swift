import Glibc

/// Files that the command line names, read and written as a whole.
enum FileText {
    /// Reads a whole file; nil if it cannot be.
    static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    /// Makes a folder with those it lies in.
    static func makeFolder(_ path: String) {
        makeFoldersAbove(path)
        mkdir(path, 0o755)
    }

    /// Makes the folders that a path lies in.
    private static func makeFoldersAbove(_ path: String) {
        var end = path.index(after: path.startIndex)
        while let slash = path[end...].firstIndex(of: "/") {
            mkdir(String(path[..<slash]), 0o755)
            end = path.index(after: slash)
        }
    }

    /// Writes a file, with the folders it lies in; says whether it could.
    @discardableResult
    static func write(_ text: some StringProtocol, to path: String) -> Bool {
        write(Array(text.utf8), to: path)
    }

    /// Writes a file, with the folders it lies in; says whether it could.
    @discardableResult
    static func write(_ bytes: [UInt8], to path: String) -> Bool {
        makeFoldersAbove(path)
        return write(bytes, to: path, O_TRUNC)
    }

    /// Writes at the end of a file, which is made if it is not there; says whether it could.
    static func append(_ bytes: [UInt8], to path: String) -> Bool {
        write(bytes, to: path, O_APPEND)
    }

    private static func write(_ bytes: [UInt8], to path: String, _ flag: Int32) -> Bool {
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flag, 0o644)
        guard file >= 0 else { return false }
        defer { close(file) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(
                    file, UnsafeRawBufferPointer(rebasing: $0[written...]).baseAddress,
                    bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }
}
