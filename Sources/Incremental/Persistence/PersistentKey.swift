public import ByteCoding

/// A key that outlives the process: its node, and if it says so its output, are read back by the
/// next one.
///
/// A node is kept with its dependencies, its fingerprint and the revisions at which it changed and
/// was verified. That is enough to know that it is still valid. If its output is asked for and was
/// not kept, the key is computed again, which changes nothing for its dependents.
///
/// A computed key whose type is not persistent is forgotten with the process. What depends on it is
/// computed again, so everything below a persistent key should be persistent.
///
/// Its bytes are what it is found by again.
public protocol PersistentKey: Key, ByteCodable {
    /// Names the type in files. Another form of the bytes needs another name.
    static var persistentName: String { get }

    /// Writes an output.
    ///
    /// - Returns: False, the default, if it is not to be kept, whatever has been written.
    static func write(_ output: Output, to writer: inout ByteWriter) -> Bool

    /// Reads an output that was kept; never called if none is.
    static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> Output

    /// How the engine handles keys of the type.
    ///
    /// Not to be implemented: a requirement, so that the one implementation is compiled for each
    /// type where that is known.
    static var kindMaker: PersistentKindMaker { get }
}

extension PersistentKey {
    /// The output is not kept.
    public static func write(_ output: Output, to writer: inout ByteWriter) -> Bool { false }

    /// The fingerprint of the output's bytes; nothing of an output that is not kept.
    @inlinable
    public static func fingerprint(_ output: Output) -> Fingerprint? {
        var writer = ByteWriter()
        guard write(output, to: &writer) else { return nil }
        return Fingerprinter.fingerprint(of: writer.bytes)
    }

    /// Refuses, for no output is kept.
    public static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> Output {
        throw DamagedBytes()
    }
}

/// A persistent key whose output is kept, whatever it is, and is what its bytes are.
public protocol PersistentOutputKey: PersistentKey where Output: ByteCodable {}

extension PersistentOutputKey {
    /// Writes the output in its form.
    @inlinable
    public static func write(_ output: Output, to writer: inout ByteWriter) -> Bool {
        output.write(to: &writer)
        return true
    }

    /// Reads the output.
    @inlinable
    public static func readOutput(from reader: inout ByteReader) throws(DamagedBytes) -> Output {
        try Output(from: &reader)
    }
}

/// The types of keys that a process can read back, by name.
///
/// Each phase lists its own: a file that names a type which is not listed is of another version.
public struct PersistentKinds: Sendable {
    /// The types, in the order in which they were added.
    public private(set) var types: [any PersistentKey.Type] = []

    /// No types.
    public init() {}

    /// Adds types of keys; their names differ from all others.
    public mutating func add(_ types: [any PersistentKey.Type]) {
        self.types += types
        let names = Set(self.types.map { $0.persistentName })
        precondition(names.count == self.types.count, "each persistent type has its own name")
    }
}
