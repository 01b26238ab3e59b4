import ByteCoding
import Synchronization

/// A snapshot, mapped: opened by looking at its first page and its directory, whatever its size.
///
/// Everything else is checked when it is first touched. What is damaged reads as nil, after which
/// `isDamaged` is true for good: who reads decides what that means.
///
/// `@unchecked Sendable`: the mapping is written by the owner of an edge list, that is under the
/// graph's lock, after its block was checked; a block is checked once, under a lock.
final class SnapshotFile: @unchecked Sendable {
    let header: SnapshotHeader
    let kinds: [String]
    private let attachments: [Attachment]
    private let mapping: MappedFile
    private let directory: UnsafeRawBufferPointer
    private let index: UnsafeRawBufferPointer
    private let damage = Atomic(false)
    /// A byte each: not checked, whole, damaged.
    private let blockStates: CheckStates
    private let pageStates: CheckStates
    private let checking = Mutex(())

    private struct Attachment {
        let name: String
        let place: UInt64
        let count: Int
        let sum: UInt64
    }

    /// A block of nodes.
    struct Block {
        let nodes: Int
        let records: UnsafeRawBufferPointer
        /// Writable; what is written stays in this process.
        let words: UnsafeMutablePointer<UInt32>
        let keys: UnsafeRawBufferPointer

        func record(_ index: Int) -> NodeRecord {
            let start = index * SnapshotLayout.recordBytes
            return NodeRecord(UnsafeRawBufferPointer(rebasing: records[start...]))
        }

        func key(of record: NodeRecord) -> UnsafeRawBufferPointer {
            let start = Int(record.key)
            let count = Int(keys.get(UInt32.self, start))
            return UnsafeRawBufferPointer(rebasing: keys[start + 4..<start + 4 + count])
        }
    }

    /// Opens a snapshot.
    ///
    /// - Throws: Why it is of no use.
    init(_ mapping: MappedFile, identity: Fingerprint) throws(StoreDiscard) {
        let header = try SnapshotHeader(UnsafeRawBufferPointer(mapping.bytes))
        guard header.identity == identity else { throw .otherIdentity }
        let blocks = SnapshotLayout.blockCount(nodes: Int(header.nodes))
        let pages = Int(header.indexWords) / SnapshotLayout.pageWords
        let sums = blocks * SnapshotLayout.blockEntryBytes + pages * 8
        guard header.fileBytes == UInt64(mapping.bytes.count),
            let directory = mapping.part(header.directory, Int(header.directoryBytes)),
            let index = mapping.part(header.index, Int(header.indexWords) * 8),
            header.directoryChecksum == checksum(directory),
            directory.count == sums + Int(header.nameBytes)
        else { throw .damaged }
        self.header = header
        self.mapping = mapping
        self.directory = directory
        self.index = index
        blockStates = CheckStates(blocks)
        pageStates = CheckStates(pages)
        do throws(DamagedBytes) {
            var names = ByteReader(UnsafeRawBufferPointer(rebasing: directory[sums...]))
            kinds = try names.list { names throws(DamagedBytes) in try names.string() }
            attachments = try names.list { names throws(DamagedBytes) in
                Attachment(
                    name: try names.string(), place: try names.number(),
                    count: Int(try names.number()), sum: try names.number())
            }
        } catch {
            throw .damaged
        }
    }

    var nodeCount: Int { Int(header.nodes) }

    /// How many bytes the file has.
    var byteCount: Int { mapping.bytes.count }

    /// Whether something that was touched was not as it was written.
    var isDamaged: Bool { damage.load(ordering: .acquiring) }

    /// A block of nodes; nil if it is damaged.
    func block(_ number: Int) -> Block? {
        let entry = number * SnapshotLayout.blockEntryBytes
        let words = Int(directory.get(UInt32.self, entry + 8)) * 4
        let keys = Int(directory.get(UInt32.self, entry + 12))
        let nodes = min(
            SnapshotLayout.blockNodes, nodeCount - number * SnapshotLayout.blockNodes)
        let records = nodes * SnapshotLayout.recordBytes
        let place = directory.get(UInt64.self, entry)
        guard let bytes = mapping.part(place, records + words + keys),
            isWhole(number, blockStates, bytes, directory.get(UInt64.self, entry + 16)),
            let base = mapping.bytes.baseAddress
        else {
            reportDamage()
            return nil
        }
        let start = base + Int(place) + records
        return Block(
            nodes: nodes, records: UnsafeRawBufferPointer(rebasing: bytes[..<records]),
            words: start.assumingMemoryBound(to: UInt32.self),
            keys: UnsafeRawBufferPointer(rebasing: bytes[(records + words)...]))
    }

