/// Reads what `WireWriter` has written; whatever else it is given ends in an error, not in a trap.
struct WireReader {
    private let input: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { input = bytes }

    /// A whole value, and nothing behind it.
    static func decode<Value: WireCodable>(
        _ type: Value.Type, _ bytes: [UInt8]
    ) throws(WireError) -> Value {
        var reader = WireReader(bytes)
        let value = try Value(from: &reader)
        guard reader.position == bytes.count else {
            throw WireError("\(bytes.count - reader.position) bytes follow a `\(type)`")
        }
        return value
    }

    mutating func byte() throws(WireError) -> UInt8 {
        guard position < input.count else { throw .endsEarly }
        defer { position += 1 }
        return input[position]
    }

    mutating func unsigned() throws(WireError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let byte = try byte()
            // The tenth byte has room for one bit.
            guard shift < 63 || byte <= 1 else { break }
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        throw WireError("a number is longer than 64 bits")
    }

    mutating func signed() throws(WireError) -> Int64 {
        let value = try unsigned()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func integer() throws(WireError) -> Int { Int(try signed()) }

    mutating func bool() throws(WireError) -> Bool {
        switch try byte() {
        case 0: false
        case 1: true
        case let other: throw WireError("\(other) is no truth value")
        }
    }

    mutating func bytes() throws(WireError) -> [UInt8] {
        let count = try count()
        defer { position += count }
        return Array(input[position..<position + count])
    }

    mutating func string() throws(WireError) -> String {
        let count = try count()
        defer { position += count }
        guard let text = String(validating: input[position..<position + count], as: UTF8.self)
        else { throw WireError("a string is not UTF-8") }
        return text
    }

    mutating func value<Value: WireCodable>(_ type: Value.Type) throws(WireError) -> Value {
        try Value(from: &self)
    }

    mutating func list<Element>(
        _ each: (inout WireReader) throws(WireError) -> Element
    ) throws(WireError) -> [Element] {
        // An element has a byte at least, so a count beyond the end is refused before it is
        // reserved.
        let count = try count()
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try each(&self)) }
        return elements
    }

    mutating func optional<Wrapped>(
        _ some: (inout WireReader) throws(WireError) -> Wrapped
    ) throws(WireError) -> Wrapped? {
        try bool() ? try some(&self) : nil
    }

    /// The number of the case of an enumeration.
    mutating func choice<Choice>(
        _ cases: [Choice], of name: String
    ) throws(WireError) -> Choice {
        let index = try byte()
        guard Int(index) < cases.count else { throw WireError("\(index) is no case of `\(name)`") }
        return cases[Int(index)]
    }

    private mutating func count() throws(WireError) -> Int {
        let count = try unsigned()
        guard count <= UInt64(input.count - position) else { throw .endsEarly }
        return Int(count)
    }
}

/// The other end has sent what this one cannot read.
public struct WireError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was wrong with the bytes.
    public let description: String

    init(_ description: String) { self.description = description }

    static let endsEarly = WireError("a message ends early")
}
