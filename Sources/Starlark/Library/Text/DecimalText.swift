/// Decimal digits of integers.
enum DecimalText {
    /// Bytes that the longest number has.
    static let longest = 20

    /// Writes a number.
    ///
    /// - Parameters:
    ///   - value: Any.
    ///   - target: Has room for `longest` bytes.
    /// - Returns: How many bytes were written.
    static func write(_ value: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
        var rest = value.magnitude
        var count = digitCount(rest)
        if value < 0 {
            target.pointee = UInt8(ascii: "-")
            count += 1
        }
        var place = target + count
        while rest >= 100 {
            let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
            place -= 2
            place[0] = digit(pair / 10)
            place[1] = digit(pair % 10)
            rest = quotient
        }
        if rest >= 10 {
            place[-1] = digit(rest % 10)
            place[-2] = digit(rest / 10)
        } else {
            place[-1] = digit(rest)
        }
        return count
    }

    private static func digit(_ value: UInt) -> UInt8 {
        UInt8(truncatingIfNeeded: value) + UInt8(ascii: "0")
    }

    private static func digitCount(_ value: UInt) -> Int {
        var rest = value
        var count = 1
        while rest >= 10_000 {
            rest /= 10_000
            count += 4
        }
        return count + (rest >= 1_000 ? 3 : rest >= 100 ? 2 : rest >= 10 ? 1 : 0)
    }
}
