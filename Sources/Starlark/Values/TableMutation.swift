import Glibc

extension Heap {
    /// Entries up to which a table is searched from end to end, without an index.
    static let smallTable = 8

    /// Makes an empty dict, set or struct with room for `capacity` entries.
    @inline(__always)
    mutating func table(_ kind: ObjectKind, capacity: Int = 0) -> TableView {
        if capacity > 0 && capacity <= Heap.smallTable {
            return smallTable(kind, capacity: capacity)
        }
        return emptyTable(kind, capacity: capacity)
    }

    /// Makes a table and the room for its few entries in one go.
    @inline(__always)
    private mutating func smallTable(_ kind: ObjectKind, capacity: Int) -> TableView {
        let entryBytes = capacity &* MemoryLayout<TableEntry>.stride
        let size = MemoryLayout<TableLayout>.size
        let object = allocate(bytes: size &+ entryBytes &+ capacity &* 4)
        let entries = object + size
        object.assumingMemoryBound(to: TableLayout.self).initialize(
            to: TableLayout(
                header: newHeader(kind), live: 0, used: 0,
                capacity: UInt32(truncatingIfNeeded: capacity), indexMask: 0,
                entries: entries.assumingMemoryBound(to: TableEntry.self),
                hashes: (entries + entryBytes).assumingMemoryBound(to: UInt32.self), index: nil))
        return TableView(object)
    }

    @inline(never)
    private mutating func emptyTable(_ kind: ObjectKind, capacity: Int) -> TableView {
        let object = allocate(bytes: MemoryLayout<TableLayout>.size)
        let layout = object.assumingMemoryBound(to: TableLayout.self)
        // An empty table points at itself: no memory is read through the pointers before growth.
        layout.initialize(
            to: TableLayout(
                header: newHeader(kind), live: 0, used: 0, capacity: 0, indexMask: 0,
                entries: object.assumingMemoryBound(to: TableEntry.self),
                hashes: object.assumingMemoryBound(to: UInt32.self), index: nil))
        let table = TableView(object)
        if capacity > 0 { resize(table, capacity: capacity) }
        return table
    }

    /// Sets a key that was hashed before; replaces the value if the key is there.
    ///
    /// - Returns: Whether the key is new.
    @discardableResult
    mutating func insert(
        _ key: Value, hash: UInt32, value: Value, into table: TableView
    ) throws -> Bool {
        if key.isKind(.string) {
            return insert(string: key, hash: hash, value: value, into: table)
        }
        let found = try table.find(hash: hash) { try $0 === key || Equality.equal($0, key) }
        if let found {
            table.entries[found].value = value
            return false
        }
        appendNew(key, hash: hash, value: value, to: table)
        return true
    }

    /// Sets any key.
    @discardableResult
    mutating func insert(_ key: Value, value: Value, into table: TableView) throws -> Bool {
        try insert(key, hash: Hashing.hash(key), value: value, into: table)
    }

    /// Sets a string key.
    @discardableResult
    @inline(__always)
    mutating func insert(
        string key: Value, hash: UInt32, value: Value, into table: TableView
    ) -> Bool {
        if let found = table.find(string: StringView(key.object)) {
            table.entries[found].value = value
            return false
        }
        appendNew(key, hash: hash, value: value, to: table)
        return true
    }

    /// Sets a string key.
    @discardableResult
    mutating func insert(string key: Value, value: Value, into table: TableView) -> Bool {
        insert(string: key, hash: StringView(key.object).hash, value: value, into: table)
    }

    /// Adds an entry whose key is known not to be there.
    @inline(__always)
    mutating func appendNew(_ key: Value, hash: UInt32, value: Value, to table: TableView) {
        let layout = table.layout
        if layout.pointee.used == layout.pointee.capacity { grow(table) }
        let number = Int(layout.pointee.used)
        layout.pointee.entries[number] = TableEntry(key: key, value: value)
        layout.pointee.hashes[number] = hash
        layout.pointee.used &+= 1
        layout.pointee.live &+= 1
        if let index = layout.pointee.index {
            link(number, hash: hash, index: index, mask: layout.pointee.indexMask)
        }
    }

