/// The number of an identifier within one file.
package struct NameID: Hashable, BitwiseCopyable {
    package var rawValue: UInt32

    package var index: Int { Int(rawValue) }
}

/// The identifiers of one file, each with a small number.
///
/// Open addressing over the bytes of the names, which are copied once into one array, so that
/// looking up a name that is known allocates nothing.
package struct NameTable: Sendable {
    private struct Entry: BitwiseCopyable {
        var start: UInt32
        var count: UInt32
        var hash: UInt32
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    /// Numbers of names plus one, at the places their hashes say; zero is free.
    private var slots: [UInt32]

    init() {
        slots = [UInt32](repeating: 0, count: 128)
    }

    package var count: Int { entries.count }

    /// The UTF-8 of a name.
    package func utf8(_ name: NameID) -> ArraySlice<UInt8> {
        let entry = entries[name.index]
        return bytes[Int(entry.start)..<Int(entry.start + entry.count)]
    }

    /// The name as a string, for messages and for tables keyed by strings.
    package func string(_ name: NameID) -> String { String(decoding: utf8(name), as: UTF8.self) }

    /// Finds or adds a name.
    mutating func intern(_ name: UnsafeBufferPointer<UInt8>) -> NameID {
        var hash: UInt32 = 0x811C_9DC5
        for byte in name {
            hash = (hash ^ UInt32(byte)) &* 0x0100_0193
        }
        return intern(name, hash: hash)
    }

    /// Finds or adds a name.
    mutating func intern(_ name: String) -> NameID {
        var name = name
        return name.withUTF8 { intern($0) }
    }

    /// Finds or adds a name whose FNV-1a hash is known.
    mutating func intern(_ name: UnsafeBufferPointer<UInt8>, hash: UInt32) -> NameID {
        let mask = slots.count - 1
        var slot = Int(hash ^ (hash >> 15)) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if entries[index].hash == hash, matches(entries[index], name) {
                return NameID(rawValue: UInt32(index))
            }
            slot = (slot + 1) & mask
        }
        return add(name, hash: hash, slot: slot)
    }

    private func matches(_ entry: Entry, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard Int(entry.count) == name.count else { return false }
        let start = Int(entry.start)
        for offset in 0..<name.count where bytes[start + offset] != name[offset] {
            return false
        }
        return true
    }

    private mutating func add(
        _ name: UnsafeBufferPointer<UInt8>, hash: UInt32, slot: Int
    ) -> NameID {
        let id = NameID(rawValue: UInt32(entries.count))
        entries.append(
            Entry(start: UInt32(bytes.count), count: UInt32(name.count), hash: hash))
        bytes.append(contentsOf: name)
        slots[slot] = id.rawValue + 1
        if entries.count * 2 > slots.count { grow() }
        return id
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        let mask = slots.count - 1
        for (index, entry) in entries.enumerated() {
            var slot = Int(entry.hash ^ (entry.hash >> 15)) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(index) + 1
        }
    }
}
