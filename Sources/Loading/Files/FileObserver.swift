public import BuildModel
public import Incremental

/// Is told which files the engine's input keys read, and so knows what to look at again later.
public protocol FileObserver: Sendable {
    /// Says that a key is about to read a file or folder, which need not exist.
    ///
    /// What is read may be older than what this call sees, never newer: it comes first.
    func willRead(_ location: FileLocation, for use: FileUse)
}

/// Who watches the files that are read; there need not be anybody.
public enum FileObserverResource: ResourceKey {
    /// Any observer.
    public typealias Service = any FileObserver
}

/// A key that has read a file, its type forgotten.
public class FileUse: @unchecked Sendable {
    // `@unchecked`, for classes that can be inherited from are never checked; neither this one nor
    // its only heir has anything that changes.
    fileprivate init() {}

    /// A use by a key.
    public static func by(_ key: some Key) -> FileUse { KeyUse(key) }

    /// Says that what the key has read may have changed.
    public func invalidate(in transaction: inout Transaction) {
        preconditionFailure("a use is by a key")
    }

    /// Whether another use is by the same key.
    public func isSame(as other: FileUse) -> Bool {
        preconditionFailure("a use is by a key")
    }
}

private final class KeyUse<K: Key>: FileUse, @unchecked Sendable {
    private let key: K

    init(_ key: K) { self.key = key }

    override func invalidate(in transaction: inout Transaction) { transaction.invalidate(key) }

    override func isSame(as other: FileUse) -> Bool { (other as? KeyUse<K>)?.key == key }
}

extension Context {
    /// Says that a key is about to read a file or folder.
    public borrowing func willRead(_ location: FileLocation, for key: some Key) {
        let resources = resources
        guard resources.contains(FileObserverResource.self) else { return }
        resources[FileObserverResource.self].willRead(location, for: .by(key))
    }
}