    @inline(__always)
    private func link(
        _ number: Int, hash: UInt32, index: UnsafeMutablePointer<UInt32>, mask: UInt32
    ) {
        var slot = hash & mask
        while index[Int(slot)] != 0 { slot = (slot &+ 1) & mask }
        index[Int(slot)] = UInt32(number) &+ 1
    }

    @inline(never)
    private mutating func grow(_ table: TableView) {
        let layout = table.layout.pointee
        // Many removed entries: the same room suffices once they are squeezed out.
        let isSparse = layout.live < layout.used / 4 &* 3
        let capacity = isSparse ? Int(layout.capacity) : max(4, Int(layout.capacity) &* 2)
        resize(table, capacity: capacity)
    }

    /// Makes a dict of keys known when compiling, which differ from each other.
    @inline(never)
    mutating func dict(
        _ template: DictTemplate, values: UnsafeMutablePointer<Value>
    ) -> TableView {
        let count = template.count
        let table = self.table(.dict, capacity: count)
        guard count <= Heap.smallTable else {
            for number in 0..<count {
                appendNew(
                    template.keys[number], hash: template.hashes[number], value: values[number],
                    to: table)
            }
            return table
        }
        let layout = table.layout
        let entries = layout.pointee.entries
        let hashes = layout.pointee.hashes
        for number in 0..<count {
            entries[number] = TableEntry(key: template.keys[number], value: values[number])
            hashes[number] = template.hashes[number]
        }
        layout.pointee.used = UInt32(truncatingIfNeeded: count)
        layout.pointee.live = UInt32(truncatingIfNeeded: count)
        return table
    }

    /// Moves the entries that are there into fresh memory with room for `capacity`.
    mutating func resize(_ table: TableView, capacity: Int) {
        let layout = table.layout
        let old = layout.pointee
        let entryBytes = capacity &* MemoryLayout<TableEntry>.stride
        let memory = allocate(bytes: entryBytes &+ capacity &* 4)
        let entries = memory.assumingMemoryBound(to: TableEntry.self)
        let hashes = (memory + entryBytes).assumingMemoryBound(to: UInt32.self)
        var used = 0
        if old.live == old.used {
            used = Int(old.used)
            memcpy(entries, old.entries, used &* MemoryLayout<TableEntry>.stride)
            memcpy(hashes, old.hashes, used &* 4)
        } else {
            for number in 0..<Int(old.used) where !old.entries[number].key.isUnbound {
                entries[used] = old.entries[number]
                hashes[used] = old.hashes[number]
                used += 1
            }
        }
        layout.pointee.entries = entries
        layout.pointee.hashes = hashes
        layout.pointee.used = UInt32(used)
        layout.pointee.capacity = UInt32(capacity)
        guard capacity > Heap.smallTable else {
            layout.pointee.index = nil
            return
        }
        var slots = 16
        while slots < capacity &* 2 { slots &*= 2 }
        let index = allocate(bytes: slots &* 4).assumingMemoryBound(to: UInt32.self)
        memset(index, 0, slots &* 4)
        let mask = UInt32(slots &- 1)
        for number in 0..<used { link(number, hash: hashes[number], index: index, mask: mask) }
        layout.pointee.index = index
        layout.pointee.indexMask = mask
    }
}

extension TableView {
    /// Removes an entry by its number, keeping the order of the others.
    func remove(at number: Int) {
        // The hash stays so that the index, which still names the entry, can step over it.
        entries[number] = TableEntry(key: .unbound, value: .unbound)
        layout.pointee.live &-= 1
    }

    /// Removes all entries; the memory stays.
    func removeAll() {
        layout.pointee.live = 0
        layout.pointee.used = 0
        if let index = layout.pointee.index {
            memset(index, 0, (Int(layout.pointee.indexMask) &+ 1) &* 4)
        }
    }
}
