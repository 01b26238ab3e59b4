/// Bytes that were meant to be a message are not one.
public struct MessageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, naming the message.
    public let message: String

    init(_ message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

/// Reads the fields of a protocol buffer message one after the other.
///
/// Fields that the caller does not know are its to skip; a reader copies no bytes.
struct WireReader {
    /// One field as it stands on the wire.
    struct Field {
        let number: UInt64
        fileprivate let value: Value
        fileprivate let message: StaticString

        fileprivate enum Value {
            case varint(UInt64)
            case bytes(ArraySlice<UInt8>)
            case fixed
        }
    }

    private var rest: ArraySlice<UInt8>
    private let message: StaticString

    /// Starts to read; `message` names the kind of message in errors.
    init(_ bytes: ArraySlice<UInt8>, _ message: StaticString) {
        rest = bytes
        self.message = message
    }

    /// The next field; nil at the end.
    mutating func next() throws(MessageError) -> Field? {
        guard !rest.isEmpty else { return nil }
        let tag = try varint()
        guard tag >> 3 != 0 else { throw malformed("field number 0") }
        let value: Field.Value
        switch tag & 7 {
        case 0: value = .varint(try varint())
        case 1: value = try skip(8)
        case 2:
            let length = try varint()
            guard length <= UInt64(rest.count) else { throw malformed("it ends within a field") }
            value = .bytes(rest.prefix(Int(length)))
            rest = rest.dropFirst(Int(length))
        case 5: value = try skip(4)
        default: throw malformed("wire type \(tag & 7)")
        }
        return Field(number: tag >> 3, value: value, message: message)
    }

    private mutating func skip(_ count: Int) throws(MessageError) -> Field.Value {
        guard rest.count >= count else { throw malformed("it ends within a field") }
        rest = rest.dropFirst(count)
        return .fixed
    }

    private mutating func varint() throws(MessageError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            guard let byte = rest.popFirst() else { throw malformed("it ends within a number") }
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return value }
        }
        throw malformed("a number of more than 64 bits")
    }

    private func malformed(_ what: String) -> MessageError {
        MessageError("Malformed `\(message)` message: \(what)")
    }
}

extension WireReader.Field {
    func integer() throws(MessageError) -> Int64 {
        guard case .varint(let value) = value else { throw malformed("is not a number") }
        return Int64(bitPattern: value)
    }

    func flag() throws(MessageError) -> Bool { try integer() != 0 }

    func bytes() throws(MessageError) -> ArraySlice<UInt8> {
        guard case .bytes(let bytes) = value else { throw malformed("has no length") }
        return bytes
    }

    func text() throws(MessageError) -> String {
        guard let text = String(validating: try bytes(), as: UTF8.self) else {
            throw malformed("is not UTF-8")
        }
        return text
    }

    func digest() throws(MessageError) -> Digest {
        var hash = ""
        var size: Int64 = 0
        var reader = WireReader(try bytes(), "Digest")
        while let field = try reader.next() {
            switch field.number {
            case 1: hash = try field.text()
            case 2: size = try field.integer()
            default: break
            }
        }
        guard let digest = Digest(hex: hash, sizeBytes: size) else {
            throw malformed("is not a SHA-256 digest: `\(hash)/\(size)`")
        }
        return digest
    }

    /// A `Duration` or a `Timestamp`, which look the same.
    func duration() throws(MessageError) -> Duration {
        var seconds: Int64 = 0
        var nanoseconds: Int64 = 0
        var reader = WireReader(try bytes(), "Duration")
        while let field = try reader.next() {
            switch field.number {
            case 1: seconds = try field.integer()
            case 2: nanoseconds = try field.integer()
            default: break
            }
        }
        return .seconds(seconds) + .nanoseconds(nanoseconds)
    }

    private func malformed(_ what: String) -> MessageError {
        MessageError("Malformed `\(message)` message: field \(number) \(what)")
    }
}
