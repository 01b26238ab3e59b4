/// A parsed integer: machine-sized wherever it fits.
enum ParsedInteger: Equatable {
    case small(Int)
    case big(BigInteger)

    init(_ value: BigInteger) {
        self = value.asInt.map { .small($0) } ?? .big(value)
    }
}

/// Why text is not an integer, in the words that follow "int: ".
enum IntegerParsingError: Error, Equatable {
    case invalidBase(Int)
    case notInBase(Int)
    case tooLarge
}

/// Reads an integer as `int(text, base)` does: in a base of 2 to 36, or for 0 in the one which the
/// prefix `0x`, `0o` or `0b` names, decimal without one.
func parseInteger(_ text: UTF8Bytes, base: Int) throws -> ParsedInteger {
    guard base == 0 || (2...36).contains(base) else { throw IntegerParsingError.invalidBase(base) }
    var rest = text[...]
    var isNegative = false
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        isNegative = sign == UInt8(ascii: "-")
        rest = rest.dropFirst()
    }
    var radix = base
    if let prefix = radixOfPrefix(rest), base == 0 || base == prefix {
        radix = prefix
        rest = rest.dropFirst(2)
    } else if base == 0 {
        radix = 10
        // A leading zero would be an octal literal of old: refused rather than guessed.
        if rest.first == UInt8(ascii: "0") && rest.contains(where: { $0 != UInt8(ascii: "0") }) {
            throw IntegerParsingError.notInBase(base)
        }
    }
    var small = 0
    var fits = !rest.isEmpty
    for byte in rest where fits {
        guard let digit = digitValue(byte), digit < radix else {
            throw IntegerParsingError.notInBase(base)
        }
        let (product, overflow) = small.multipliedReportingOverflow(by: radix)
        let (sum, carry) = product.addingReportingOverflow(isNegative ? -digit : digit)
        fits = !overflow && !carry
        small = sum
    }
    if fits { return .small(small) }
    guard !BigInteger.isTooLarge(digits: rest.count, radix: radix) else {
        throw IntegerParsingError.tooLarge
    }
    guard let big = BigInteger(digits: rest, radix: radix, isNegative: isNegative) else {
        throw IntegerParsingError.notInBase(base)
    }
    return ParsedInteger(big)
}

private func radixOfPrefix(_ text: Swift.Slice<UTF8Bytes>) -> Int? {
    guard text.count >= 2, text[text.startIndex] == UInt8(ascii: "0") else { return nil }
    switch text[text.startIndex + 1] | 0x20 {
    case UInt8(ascii: "x"): return 16
    case UInt8(ascii: "o"): return 8
    case UInt8(ascii: "b"): return 2
    default: return nil
    }
}
