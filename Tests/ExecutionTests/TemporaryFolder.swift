import BuildModel
import Execution
import Glibc

/// A folder of its own for one test, removed with everything in it when the test lets go of it.
final class TemporaryFolder: Sendable {
    let path: AbsolutePath

    init() throws {
        var template = Array("/tmp/bld-execution-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw SystemError(number: errno) }
        path = try AbsolutePath(String(cString: made))
    }

    deinit {
        try? ProjectFolder(root: path).remove(.base)
    }

    var project: ProjectFolder { ProjectFolder(root: path) }

    func text(_ name: String) -> String { path.text + "/" + name }

    /// Writes a file and the folders above it.
    func write(_ name: String, _ content: String, mode: mode_t = 0o644) throws {
        try write(name, Array(content.utf8), mode: mode)
    }

    func write(_ name: String, _ content: [UInt8], mode: mode_t = 0o644) throws {
        try project.makeFolder(around: ProjectPath(name))
        guard let file = fopen(text(name), "we") else { throw SystemError(number: errno) }
        defer { fclose(file) }
        guard fwrite(content, 1, content.count, file) == content.count else {
            throw SystemError(number: errno)
        }
        guard fchmod(fileno(file), mode) == 0 else { throw SystemError(number: errno) }
    }

    /// The text of a file; `nil` when there is none.
    func read(_ name: String) -> String? {
        guard let file = fopen(text(name), "re") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    func exists(_ name: String) -> Bool {
        var status = stat()
        return lstat(text(name), &status) == 0
    }
}
