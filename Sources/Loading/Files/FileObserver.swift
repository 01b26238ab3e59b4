import BuildModel
public import ByteCoding
public import Incremental

/// Is told which files the engine's input keys read, and so knows what to look at again later.
public protocol FileObserver: Sendable {
    /// Says that a key is about to read a file or folder, which need not exist.
    ///
    /// What is read may be older than what this call sees, never newer: it comes first.
    ///
    /// - Parameters:
    ///   - location: What is read.
    ///   - use: Who reads it.
    ///   - following: Whether what a link leads to is read, rather than the link itself.
    func willRead(_ location: FileLocation, for use: FileUse, following: Bool)
}

extension FileObserver {
    /// Says that a key is about to read a file or folder, which need not exist, following links.
    public func willRead(_ location: FileLocation, for use: FileUse) {
        willRead(location, for: use, following: true)
    }
}

/// Who watches the files that are read; there need not be anybody.
public enum FileObserverResource: ResourceKey {
    /// Any observer.
    public typealias Service = any FileObserver
}

/// A key that has read a file, its type forgotten.
///
/// `@unchecked Sendable`: a class that may be inherited from cannot be checked. It holds nothing,
/// and its one subclass a key that never changes.
public class FileUse: @unchecked Sendable {
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

    /// The key as it is kept on disk; nil if it is forgotten with the process.
    public var kept: (kind: String, key: [UInt8])? {
        preconditionFailure("a use is by a key")
    }

    /// Reads what ``kept`` has given.
    ///
    /// - Throws: If the bytes are damaged.
    public static func by(
        _ kind: any PersistentKey.Type, from reader: inout ByteReader
    ) throws(DamagedBytes) -> FileUse {
        func read<K: PersistentKey>(
            _ kind: K.Type, _ reader: inout ByteReader
        ) throws(DamagedBytes) -> FileUse { .by(try kind.init(from: &reader)) }
        return try read(kind, &reader)
    }
}

private final class KeyUse<K: Key>: FileUse, @unchecked Sendable {
    private let key: K

    init(_ key: K) { self.key = key }

    override func invalidate(in transaction: inout Transaction) { transaction.invalidate(key) }

    override func isSame(as other: FileUse) -> Bool { (other as? KeyUse<K>)?.key == key }

    override var kept: (kind: String, key: [UInt8])? {
        guard let key = key as? any PersistentKey else { return nil }
        var writer = ByteWriter()
        key.write(to: &writer)
        return (type(of: key).persistentName, writer.bytes)
    }
}

extension Context {
    /// Says that a key is about to read a file or folder.
    ///
    /// - Parameters:
    ///   - location: What is read.
    ///   - key: Who reads it.
    ///   - following: Whether what a link leads to is read, rather than the link itself.
    public borrowing func willRead(
        _ location: FileLocation, for key: some Key, following: Bool = true
    ) {
        let resources = resources
        guard resources.contains(FileObserverResource.self) else { return }
        resources[FileObserverResource.self].willRead(
            location, for: .by(key), following: following)
    }
}