    /// The block of a node and its place in there; nil if it is damaged.
    func locate(_ node: UInt32) -> (block: Block, record: NodeRecord)? {
        guard let block = block(Int(node) / SnapshotLayout.blockNodes) else { return nil }
        return (block, block.record(Int(node) % SnapshotLayout.blockNodes))
    }

    /// The node whose key has this hash.
    ///
    /// Nil if there is none, or if damage was met.
    func find(_ hash: Fingerprint) -> UInt32? {
        if nodeCount == 0 { return nil }
        let mask = Int(header.indexWords) - 1
        var position = Int(truncatingIfNeeded: hash.low) & mask
        for _ in 0...mask {
            guard let word = indexWord(position) else { return nil }
            if word == 0 { return nil }
            if word >> 32 == hash.high >> 32 {
                let node = UInt32(truncatingIfNeeded: word) - 1
                guard let (_, record) = locate(node) else { return nil }
                if record.keyHash == hash { return node }
            }
            position = (position + 1) & mask
        }
        return nil
    }

    /// A value; nil if it is damaged, which is reported to nobody, since it can be computed again.
    func value(at place: UInt64) -> UnsafeRawBufferPointer? {
        guard let front = mapping.part(place, 12) else { return nil }
        let count = Int(front.get(UInt32.self, 8))
        guard let bytes = mapping.part(place + 8, count + 4),
            checksum(bytes) == front.get(UInt64.self, 0)
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: bytes[4...])
    }

    /// The bytes of an attachment; nil if there is none, or it is damaged.
    func attachment(_ name: String) -> UnsafeRawBufferPointer? {
        guard let entry = attachments.first(where: { $0.name == name }) else { return nil }
        guard let bytes = mapping.part(entry.place, entry.count), checksum(bytes) == entry.sum
        else {
            reportDamage()
            return nil
        }
        return bytes
    }

    /// Notes that bytes were not what they should be.
    func reportDamage() { damage.store(true, ordering: .releasing) }

    private func indexWord(_ position: Int) -> UInt64? {
        let number = position / SnapshotLayout.pageWords
        let start = number * SnapshotLayout.pageBytes
        let page = UnsafeRawBufferPointer(
            rebasing: index[start..<start + SnapshotLayout.pageBytes])
        let blocks = SnapshotLayout.blockCount(nodes: nodeCount)
        let sum = directory.get(
            UInt64.self, blocks * SnapshotLayout.blockEntryBytes + number * 8)
        guard isWhole(number, pageStates, page, sum) else {
            reportDamage()
            return nil
        }
        return index.get(UInt64.self, position * 8)
    }

    /// Checks bytes at the first call, before which nobody has written to them.
    private func isWhole(
        _ number: Int, _ states: borrowing CheckStates, _ bytes: UnsafeRawBufferPointer,
        _ sum: UInt64
    ) -> Bool {
        switch states[number] {
        case .whole: return true
        case .damaged: return false
        case .unknown: break
        }
        return checking.withLock { _ in
            if states[number] == .unknown {
                states.set(number, checksum(bytes) == sum ? .whole : .damaged)
            }
            return states[number] == .whole
        }
    }
}

/// What is known of the parts of a file, a byte each.
///
/// `@unchecked Sendable`: atomics.
struct CheckStates: ~Copyable, @unchecked Sendable {
    enum State: UInt8 {
        case unknown = 0
        case whole = 1
        case damaged = 2
    }

    private let states: UnsafeMutablePointer<Atomic<UInt8>>
    private let count: Int

    init(_ count: Int) {
        self.count = count
        states = .allocate(capacity: max(1, count))
        for index in 0..<count { (states + index).initialize(to: Atomic(0)) }
    }

    deinit { states.deallocate() }

    subscript(index: Int) -> State {
        precondition(index < count, "a part of the file")
        return State(rawValue: states[index].load(ordering: .acquiring)) ?? .damaged
    }

    func set(_ index: Int, _ state: State) {
        states[index].store(state.rawValue, ordering: .releasing)
    }
}
