import Glibc

/// The bytes of a file, nothing if it cannot be read.
func readFile(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = fread(&chunk, 1, chunk.count, file)
        if count == 0 { return ferror(file) == 0 ? text : nil }
        text.append(contentsOf: chunk[..<count])
    }
}

/// The files below a folder whose names end so, sorted, relative to it.
func files(below folder: String, suffix: String) -> [String] {
    var found: [String] = []
    collect(folder, "", suffix, &found)
    return found.sorted()
}

private func collect(
    _ folder: String, _ prefix: String, _ suffix: String, _ found: inout [String]
) {
    guard let directory = opendir(folder) else { return }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name == "." || name == ".." { continue }
        if entry.pointee.d_type == UInt8(DT_DIR) {
            collect("\(folder)/\(name)", "\(prefix)\(name)/", suffix, &found)
        } else if name.hasSuffix(suffix) {
            found.append(prefix + name)
        }
    }
}
