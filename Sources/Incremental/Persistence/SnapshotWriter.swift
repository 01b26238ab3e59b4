import ByteCoding

/// Writes a snapshot in one pass, node by node, to a file that is not in use yet.
///
/// Nodes are numbered by the order in which they are appended. The header comes last: without it
/// the file is nothing.
struct SnapshotWriter: ~Copyable {
    private let device: any StoreDevice
    private let file: Int32
    private var written = SnapshotLayout.headerBytes
    private var buffer: [UInt8] = []

    private var records: [UInt8] = []
    private var words: [UInt32] = []
    private var keys: [UInt8] = []

    private var directory: [UInt8] = []
    private var index: [UInt64]
    private var appended = 0
    private let nodes: Int

    private static let bufferBytes = 1 << 20

    /// A writer of a snapshot of so many nodes.
    init(device: any StoreDevice, file: Int32, nodes: Int) {
        self.device = device
        self.file = file
        self.nodes = nodes
        index = Array(repeating: 0, count: SnapshotLayout.indexWords(nodes: nodes))
        buffer.reserveCapacity(Self.bufferBytes + (1 << 16))
        beginBlock()
    }

    private var place: Int { written + buffer.count }

    /// Writes a value.
    ///
    /// - Returns: Its place, for the record of its node.
    mutating func write(value: UnsafeRawBufferPointer) throws(StoreError) -> UInt64 {
        let start = buffer.count
        let place = place
        append(UInt64(0))
        append(UInt32(value.count))
        buffer.append(contentsOf: value)
        buffer.withUnsafeMutableBytes { buffer in
            let checked = UnsafeRawBufferPointer(rebasing: buffer[(start + 8)...])
            buffer.put(checksum(checked), start)
        }
        try flush(atLeast: Self.bufferBytes)
        return UInt64(place)
    }

    /// Writes a node.
    ///
    /// - Parameters:
    ///   - record: What is kept of it; the places of its edges and its key are put in here.
    ///   - key: The bytes of its key.
    ///   - dependencies: The numbers of the nodes it asked for, with group bits.
    ///   - dependents: The numbers of the nodes that asked for it.
    /// - Throws: If it could not be written; the file is then nothing.
    mutating func append(
        _ record: NodeRecord, key: UnsafeRawBufferPointer, dependencies: [UInt32],
        dependents: [UInt32]
    ) throws(StoreError) {
        var record = record
        record.dependencies = 0
        record.dependents = 0
        if !dependencies.isEmpty {
            record.dependencies = UInt32(words.count)
            words.append(UInt32(dependencies.count) | DependencyList.mappedBit)
            words.append(contentsOf: dependencies)
        }
        if !dependents.isEmpty {
            record.dependents = UInt32(words.count)
            words.append(UInt32(dependents.count))
            words.append(UInt32(dependents.count) | DependentList.mappedBit)
            words.append(contentsOf: dependents)
        }
        record.key = UInt32(keys.count)
        withUnsafeBytes(of: UInt32(key.count).littleEndian) { keys.append(contentsOf: $0) }
        keys.append(contentsOf: key)
        let start = records.count
        records.append(contentsOf: repeatElement(0, count: SnapshotLayout.recordBytes))
        records.withUnsafeMutableBytes { records in
            record.encode(to: UnsafeMutableRawBufferPointer(rebasing: records[start...]))
        }
        insert(record.keyHash, node: appended)
        appended += 1
        if appended % SnapshotLayout.blockNodes == 0 { try endBlock() }
    }

