public import BuildModel
internal import Glibc

/// Where the user's store lies on disk; every checkout of the user shares it.
///
/// ```text
/// <root>/lock         names the process that owns the database
///        lock.next    held by the process that gets the database next
///        db/          RocksDB: results, small blobs, records
///        blobs/ab/…   large blobs, by the first byte of their hash
///        blobs/tmp/   blobs being written, where the file system needs a name for them
/// ```
public struct StorePaths: Hashable, Sendable {
    /// The store's folder.
    public let root: AbsolutePath

    /// Names a store's folder.
    public init(root: AbsolutePath) {
        self.root = root
    }

    /// The user's store: `$BLD_CACHE_HOME`, else `$XDG_CACHE_HOME/bld`, else `~/.cache/bld`.
    ///
    /// Variables that are empty or not absolute paths count as unset.
    ///
    /// - Throws: `.ioFailure` if no variable tells and the user has no home folder.
    public init(environment: [String: String]) throws(StorageError) {
        func folder(_ variable: String, _ below: String) -> AbsolutePath? {
            guard let value = environment[variable] else { return nil }
            return try? AbsolutePath(value).resolving(below)
        }
        let home = folder("BLD_CACHE_HOME", "") ?? folder("XDG_CACHE_HOME", "bld")
        guard let root = home ?? folder("HOME", ".cache/bld") ?? Self.homeOfUser() else {
            throw StorageError(
                .ioFailure, "No folder for the cache: neither BLD_CACHE_HOME nor HOME is set")
        }
        self.root = root
    }

    /// The database's folder.
    var database: AbsolutePath { child("db") }
    /// The file that is locked by the database's owner.
    var lock: AbsolutePath { child("lock") }
    /// The folder of large blobs.
    var blobs: AbsolutePath { child("blobs") }

    private func child(_ name: String) -> AbsolutePath {
        root.appending(RelativePath(unchecked: name))
    }

    private static func homeOfUser() -> AbsolutePath? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer in
            guard let base = buffer.baseAddress else { return nil }
            let status = getpwuid_r(
                geteuid(), &entry, base, buffer.count, &found)
            guard status == 0, found != nil, let home = entry.pw_dir else { return nil }
            return try? AbsolutePath(String(cString: home)).resolving(".cache/bld")
        }
    }
}
