public import Foundation

/// A project in a folder of its own, with a store of its own, removed when the test lets go of it.
public final class TemporaryWorkspace: Sendable {
    /// The project's root.
    public let root: URL
    /// What commands in it get as environment; `BLD_CACHE_HOME` is inside the same folder.
    public let environment: [String: String]
    /// The folder of the store.
    public let store: URL
    private let folder: URL

    /// Writes the files of a workspace.
    ///
    /// - Parameters:
    ///   - files: Text by path below the root; parents are made.
    ///   - other: A workspace whose store is used instead of one of its own.
    /// - Throws: If a file cannot be written.
    public init(
        _ files: [String: String] = [:], sharingStoreOf other: TemporaryWorkspace? = nil
    ) throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("bld-test-\(UUID().uuidString)")
        root = folder.appendingPathComponent("project")
        var environment = ProcessInfo.processInfo.environment
        store = other?.store ?? folder.appendingPathComponent("cache")
        environment["BLD_CACHE_HOME"] = store.path
        environment["BUCK_ISOLATION_DIR"] = nil
        self.environment = environment
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        for (path, text) in files { try write(path, text) }
    }

    /// Copies a whole workspace, such as one of `Examples/`; what was built in it stays behind.
    public convenience init(
        copying source: URL, sharingStoreOf other: TemporaryWorkspace? = nil
    ) throws {
        try self.init(sharingStoreOf: other)
        let names = try FileManager.default.contentsOfDirectory(atPath: source.path)
        for name in names where name != "buck-out" {
            try FileManager.default.copyItem(
                at: source.appendingPathComponent(name), to: root.appendingPathComponent(name))
        }
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Writes one file.
    public func write(_ path: String, _ text: String) throws {
        let url = root.appendingPathComponent(path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// Lets a file be started as a program.
    public func makeExecutable(_ path: String) throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: root.appendingPathComponent(path).path)
    }

    /// Makes a symbolic link in place of whatever is there.
    public func link(_ path: String, to target: String) throws {
        let url = root.appendingPathComponent(path)
        try? FileManager.default.removeItem(at: url)
        try FileManager.default.createSymbolicLink(
            atPath: url.path, withDestinationPath: target)
    }

    /// Replaces every occurrence of one text in a file by another; the text must occur.
    public func edit(_ path: String, replacing old: String, with new: String) throws {
        let text = try read(path)
        precondition(text.contains(old), "\(path) does not contain \(old)")
        try write(path, text.replacingOccurrences(of: old, with: new))
    }

    /// The text of one file.
    public func read(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Removes one file or folder.
    ///
    /// A daemon that has answered may still be writing its log into the folder, so that it is not
    /// empty any more when its entries are gone.
    public func remove(_ path: String) throws {
        let place = root.appendingPathComponent(path)
        for _ in 0..<20 {
            do { return try FileManager.default.removeItem(at: place) } catch {}
            Thread.sleep(forTimeInterval: 0.01)
        }
        try FileManager.default.removeItem(at: place)
    }

    /// Whether something is there.
    public func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }
}
