public import Synchronization

/// A hash index from keys, which it does not know, to 32-bit slots.
///
/// Open addressing in one array of words; a reader takes no lock.
/// ```
///   word 0       capacity - 1
///   word 1 + i   0 when empty, else [ upper 32 bits of the hash | slot + 1 ]
/// ```
/// Both the place where a search starts and the tag are the upper half of the hash, so that the
/// array grows without a look at a key. A full array is replaced by one of twice its size. The old
/// ones stay until the index dies, since a reader may be in them: together they are no larger than
/// the newest.
///
/// `@unchecked Sendable`: the current array is an atomic, so are its words, and the list of arrays
/// is under the writers' lock.
@usableFromInline
struct KeyIndex: ~Copyable, @unchecked Sendable {
    @usableFromInline typealias Table = UnsafeMutablePointer<Atomic<UInt64>>

    /// What only writers see.
    ///
    /// Lock order: taken alone, or below no other lock.
    ///
    /// Not private: its metadata is needed wherever an index is stored, and the compiler does not
    /// emit it there otherwise.
    @usableFromInline
    struct Writer: @unchecked Sendable {
        @usableFromInline var count = 0
        @usableFromInline var tables: [Table]

        @usableFromInline
        init(_ table: Table) { tables = [table] }
    }

    @usableFromInline let current: Atomic<Table>
    @usableFromInline let writer: Mutex<Writer>

    @usableFromInline
    init() {
        let table = Self.makeTable(capacity: 16)
        current = Atomic(table)
        writer = Mutex(Writer(table))
    }

    deinit {
        writer.withLock { writer in
            for table in writer.tables { table.deallocate() }
        }
    }

    /// The slot of the key with this hash that `matches` accepts.
    @inlinable
    @inline(__always)
    func find(_ hash: UInt64, where matches: (UInt32) -> Bool) -> UInt32? {
        let table = current.load(ordering: .acquiring)
        let mask = table[0].load(ordering: .relaxed)
        let tag = hash >> 32
        var position = tag & mask
        while true {
            let word = table[1 + Int(position)].load(ordering: .acquiring)
            if word == 0 { return nil }
            if word >> 32 == tag {
                let slot = UInt32(truncatingIfNeeded: word) - 1
                if matches(slot) { return slot }
            }
            position = (position + 1) & mask
        }
    }

    /// The slot of a key, which `make` provides if the key is new.
    ///
    /// One thread at a time makes slots.
    @inlinable
    func findOrInsert(
        _ hash: UInt64, where matches: (UInt32) -> Bool, make: () -> UInt32
    ) -> UInt32 {
        writer.withLock { writer in
            if let slot = find(hash, where: matches) { return slot }
            var table = current.load(ordering: .relaxed)
            let capacity = Int(table[0].load(ordering: .relaxed)) + 1
            if (writer.count + 1) * 4 > capacity * 3 {
                table = Self.grow(table, capacity: capacity)
                writer.tables.append(table)
                current.store(table, ordering: .releasing)
            }
            let slot = make()
            Self.insert(hash & 0xFFFF_FFFF_0000_0000 | UInt64(slot + 1), into: table)
            writer.count += 1
            return slot
        }
    }

    @usableFromInline
    static func makeTable(capacity: Int) -> Table {
        let table = Table.allocate(capacity: capacity + 1)
        table.initialize(to: Atomic(UInt64(capacity - 1)))
        for position in 1...capacity { (table + position).initialize(to: Atomic(0)) }
        return table
    }

    @usableFromInline
    static func grow(_ old: Table, capacity: Int) -> Table {
        let table = makeTable(capacity: capacity * 2)
        for position in 1...capacity {
            let word = old[position].load(ordering: .relaxed)
            if word != 0 { insert(word, into: table) }
        }
        return table
    }

    @usableFromInline
    static func insert(_ word: UInt64, into table: Table) {
        let mask = table[0].load(ordering: .relaxed)
        var position = word >> 32 & mask
        while table[1 + Int(position)].load(ordering: .relaxed) != 0 {
            position = (position + 1) & mask
        }
        table[1 + Int(position)].store(word, ordering: .releasing)
    }
}
