import ByteCoding

/// Cuts a stream of bytes into frames: four bytes of length, least significant first, and a
/// message.
///
/// Only cuts, reads nothing: its owner feeds it what came.
struct FrameDecoder {
    /// How long a message may be: a longer one is a mistake of the other end.
    ///
    /// The longest honest ones are environments and the standard error of a command, which the
    /// daemon sends in pieces.
    static let mostBytes = 64 << 20

    private var buffer: [UInt8] = []
    private var start = 0

    mutating func append(_ bytes: [UInt8]) {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer += bytes
    }

    /// Takes out the next whole message, if it has come.
    mutating func next() throws(DamagedBytes) -> [UInt8]? {
        guard buffer.count - start >= 4 else { return nil }
        let length = (0..<4).reduce(0) { $0 | Int(buffer[start + $1]) << (8 * $1) }
        guard length <= FrameDecoder.mostBytes else {
            throw DamagedBytes("a message of \(length) bytes is longer than any")
        }
        guard buffer.count - start - 4 >= length else { return nil }
        defer { start += 4 + length }
        return Array(buffer[start + 4..<start + 4 + length])
    }

    /// A message with its length before it.
    static func frame(_ message: some ByteCodable) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(message)
        let length = writer.bytes.count
        precondition(length <= mostBytes, "replies are sent in pieces")
        return (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + writer.bytes
    }
}
