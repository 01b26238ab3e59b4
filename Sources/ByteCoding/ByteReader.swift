/// Reads what `ByteWriter` wrote, from bytes that may be damaged: nothing is trusted, and what does
/// not fit is an error.
///
/// It must not outlive the memory it is given.
public struct ByteReader {
    private let buffer: UnsafeRawBufferPointer
    private var offset = 0

    /// A reader at the start of bytes.
    public init(_ buffer: UnsafeRawBufferPointer) {
        self.buffer = buffer
    }

    /// Calls `body` with a reader at the start of bytes.
    ///
    /// - Throws: What the body throws.
    public static func read<Value>(
        _ bytes: [UInt8], _ body: (inout ByteReader) throws(DamagedBytes) -> Value
    ) throws(DamagedBytes) -> Value {
        let result = bytes.withUnsafeBytes { buffer -> Result<Value, DamagedBytes> in
            var reader = ByteReader(buffer)
            do throws(DamagedBytes) {
                return .success(try body(&reader))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// How many bytes are left.
    public var remaining: Int { buffer.count - offset }

    /// Checks that everything has been read.
    ///
    /// - Throws: If bytes are left.
    public func end() throws(DamagedBytes) {
        if remaining != 0 { throw DamagedBytes("\(remaining) bytes follow the last value") }
    }

    /// Reads a number.
    public mutating func number() throws(DamagedBytes) -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try self.byte()
            // The tenth byte has room for one bit.
            if shift == 63, byte > 1 { throw DamagedBytes("a number is longer than 64 bits") }
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
    }

    /// Reads a number that may be negative.
    public mutating func signed() throws(DamagedBytes) -> Int64 {
        let number = try self.number()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    /// Reads a number that may be negative.
    public mutating func integer() throws(DamagedBytes) -> Int { Int(try signed()) }

    /// Reads a truth value.
    public mutating func bool() throws(DamagedBytes) -> Bool {
        switch try byte() {
        case 0: return false
        case 1: return true
        case let other: throw DamagedBytes("\(other) is no truth value")
        }
    }

    /// Reads a string.
    public mutating func string() throws(DamagedBytes) -> String {
        let part = try slice(count())
        guard let string = String(validating: part, as: UTF8.self) else {
            throw DamagedBytes("a string is not UTF-8")
        }
        return string
    }

    /// Reads bytes with their count in front.
    public mutating func bytes() throws(DamagedBytes) -> [UInt8] { Array(try slice(count())) }

    /// Takes bytes as they are, without a count.
    public mutating func slice(_ count: Int) throws(DamagedBytes) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= remaining else { throw .endsEarly }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: buffer[offset..<offset + count])
    }

    /// Reads the case of an enumeration, given by its number: one byte.
    ///
    /// - Throws: If there is no such case, with the `name` of the enumeration.
    public mutating func choice<Choice>(
        _ cases: [Choice], of name: String
    ) throws(DamagedBytes) -> Choice {
        let index = try byte()
        guard Int(index) < cases.count else {
            throw DamagedBytes("\(index) is no case of `\(name)`")
        }
        return cases[Int(index)]
    }

    /// Reads elements with their count in front.
    public mutating func list<Element>(
        _ body: (inout ByteReader) throws(DamagedBytes) -> Element
    ) throws(DamagedBytes) -> [Element] {
        let count = try count()
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try body(&self)) }
        return elements
    }

    /// Reads a value that may be missing.
    public mutating func optional<Value>(
        _ body: (inout ByteReader) throws(DamagedBytes) -> Value
    ) throws(DamagedBytes) -> Value? {
        try bool() ? try body(&self) : nil
    }

    /// Reads how many elements follow, each of which takes at least a byte.
    private mutating func count() throws(DamagedBytes) -> Int {
        let number = try number()
        guard number <= UInt64(remaining) else { throw .endsEarly }
        return Int(number)
    }

    private mutating func byte() throws(DamagedBytes) -> UInt8 {
        guard offset < buffer.count else { throw .endsEarly }
        defer { offset += 1 }
        return buffer[offset]
    }
}

/// Bytes do not mean what they should: they are damaged, or of another version of the program.
public struct DamagedBytes: Error, Hashable, CustomStringConvertible {
    /// What is wrong with them.
    public let description: String

    /// An error without a place, for what the bytes belong to is given up as a whole.
    public init(_ description: String = "the bytes are damaged") {
        self.description = description
    }

    /// There are fewer bytes than what was read has to have.
    @usableFromInline static let endsEarly = DamagedBytes("the bytes end early")
}
