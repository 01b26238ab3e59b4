/// Writes protocol buffer messages in the one form that digests are made of.
///
/// Canonical means: fields in the order of their numbers, repeated fields in the order the message
/// asks for, and nothing that has its default value. Written by hand, and not with SwiftProtobuf,
/// because input trees have thousands of entries and are hashed for every action, because an
/// encoder that decides about digests must not change with a dependency, and because that package
/// needs Foundation and a minute and a half of every clean release build. The tests compare it
/// with the code that `protoc` generates.
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    init(reserving byteCount: Int = 0) {
        bytes.reserveCapacity(byteCount)
    }

    /// Writes a number, unless it is 0; negative ones are sign-extended to 64 bits first.
    mutating func number(_ field: UInt8, _ value: Int64) {
        guard value != 0 else { return }
        tag(field, wireType: 0)
        varint(UInt64(bitPattern: value))
    }

    /// Writes a truth value, unless it is false.
    mutating func flag(_ field: UInt8, _ value: Bool) {
        number(field, value ? 1 : 0)
    }

    /// Writes text, unless it is empty.
    mutating func text(_ field: UInt8, _ value: String) {
        if !value.isEmpty { element(field, value) }
    }

    /// Writes one element of a repeated text field, also if it is empty.
    mutating func element(_ field: UInt8, _ value: String) {
        tag(field, wireType: 2)
        varint(UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    /// Writes bytes or an encoded message, also if they are empty.
    mutating func element(_ field: UInt8, _ value: some Collection<UInt8>) {
        tag(field, wireType: 2)
        varint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// Writes a message, also if it is empty.
    mutating func message(_ field: UInt8, _ body: (inout WireWriter) -> Void) {
        tag(field, wireType: 2)
        // Most messages are shorter than 128 bytes: leave one byte for the length, and make room
        // for more only if it turns out to be needed.
        let place = bytes.count
        bytes.append(0)
        body(&self)
        let length = bytes.count - place - 1
        if length < 0x80 {
            bytes[place] = UInt8(length)
        } else {
            var encoded = WireWriter()
            encoded.varint(UInt64(length))
            bytes.replaceSubrange(place...place, with: encoded.bytes)
        }
    }

    /// Writes a `Digest`, also that of no bytes.
    mutating func digest(_ field: UInt8, _ digest: Digest) {
        message(field) { writer in
            writer.tag(1, wireType: 2)
            writer.varint(64)
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { buffer in
                digest.writeHex(into: buffer)
                writer.bytes.append(contentsOf: buffer)
            }
            writer.number(2, digest.sizeBytes)
        }
    }

    /// Writes a `Duration`, also that of no time.
    mutating func duration(_ field: UInt8, _ duration: Duration) {
        message(field) { writer in
            let (seconds, attoseconds) = duration.components
            writer.number(1, seconds)
            writer.number(2, attoseconds / 1_000_000_000)
        }
    }

    private mutating func tag(_ field: UInt8, wireType: UInt8) {
        precondition(field < 16, "the messages of the API have no field numbers above 15")
        bytes.append(field << 3 | wireType)
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
