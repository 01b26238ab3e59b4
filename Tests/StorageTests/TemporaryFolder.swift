import BuildModel
import Glibc

/// A folder of its own for a test, removed with everything in it when the value goes.
struct TemporaryFolder: ~Copyable {
    let path: AbsolutePath

    init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let path = try AbsolutePath("\(parent)/bld-storage-\(UInt64.random(in: .min ... .max))")
        guard mkdir(path.text, 0o700) == 0 else { throw TestFailure("cannot create \(path)") }
        self.path = path
    }

    deinit { removeAll(path) }

    func child(_ name: String) throws -> AbsolutePath {
        try path.appending(RelativePath(name))
    }
}

/// Something a test needs and did not get.
struct TestFailure: Error {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}

func contents(of path: AbsolutePath) throws -> [UInt8] {
    guard let file = fopen(path.text, "r") else { throw TestFailure("cannot open \(path)") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = fread(&buffer, 1, buffer.count, file)
        if count == 0 { return bytes }
        bytes.append(contentsOf: buffer[..<count])
    }
}

func write(_ bytes: [UInt8], to path: AbsolutePath) throws {
    guard let file = fopen(path.text, "w") else { throw TestFailure("cannot open \(path)") }
    let written = fwrite(bytes, 1, bytes.count, file)
    fclose(file)
    guard written == bytes.count else { throw TestFailure("cannot write \(path)") }
}

/// The permission bits of a file; nil if it is not there.
func mode(of path: AbsolutePath) -> mode_t? {
    var status = stat()
    return lstat(path.text, &status) == 0 ? status.st_mode & 0o7777 : nil
}

/// The names in a folder; none if it is not one.
private func names(in folder: AbsolutePath) -> [String] {
    guard let stream = opendir(folder.text) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names
}

private func isFolder(_ path: AbsolutePath) -> Bool {
    var status = stat()
    return lstat(path.text, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// Every file at any depth below a folder.
func files(below folder: AbsolutePath) -> [AbsolutePath] {
    names(in: folder).flatMap { name in
        let path = folder.appending(RelativePath(unchecked: name))
        return isFolder(path) ? files(below: path) : [path]
    }
}

private func removeAll(_ path: AbsolutePath) {
    guard isFolder(path) else {
        unlink(path.text)
        return
    }
    for name in names(in: path) { removeAll(path.appending(RelativePath(unchecked: name))) }
    rmdir(path.text)
}

/// Bytes that compress badly, from a seed.
func noise(_ count: Int, seed: UInt64) -> [UInt8] {
    var state = seed &* 2 &+ 1
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
    }
}
