/// The entries of a dict, set or struct in order of insertion, as they are now.
///
/// Valid while the heap lives and nothing is inserted or removed.
public struct TableView: Sequence, BitwiseCopyable {
    let object: UnsafeMutableRawPointer

    @inline(__always)
    init(_ object: UnsafeMutableRawPointer) {
        self.object = object
    }

    var layout: UnsafeMutablePointer<TableLayout> {
        @inline(__always) get { object.assumingMemoryBound(to: TableLayout.self) }
    }

    /// The number of entries.
    public var count: Int {
        @inline(__always) get { Int(layout.pointee.live) }
    }

    /// Whether there is nothing in it.
    public var isEmpty: Bool { count == 0 }

    /// The number of entries written so far, removed ones included.
    var used: Int {
        @inline(__always) get { Int(layout.pointee.used) }
    }

    var entries: UnsafeMutablePointer<TableEntry> {
        @inline(__always) get { layout.pointee.entries }
    }

    var hashes: UnsafeMutablePointer<UInt32> {
        @inline(__always) get { layout.pointee.hashes }
    }

    /// Iterates over entries, skipping removed ones.
    public struct Iterator: IteratorProtocol {
        let table: TableView
        var position = 0

        /// Returns the next entry.
        public mutating func next() -> (key: Value, value: Value)? {
            while position < table.used {
                let entry = table.entries[position]
                position += 1
                if !entry.key.isUnbound { return (entry.key, entry.value) }
            }
            return nil
        }
    }

    /// Starts over the entries in order of insertion.
    public func makeIterator() -> Iterator { Iterator(table: self) }

    /// A lower bound of the number of entries: exactly that number.
    public var underestimatedCount: Int { count }

    /// The value of a string key, if it is there.
    public subscript(name: String) -> Value? {
        var name = name
        return name.withUTF8 { utf8 -> Value? in
            guard let base = utf8.baseAddress else { return nil }
            let hash = Hashing.hash(bytes: base, count: utf8.count)
            return find(hash: hash) { key in
                guard key.isKind(.string) else { return false }
                return StringView(key.object).bytes.equals(utf8)
            }.map { entries[$0].value }
        }
    }

    /// The value of a key, if it is there.
    ///
    /// - Throws: If `key` cannot be hashed.
    public func value(of key: Value) throws -> Value? {
        guard let number = try find(key) else { return nil }
        return entries[number].value
    }

    /// The number of the entry with a key.
    func find(_ key: Value) throws -> Int? {
        if key.isKind(.string) { return find(string: StringView(key.object)) }
        let hash = try Hashing.hash(key)
        return try find(hash: hash) { try $0 === key || Equality.equal($0, key) }
    }

    @inline(__always)
    func find(string key: StringView) -> Int? {
        find(hash: key.hash) { other in
            if other.bits == UInt(bitPattern: key.object) { return true }
            return other.isKind(.string) && StringView.equal(StringView(other.object), key)
        }
    }

    /// Looks through the entries of a hash.
    @inline(__always)
    func find<E: Error>(hash: UInt32, where matches: (Value) throws(E) -> Bool) throws(E) -> Int? {
        let layout = self.layout.pointee
        guard let index = layout.index else {
            for number in 0..<Int(layout.used)
            where layout.hashes[number] == hash && !layout.entries[number].key.isUnbound {
                if try matches(layout.entries[number].key) { return number }
            }
            return nil
        }
        var slot = hash & layout.indexMask
        while true {
            let reference = index[Int(slot)]
            if reference == 0 { return nil }
            let number = Int(reference &- 1)
            if layout.hashes[number] == hash, !layout.entries[number].key.isUnbound,
                try matches(layout.entries[number].key)
            {
                return number
            }
            slot = (slot &+ 1) & layout.indexMask
        }
    }
}
