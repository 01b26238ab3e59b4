import ByteCoding

/// A value that travels between client and daemon.
///
/// There are no tags: both ends are built from the same declarations, which `Hello` makes sure of
/// before anything else is read.
protocol WireCodable {
    /// Appends the value.
    func write(to writer: inout ByteWriter)

    /// Reads a value that `write(to:)` has written.
    init(from reader: inout ByteReader) throws(DamagedBytes)
}

extension WireCodable {
    /// A whole value, and nothing behind it.
    static func decode(_ bytes: [UInt8]) throws(DamagedBytes) -> Self {
        try ByteReader.read(bytes) { reader throws(DamagedBytes) in
            let value = try Self(from: &reader)
            try reader.end()
            return value
        }
    }
}

extension ByteWriter {
    mutating func write(_ value: some WireCodable) { value.write(to: &self) }
}

extension ByteReader {
    mutating func value<Value: WireCodable>(_ type: Value.Type) throws(DamagedBytes) -> Value {
        try Value(from: &self)
    }
}
