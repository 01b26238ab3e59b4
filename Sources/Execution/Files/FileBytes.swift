public import BuildModel
import Glibc

/// Reads whole files, for those who need few and small ones.
public enum FileBytes {
    /// The content of a file; nothing if it cannot be read.
    ///
    /// It blocks.
    public static func read(at path: AbsolutePath) -> [UInt8]? {
        let file = open(path.text, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            guard count != 0 else { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                return nil
            }
            bytes += buffer[..<count]
        }
    }
}
