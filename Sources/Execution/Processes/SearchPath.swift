import Glibc

/// The folders in which programs are looked up by name, as in `PATH`.
public struct SearchPath: Sendable, Hashable, CustomStringConvertible {
    /// What commands get that declare no `PATH`.
    public static let standard = "/usr/local/bin:/usr/bin:/bin"

    /// Absolute folders, in the order of search.
    public let folders: [String]

    /// Reads a value of `PATH`; empty and relative entries, which would make a lookup depend on the
    /// working directory, are left out.
    public init(_ text: String) {
        folders = text.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
    }

    /// The folders with `:` between them.
    public var description: String { folders.joined(separator: ":") }

    /// Finds a program by its name.
    ///
    /// - Returns: The absolute path of the first executable file of that name.
    public func program(named name: String) -> String? {
        guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/")) else { return nil }
        for folder in folders {
            let path = folder + "/" + name
            var status = stat()
            if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, access(path, X_OK) == 0
            {
                return path
            }
        }
        return nil
    }
}
