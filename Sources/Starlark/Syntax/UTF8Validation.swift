/// Finds the first byte that cannot be part of UTF-8 text.
///
/// Skips ASCII eight bytes at a time, which is nearly all that programs consist of.
///
/// - Returns: The offset, or nothing when the text is valid.
func firstInvalidUTF8(_ text: [UInt8]) -> Int? {
    text.withUnsafeBytes { bytes -> Int? in
        var index = 0
        while index < bytes.count {
            while index + 8 <= bytes.count,
                bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    & 0x8080_8080_8080_8080 == 0
            {
                index += 8
            }
            guard index < bytes.count else { return nil }
            if bytes[index] < 0x80 {
                index += 1
                continue
            }
            guard let length = sequenceLength(bytes, index) else { return index }
            index += length
        }
        return nil
    }
}

/// The length of the valid sequence of two to four bytes here (Unicode, table 3-7).
func sequenceLength(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Int? {
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch bytes[index] {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return nil
    }
    guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return nil }
    for offset in 2..<max(2, length) where bytes[index + offset] & 0xC0 != 0x80 {
        return nil
    }
    return length
}
