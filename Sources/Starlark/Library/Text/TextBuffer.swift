import Glibc

/// The bytes of a string: UTF-8, borrowed from a heap or a buffer that outlives the use.
public typealias UTF8Bytes = UnsafeBufferPointer<UInt8>

/// A growable run of UTF-8 bytes in which natives build their results and write their `repr`.
///
/// Raw memory instead of `[UInt8]`, because appending to a class-backed array costs a uniqueness
/// check per byte. One owner, freed with it; the bytes are copied into the heap once, at the end.
public struct TextBuffer: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// Bytes written.
    public private(set) var count = 0
    /// Bytes after which writers of much give up; the text is of no use then.
    var limit = 1 << 30
    /// The values whose `repr` is being written, the outermost first.
    var active: [UInt] = []

    /// Makes an empty buffer.
    public init(capacity: Int = 64) {
        self.capacity = max(capacity, 16)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    /// The bytes written so far, valid until the next mutation.
    public var bytes: UTF8Bytes { UTF8Bytes(start: base, count: count) }

    /// The text written so far.
    public var string: String { String(decoding: bytes, as: UTF8.self) }

    var isEmpty: Bool { count == 0 }

    /// Whether there is more text than is wanted: nested values can have more than fits memory.
    var isFull: Bool { count > limit }

    mutating func removeAll() { count = 0 }

    /// Forgets what was written after the first `count` bytes.
    mutating func truncate(to count: Int) {
        precondition(count <= self.count, "a buffer is only ever truncated to less")
        self.count = count
    }

    /// Adds one byte, of an ASCII character or part of a longer one.
    @inline(__always)
    public mutating func append(_ byte: UInt8) {
        if count == capacity { grow(by: 1) }
        base[count] = byte
        count += 1
    }

    /// Adds bytes of valid UTF-8.
    @inline(__always)
    public mutating func append(_ bytes: UTF8Bytes) {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        if capacity - count < bytes.count { grow(by: bytes.count) }
        memcpy(base + count, source, bytes.count)
        count += bytes.count
    }

    /// Adds text.
    public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    /// Adds one Unicode scalar.
    public mutating func append(_ scalar: Unicode.Scalar) {
        for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { append(unit) }
    }

    mutating func append(repeating byte: UInt8, count: Int) {
        guard count > 0 else { return }
        if capacity - self.count < count { grow(by: count) }
        memset(base + self.count, Int32(byte), count)
        self.count += count
    }

    /// Writes a decimal number.
    public mutating func append(decimal value: Int) {
        if capacity - count < DecimalText.longest { grow(by: DecimalText.longest) }
        count += DecimalText.write(value, to: base + count)
    }

    /// Writes the digits of a number in a radix up to 16, lowercase unless asked otherwise.
    mutating func append(magnitude: UInt, radix: UInt, uppercase: Bool = false) {
        if capacity - count < 64 { grow(by: 64) }
        var rest = magnitude
        let start = count
        let letter = UInt8(ascii: uppercase ? "A" : "a") - 10
        repeat {
            let digit = UInt8(truncatingIfNeeded: rest % radix)
            rest /= radix
            base[count] = digit < 10 ? digit + UInt8(ascii: "0") : digit + letter
            count += 1
        } while rest != 0
        var digits = UnsafeMutableBufferPointer(start: base + start, count: count - start)
        digits.reverse()
    }

    /// Makes room for `additional` bytes, so that a loop of known length does not grow piecemeal.
    mutating func reserve(_ additional: Int) {
        if capacity - count < additional { grow(by: additional) }
    }

    @inline(never)
    private mutating func grow(by additional: Int) {
        let larger = max(capacity * 2, count + additional)
        let fresh = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        memcpy(fresh, base, count)
        base.deallocate()
        base = fresh
        capacity = larger
    }
}

/// Runs `body` over the bytes of a literal or other Swift string.
func withUTF8Bytes<Result>(
    _ text: String, _ body: (UTF8Bytes) throws -> Result
) rethrows -> Result {
    var text = text
    return try text.withUTF8 { try body($0) }
}

extension String {
    /// A copy of UTF-8 bytes, for error messages.
    init(_ bytes: UTF8Bytes) { self = String(decoding: bytes, as: UTF8.self) }
}
