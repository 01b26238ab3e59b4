/// A value with one form in bytes.
///
/// There are no tags and no versions: who reads is of the same build as who wrote, which files and
/// connections make sure of before anything else is read.
public protocol ByteCodable {
    /// Appends the value. Equal values write equal bytes.
    func write(to writer: inout ByteWriter)

    /// Reads what ``write(to:)`` wrote.
    ///
    /// - Throws: If the bytes are no such value.
    init(from reader: inout ByteReader) throws(DamagedBytes)
}

extension ByteWriter {
    /// Writes a value in its form.
    @inlinable
    public mutating func write(_ value: some ByteCodable) { value.write(to: &self) }
}

extension ByteReader {
    /// Reads a value, whose type is mostly known from where it goes.
    @inlinable
    public mutating func read<Value: ByteCodable>(
        _ type: Value.Type = Value.self
    ) throws(DamagedBytes) -> Value {
        try Value(from: &self)
    }
}

extension ByteCodable {
    /// Reads a whole value, with nothing behind it.
    public static func decode(_ bytes: [UInt8]) throws(DamagedBytes) -> Self {
        try ByteReader.read(bytes) { reader throws(DamagedBytes) in
            let value = try Self(from: &reader)
            try reader.end()
            return value
        }
    }
}

/// Few cases: the number of the case, in one byte.
extension ByteCodable where Self: CaseIterable & Equatable {
    /// Appends the number of the case among all.
    public func write(to writer: inout ByteWriter) {
        let number = Self.allCases.prefix { $0 != self }.count
        writer.write(UInt64(number))
    }

    /// Reads the number of a case.
    public init(from reader: inout ByteReader) throws(DamagedBytes) {
        self = try reader.choice(Array(Self.allCases), of: "\(Self.self)")
    }
}
