/// Lays values out as bytes: what client and daemon say to each other.
///
/// Integers are unsigned LEB128 varints, or zigzag for those that may be negative; strings and byte
/// arrays are a length and their bytes; lists and maps a count and their elements. There are no
/// tags and no padding: both ends are built from the same declarations, which `Hello` makes sure of
/// before anything else is read.
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func write(signed value: Int64) {
        write(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    mutating func write(_ value: Int) { write(signed: Int64(value)) }

    mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

    mutating func write(_ value: [UInt8]) {
        write(UInt64(value.count))
        bytes += value
    }

    mutating func write(_ value: String) {
        var value = value
        value.withUTF8 { text in
            write(UInt64(text.count))
            bytes += text
        }
    }

    mutating func write(_ value: some WireCodable) { value.write(to: &self) }

    mutating func write<Element>(
        _ elements: some Collection<Element>, _ each: (inout WireWriter, Element) -> Void
    ) {
        write(UInt64(elements.count))
        for element in elements { each(&self, element) }
    }

    mutating func write<Wrapped>(
        _ value: Wrapped?, _ some: (inout WireWriter, Wrapped) -> Void
    ) {
        write(value != nil)
        if let value { some(&self, value) }
    }
}

/// A value that travels between client and daemon.
protocol WireCodable {
    /// Appends the value.
    func write(to writer: inout WireWriter)

    /// Reads a value that `write(to:)` has written.
    init(from reader: inout WireReader) throws(WireError)
}