    /// Writes what comes after the nodes, and the header.
    ///
    /// - Throws: If something could not be written; the file is then nothing.
    mutating func finish(
        header: (identity: Fingerprint, generation: UInt64, revision: UInt32), kinds: [String],
        attachments: [(name: String, bytes: [UInt8])]
    ) throws(StoreError) {
        precondition(appended == nodes, "as many nodes as were announced")
        if appended % SnapshotLayout.blockNodes != 0 { try endBlock() }
        align(to: SnapshotLayout.pageBytes)
        try flush(atLeast: 1)
        let indexPlace = place
        try writeIndex()
        var names = ByteWriter()
        names.write(kinds)
        names.write(UInt64(attachments.count))
        for attachment in attachments {
            names.write(attachment.name)
            names.write(UInt64(place))
            names.write(UInt64(attachment.bytes.count))
            names.write(attachment.bytes.withUnsafeBytes { checksum($0) })
            buffer.append(contentsOf: attachment.bytes)
            try flush(atLeast: Self.bufferBytes)
        }
        directory.append(contentsOf: names.bytes)
        align(to: 8)
        let directoryPlace = place
        buffer.append(contentsOf: directory)
        try flush(atLeast: 1)
        let page = SnapshotHeader(
            identity: header.identity, generation: header.generation, revision: header.revision,
            nodes: UInt32(nodes), index: UInt64(indexPlace), indexWords: UInt64(index.count),
            directory: UInt64(directoryPlace), directoryBytes: UInt64(directory.count),
            directoryChecksum: directory.withUnsafeBytes { checksum($0) },
            fileBytes: UInt64(written), nameBytes: UInt64(names.bytes.count)
        ).encoded()
        try device.write(page, to: file, at: 0)
        try device.synchronize(file)
    }

    private mutating func beginBlock() {
        records.removeAll(keepingCapacity: true)
        keys.removeAll(keepingCapacity: true)
        words.removeAll(keepingCapacity: true)
        // Place 0 is none.
        words.append(0)
    }

    private mutating func endBlock() throws(StoreError) {
        align(to: 8)
        let start = buffer.count
        var entry = (place: UInt64(place), words: UInt32(words.count), keys: UInt32(keys.count))
        buffer.append(contentsOf: records)
        words.withUnsafeBytes { buffer.append(contentsOf: $0) }
        buffer.append(contentsOf: keys)
        let sum = buffer.withUnsafeBytes {
            checksum(UnsafeRawBufferPointer(rebasing: $0[start...]))
        }
        withUnsafeBytes(of: &entry.place) { directory.append(contentsOf: $0) }
        withUnsafeBytes(of: &entry.words) { directory.append(contentsOf: $0) }
        withUnsafeBytes(of: &entry.keys) { directory.append(contentsOf: $0) }
        withUnsafeBytes(of: sum) { directory.append(contentsOf: $0) }
        beginBlock()
        try flush(atLeast: Self.bufferBytes)
    }

    private mutating func insert(_ hash: Fingerprint, node: Int) {
        let mask = index.count - 1
        var position = Int(truncatingIfNeeded: hash.low) & mask
        while index[position] != 0 { position = (position + 1) & mask }
        index[position] = hash.high & 0xFFFF_FFFF_0000_0000 | UInt64(node + 1)
    }

    private mutating func writeIndex() throws(StoreError) {
        for start in stride(from: 0, to: index.count, by: SnapshotLayout.pageWords) {
            let sum = index.withUnsafeBytes { index in
                let page = UnsafeRawBufferPointer(
                    rebasing: index[start * 8..<(start + SnapshotLayout.pageWords) * 8])
                buffer.append(contentsOf: page)
                return checksum(page)
            }
            withUnsafeBytes(of: sum) { directory.append(contentsOf: $0) }
            try flush(atLeast: Self.bufferBytes)
        }
    }

    private mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.littleEndian) { buffer.append(contentsOf: $0) }
    }

    private mutating func align(to alignment: Int) {
        let rest = place % alignment
        if rest != 0 { buffer.append(contentsOf: repeatElement(0, count: alignment - rest)) }
    }

    private mutating func flush(atLeast limit: Int) throws(StoreError) {
        guard buffer.count >= limit else { return }
        try device.write(buffer, to: file, at: written)
        written += buffer.count
        buffer.removeAll(keepingCapacity: true)
    }
}
