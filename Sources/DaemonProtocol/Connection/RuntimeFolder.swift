import Glibc

/// Where the daemons of a user are met: `$BLD_RUNTIME_DIR`, else `$XDG_RUNTIME_DIR/bld`, else
/// `/tmp/bld-<user id>`.
///
/// A home folder that is read-only or on a network is no obstacle. Who can write here can give
/// commands to the daemon, so it must be the user's own, and nobody else's to write.
public struct RuntimeFolder: Sendable {
    /// An absolute path.
    public let path: String

    /// Finds the folder, and makes it if it is missing.
    ///
    /// - Throws: `.unusableFolder` if it cannot be made, or is not the user's own.
    public init(environment: [String: String]) throws(ConnectionError) {
        let given = environment["BLD_RUNTIME_DIR"].flatMap { $0.isEmpty ? nil : $0 }
        let session = environment["XDG_RUNTIME_DIR"].flatMap { $0.isEmpty ? nil : $0 }
        if let given {
            path = given
        } else if let session, access(session, W_OK) == 0 {
            path = session + "/bld"
        } else {
            path = "/tmp/bld-\(getuid())"
        }
        guard path.hasPrefix("/") else {
            throw ConnectionError(
                .unusableFolder, "`$BLD_RUNTIME_DIR` is `\(path)`, which is no absolute path")
        }
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw .file(.unusableFolder, "make the folder", path)
        }
        var status = stat()
        guard lstat(path, &status) == 0 else { throw .file(.unusableFolder, "look at", path) }
        guard status.st_mode & S_IFMT == S_IFDIR, status.st_uid == getuid(),
            status.st_mode & 0o022 == 0
        else {
            throw ConnectionError(
                .unusableFolder,
                "`\(path)`, where clients and daemons meet, is not a folder that only you can write"
            )
        }
    }

    /// The folder of one project and isolation folder.
    public func daemon(projectRoot: String, isolation: String) -> DaemonFolder {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(projectRoot)\n\(isolation)".utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return DaemonFolder(
            path: "\(path)/\(String(repeating: "0", count: 16 - digits.count))\(digits)")
    }

    /// The folders of all projects that had a daemon, in no order.
    public func daemons() -> [DaemonFolder] {
        names(inFolder: path).map { DaemonFolder(path: "\(path)/\($0)") }
    }
}

/// The names in a folder that do not begin with a dot, in no order; none if it cannot be listed.
func names(inFolder path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if !name.hasPrefix(".") { names.append(name) }
    }
    return names
}
