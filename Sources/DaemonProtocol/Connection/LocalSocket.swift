import Glibc

/// A socket in the file system, reached through a descriptor of its folder.
///
/// An address has room for 107 bytes of path, which the path of a home folder may already fill;
/// `/proc/self/fd/N/socket` always fits.
enum LocalSocket {
    /// Connects to who listens.
    ///
    /// - Throws: `.noDaemon` if nobody does.
    static func connect(_ folder: DaemonFolder) throws(ConnectionError) -> FileDescriptor {
        let (socket, address, parent) = try make(folder, ifMissing: .noDaemon)
        return try withExtendedLifetime(parent) { () throws(ConnectionError) in
            let result = address.withSockAddr { Glibc.connect(socket.number, $0, $1) }
            guard result == 0 else { throw .file(.noDaemon, "connect to", folder.socketPath) }
            return socket
        }
    }

    /// Listens there, in place of whoever listened before.
    ///
    /// The caller holds the folder's lock, so a socket that is there is a dead daemon's.
    static func listen(_ folder: DaemonFolder) throws(ConnectionError) -> FileDescriptor {
        unlink(folder.socketPath)
        let (socket, address, parent) = try make(folder, ifMissing: .unusableFolder)
        return try withExtendedLifetime(parent) { () throws(ConnectionError) in
            guard address.withSockAddr({ bind(socket.number, $0, $1) }) == 0,
                Glibc.listen(socket.number, 128) == 0
            else { throw .file(.unusableFolder, "listen on", folder.socketPath) }
            return socket
        }
    }

    private static func make(
        _ folder: DaemonFolder, ifMissing code: ConnectionError.Code
    ) throws(ConnectionError) -> (FileDescriptor, LocalAddress, FileDescriptor) {
        let parent = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { throw .file(code, "open", folder.path) }
        let owner = FileDescriptor(owning: parent)
        let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw .file(.lost, "make a socket for", folder.socketPath) }
        let address = LocalAddress("/proc/self/fd/\(parent)/\(DaemonFolder.socketName)")
        return (FileDescriptor(owning: number), address, owner)
    }
}

/// An address of a socket in the file system.
private struct LocalAddress {
    private var address = sockaddr_un()

    init(_ path: String) {
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { room in
            precondition(path.utf8.count < room.count, "a path below /proc/self/fd is short")
            room.copyBytes(from: path.utf8)
        }
    }

    func withSockAddr(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
