/// Lays values out as bytes, for files that only this build of the program reads and for what a
/// client and its daemon say to each other.
///
/// ```
///   number   LEB128, 1 to 10 bytes; signed ones in zigzag order
///   bool     1 byte, 0 or 1
///   bytes    count as number, then the bytes; strings are their UTF-8
///   list     count as number, then the elements
///   optional bool, then the value if there is one
/// ```
/// `ByteReader` reads the same forms, and ``ByteCodable`` values lay themselves out by them.
public struct ByteWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []

    /// A writer that has written nothing.
    public init() {}

    /// Writes a number.
    public mutating func write(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Writes a number that may be negative.
    public mutating func write(_ number: Int64) {
        write(UInt64(bitPattern: number << 1 ^ number >> 63))
    }

    /// Writes a number that may be negative.
    public mutating func write(_ number: Int) { write(Int64(number)) }

    /// Writes a truth value.
    public mutating func write(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    /// Writes a string.
    public mutating func write(_ string: String) {
        write(UInt64(string.utf8.count))
        bytes.append(contentsOf: string.utf8)
    }

    /// Writes bytes with their count in front.
    public mutating func write(bytes part: some Collection<UInt8>) {
        write(UInt64(part.count))
        bytes.append(contentsOf: part)
    }

    /// Writes bytes as they are, without a count.
    public mutating func write(raw part: some Sequence<UInt8>) {
        bytes.append(contentsOf: part)
    }

    /// Writes elements with their count in front.
    public mutating func write<Elements: Collection>(
        _ elements: Elements, _ body: (inout ByteWriter, Elements.Element) throws -> Void
    ) rethrows {
        write(UInt64(elements.count))
        for element in elements { try body(&self, element) }
    }

    /// Writes a value that may be missing.
    public mutating func write<Value>(
        optional value: Value?, _ body: (inout ByteWriter, Value) throws -> Void
    ) rethrows {
        write(value != nil)
        if let value { try body(&self, value) }
    }
}
