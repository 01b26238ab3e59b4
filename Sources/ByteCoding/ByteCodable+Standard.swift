// The forms of the standard library's types; `ByteWriter` shows them.

extension UInt64: ByteCodable {
    /// Appends the number.
    @inlinable public func write(to writer: inout ByteWriter) { writer.write(self) }

    /// Reads a number.
    @inlinable public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self = try reader.number()
    }
}

extension Int64: ByteCodable {
    /// Appends the number.
    @inlinable public func write(to writer: inout ByteWriter) { writer.write(self) }

    /// Reads a number.
    @inlinable public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self = try reader.signed()
    }
}

extension Int: ByteCodable {
    /// Appends the number.
    @inlinable public func write(to writer: inout ByteWriter) { writer.write(self) }

    /// Reads a number.
    @inlinable public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self = try reader.integer()
    }
}

extension Bool: ByteCodable {
    /// Appends the truth value.
    @inlinable public func write(to writer: inout ByteWriter) { writer.write(self) }

    /// Reads a truth value.
    @inlinable public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self = try reader.bool()
    }
}

extension String: ByteCodable {
    /// Appends the string.
    @inlinable public func write(to writer: inout ByteWriter) { writer.write(self) }

    /// Reads a string.
    @inlinable public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self = try reader.string()
    }
}

extension Optional: ByteCodable where Wrapped: ByteCodable {
    /// Appends whether there is a value, then the value.
    @inlinable
    public func write(to writer: inout ByteWriter) {
        writer.write(self != nil)
        if let self { self.write(to: &writer) }
    }

    /// Reads a value that may be missing.
    @inlinable
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self = try reader.bool() ? try Wrapped(from: &reader) : nil
    }
}

extension Array: ByteCodable where Element: ByteCodable {
    /// Appends the count, then the elements.
    @inlinable
    public func write(to writer: inout ByteWriter) {
        writer.write(UInt64(count))
        for element in self { element.write(to: &writer) }
    }

    /// Reads elements with their count in front.
    @inlinable
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self = try reader.list { reader throws(DamagedBytes) in try Element(from: &reader) }
    }
}

extension Dictionary: ByteCodable where Key: ByteCodable & Comparable, Value: ByteCodable {
    /// Appends the count, then each key with its value, in the order of the keys.
    public func write(to writer: inout ByteWriter) {
        writer.write(sorted { $0.key < $1.key }) {
            $1.key.write(to: &$0)
            $1.value.write(to: &$0)
        }
    }

    /// Reads keys with their values.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        let entries = try reader.list { reader throws(DamagedBytes) in
            (try Key(from: &reader), try Value(from: &reader))
        }
        self = Dictionary(entries) { _, last in last }
    }
}

extension Duration: ByteCodable {
    /// Appends seconds, then attoseconds.
    public func write(to writer: inout ByteWriter) {
        writer.write(components.seconds)
        writer.write(components.attoseconds)
    }

    /// Reads seconds and attoseconds.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self.init(
            secondsComponent: try reader.signed(), attosecondsComponent: try reader.signed())
    }
}
