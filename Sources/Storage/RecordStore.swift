/// Small tables of bytes by key that outlive the process: what a later build may reuse, and loses
/// nothing by not finding.
///
/// Records are checksummed; a damaged one counts as absent. The owner of a table versions the
/// encoding of its values by the table's name.
public protocol RecordStore: Sendable {
    /// The values of some keys in the order given; nil where there is none.
    ///
    /// - Throws: `.ioFailure`.
    func values(
        for keys: [[UInt8]], in table: RecordTable
    ) async throws(StorageError) -> [[UInt8]?]

    /// Makes all changes of a batch, or none of them if the process dies meanwhile.
    ///
    /// - Throws: `.noSpace`, `.ioFailure`.
    func write(_ changes: RecordChanges) async throws(StorageError)

    /// All records whose keys start with some bytes, in the order of the keys.
    ///
    /// - Throws: `.ioFailure`.
    func records(
        withPrefix prefix: [UInt8], in table: RecordTable
    ) async throws(StorageError) -> [(key: [UInt8], value: [UInt8])]
}

/// The name of a table, which is part of the stored keys: `file-digest/1`.
public struct RecordTable: Hashable, Sendable {
    /// At most 255 bytes of UTF-8.
    public let name: String

    /// Names a table.
    ///
    /// - Precondition: The name has 1 to 255 bytes.
    public init(_ name: String) {
        precondition((1...255).contains(name.utf8.count), "a table's name has 1 to 255 bytes")
        self.name = name
    }
}

/// Changes to records that are made together.
public struct RecordChanges: Sendable {
    /// One change; a nil value removes.
    struct Change: Sendable {
        var table: RecordTable
        var key: [UInt8]
        var value: [UInt8]?
    }

    private(set) var changes: [Change] = []

    /// Creates a batch without changes.
    public init() {}

    /// Whether there is nothing to do.
    public var isEmpty: Bool { changes.isEmpty }

    /// Sets the value of a key; later changes of the same key win.
    public mutating func set(_ key: [UInt8], to value: [UInt8], in table: RecordTable) {
        changes.append(Change(table: table, key: key, value: value))
    }

    /// Removes a key, if it is there.
    public mutating func remove(_ key: [UInt8], in table: RecordTable) {
        changes.append(Change(table: table, key: key, value: nil))
    }
}

extension RecordStore {
    /// The value of a key; nil if there is none.
    ///
    /// - Throws: `.ioFailure`.
    public func value(
        for key: [UInt8], in table: RecordTable
    ) async throws(StorageError) -> [UInt8]? {
        try await values(for: [key], in: table)[0]
    }

    /// Sets the value of one key.
    ///
    /// - Throws: `.noSpace`, `.ioFailure`.
    public func set(
        _ key: [UInt8], to value: [UInt8], in table: RecordTable
    ) async throws(StorageError) {
        var changes = RecordChanges()
        changes.set(key, to: value, in: table)
        try await write(changes)
    }
}
