import ByteCoding

/// What one save says: the bytes of a batch of the journal.
/// ```
///   attachments  list of: name, bytes
///   revision     number
///   nodes        list of new ones, numbered on from those there are: kind 1, bytes of the key
///   records      list of:
///     node         number
///     condition    1, as in `NodeRecord`; of a node that is omitted nothing else follows
///     flags        1
///     changedAt    number
///     verifiedAt   number
///     fingerprint  16, if the condition says so
///     dependencies list of numbers, twice the node, and one more if it belongs to a group;
///                  absent if the condition says that they are as before
///     value        count + 1 as number, checksum 8, bytes; or 0
/// ```
/// Kinds are those of the snapshot, by their order.
struct JournalBatch {
    /// One node as it is now.
    struct Record {
        var node: UInt32 = 0
        var record = NodeRecord()
        /// Nil if they are as before.
        var dependencies: [UInt32]? = []
        /// The place of the value in the batch, its checksum in front.
        var value: (offset: Int, count: Int)?
    }

    private var attachments = ByteWriter()
    private var attachmentCount = 0
    private var nodes = ByteWriter()
    private var nodeCount = 0
    private var records = ByteWriter()
    private var recordCount = 0
    /// The values' nodes, and their places among the records.
    private(set) var values: [(node: NodeID, offset: Int, count: Int)] = []
    /// The nodes of the records, and whether the files then have their dependencies.
    private(set) var nodesWithEdges: [(node: NodeID, hasEdges: Bool)] = []

    /// Whether there is nothing to be said.
    var isEmpty: Bool { attachmentCount + nodeCount + recordCount == 0 }

    /// How many bytes it has, about.
    var byteCount: Int {
        attachments.bytes.count + nodes.bytes.count + records.bytes.count + 32
    }

    mutating func add(attachment name: String, _ bytes: [UInt8]) {
        attachments.write(name)
        attachments.write(bytes: bytes)
        attachmentCount += 1
    }

    mutating func add(nodeOfKind kind: UInt8, key: [UInt8]) {
        nodes.write(raw: CollectionOfOne(kind))
        nodes.write(bytes: key)
        nodeCount += 1
    }

    /// Adds a record of a node, which is `id` here and has a number in the files.
    ///
    /// The dependencies and the value are given if they are to be kept and are not yet.
    mutating func add(
        _ number: UInt32, _ record: NodeRecord, dependencies: [UInt32]?, value: [UInt8]?,
        id: NodeID
    ) {
        recordCount += 1
        nodesWithEdges.append((id, record.condition <= .dirty))
        records.write(UInt64(number))
        let same = dependencies == nil ? NodeRecord.sameDependencies : 0
        records.write(raw: CollectionOfOne(record.conditionByte | same))
        if record.condition == .omitted { return }
        records.write(raw: CollectionOfOne(record.flags))
        records.write(UInt64(record.changedAt))
        records.write(UInt64(record.verifiedAt))
        if let fingerprint = record.fingerprint { records.write(fingerprint) }
        if let dependencies {
            records.write(UInt64(dependencies.count))
            for entry in dependencies {
                let isGrouped = entry & DependencyList.groupedBit != 0
                records.write(
                    UInt64(entry & ~DependencyList.groupedBit) << 1 | (isGrouped ? 1 : 0))
            }
        }
        guard let value else { return records.write(UInt64(0)) }
        records.write(UInt64(value.count + 1))
        values.append((id, records.bytes.count, value.count + 8))
        let sum = value.withUnsafeBytes { checksum($0) }
        withUnsafeBytes(of: sum.littleEndian) { records.write(raw: $0) }
        records.write(raw: value)
    }

    /// The bytes, and where the records begin in them.
    func encoded(revision: Revision) -> (bytes: [UInt8], records: Int) {
        var writer = ByteWriter()
        writer.write(UInt64(attachmentCount))
        writer.write(raw: attachments.bytes)
        writer.write(UInt64(revision))
        writer.write(UInt64(nodeCount))
        writer.write(raw: nodes.bytes)
        writer.write(UInt64(recordCount))
        let start = writer.bytes.count
        writer.write(raw: records.bytes)
        return (writer.bytes, start)
    }

    /// Reads the attachments, which come first.
    static func attachments(
        _ reader: inout ByteReader
    ) throws(DamagedBytes) -> [(String, UnsafeRawBufferPointer)] {
        try reader.list { reader throws(DamagedBytes) in
            let name = try reader.string()
            return (name, try reader.slice(Int(clamping: try reader.number())))
        }
    }

    /// Reads a record.
    static func record(_ reader: inout ByteReader, total: Int) throws(DamagedBytes) -> Record {
        var entry = Record()
        entry.node = try reader.narrow()
        let byte = try reader.slice(1)[0]
        let condition = NodeRecord.split(byte)
        entry.record.condition = condition.condition
        if condition.condition == .omitted { return entry }
        entry.record.flags = try reader.slice(1)[0]
        entry.record.changedAt = try reader.narrow()
        entry.record.verifiedAt = try reader.narrow()
        if condition.hasFingerprint { entry.record.fingerprint = try reader.read(Fingerprint.self) }
        if byte & NodeRecord.sameDependencies != 0 {
            entry.dependencies = nil
        } else {
            entry.dependencies = try reader.list { reader throws(DamagedBytes) in
                let number = try reader.number()
                guard number < 1 << 32 else { throw DamagedBytes() }
                return UInt32(number >> 1) | (number & 1 == 0 ? 0 : DependencyList.groupedBit)
            }
        }
        let count = try reader.number()
        if count > 0 {
            guard count <= UInt64(reader.remaining) else { throw DamagedBytes() }
            entry.value = (total - reader.remaining, Int(count) + 7)
            _ = try reader.slice(Int(count) + 7)
        }
        return entry
    }
}

extension ByteReader {
    /// Reads a number of 32 bits.
    mutating func narrow() throws(DamagedBytes) -> UInt32 {
        guard let number = UInt32(exactly: try number()) else { throw DamagedBytes() }
        return number
    }
}
