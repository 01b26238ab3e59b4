import Testing

@testable import Starlark

/// Bytes at every length up to a few words, and at every place within a word.
@Suite struct ShortBytesTests {
    /// Distinct bytes around which nothing may be touched.
    private static let pattern = (0..<200).map { UInt8($0 + 1) }

    @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 24, 31, 33, 64, 127, 128, 129, 180])
    func copiesExactly(count: Int) {
        for offset in 0..<8 {
            var target = [UInt8](repeating: 0, count: 200)
            Self.pattern.withUnsafeBufferPointer { source in
                target.withUnsafeMutableBufferPointer { target in
                    guard let from = source.baseAddress, let to = target.baseAddress else { return }
                    ShortBytes.copy(from + 3, to: to + offset, count: count)
                }
            }
            let expected =
                [UInt8](repeating: 0, count: offset) + Self.pattern[3..<3 + count]
                + [UInt8](repeating: 0, count: 200 - offset - count)
            #expect(target == expected)
        }
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 24, 31, 33, 128, 129])
    func comparesAndHashesExactly(count: Int) {
        let left = Array(Self.pattern[..<count]) + [1, 1]
        for offset in 0..<8 {
            var right = [UInt8](repeating: 9, count: offset) + Self.pattern[..<count] + [2, 2]
            #expect(equal(left, right, at: offset, count))
            #expect(hash(left, at: 0, count) == hash(right, at: offset, count))
            for place in 0..<count {
                right[offset + place] ^= 0x40
                #expect(!equal(left, right, at: offset, count))
                right[offset + place] ^= 0x40
            }
        }
    }

    @Test(arguments: ["", "a", "é", "日本語", "aé日𝄞", "0123456é", "01234567é9", "日本語日本語日本語𝄞"])
    func countsScalars(text: String) {
        for repetitions in 1...3 {
            let string = String(repeating: text, count: repetitions)
            let continuations = withUTF8Bytes(string) { bytes in
                bytes.baseAddress.map { ShortBytes.continuations($0, count: bytes.count) } ?? 0
            }
            #expect(string.utf8.count - continuations == string.unicodeScalars.count)
        }
    }

    @Test(arguments: [0, 7, 9, 10, 99, 100, 101, 9_999, 10_000, 123_456_789, -1, -10, .max, .min])
    func writesDecimals(number: Int) {
        var buffer = TextBuffer()
        buffer.append(decimal: number)
        #expect(buffer.string == String(number))
    }

    private func equal(_ left: [UInt8], _ right: [UInt8], at offset: Int, _ count: Int) -> Bool {
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                guard let one = left.baseAddress, let other = right.baseAddress else {
                    return false
                }
                return ShortBytes.equal(one, other + offset, count: count)
            }
        }
    }

    private func hash(_ bytes: [UInt8], at offset: Int, _ count: Int) -> UInt32? {
        bytes.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { Hashing.hash(bytes: $0 + offset, count: count) }
        }
    }
}
