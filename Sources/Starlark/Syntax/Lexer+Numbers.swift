import Diagnostics

/// Number literals.
///
/// Integers are decimal without leading zeros, or have the prefix `0x`, `0o` or `0b`; they may be
/// of any size. A number with a point or an exponent is a float.
extension Lexer {
    mutating func readNumber() {
        start = position
        radix = 10
        if peek(0) == UInt8(ascii: "0") {
            switch peek(1) | 0x20 {
            case UInt8(ascii: "x"): return readInteger(radix: 16)
            case UInt8(ascii: "o"): return readInteger(radix: 8)
            case UInt8(ascii: "b"): return readInteger(radix: 2)
            default: break
            }
        }
        var value = 0
        var overflows = false
        while isDigit(peek(0)) {
            append(digit: Int(peek(0) - UInt8(ascii: "0")), to: &value, &overflows)
            position += 1
        }
        if peek(0) == UInt8(ascii: ".") || startsExponent { return readFloat() }
        if base[start] == UInt8(ascii: "0"), position > start + 1 {
            let range = span(start..<position)
            report(
                .error(
                    "Number with a leading zero: `\(range.text)`", at: range,
                    help: ["octal numbers are written with `0o`"]))
        }
        emitInteger(value, digits: start..<position, overflows: overflows)
    }

    private mutating func readInteger(radix: UInt8) {
        self.radix = radix
        position += 2
        let first = position
        var value = 0
        var overflows = false
        while let digit = Lexer.digitValue(peek(0)), digit < radix {
            append(digit: Int(digit), to: &value, &overflows)
            position += 1
        }
        if position == first {
            let range = span(start..<position)
            report(.error("Number without digits: `\(range.text)`", at: range))
        }
        emitInteger(value, digits: first..<position, overflows: overflows)
    }

    private func append(digit: Int, to value: inout Int, _ overflows: inout Bool) {
        let (product, isTooLarge) = value.multipliedReportingOverflow(by: Int(radix))
        let (sum, isTooLargeSum) = product.addingReportingOverflow(digit)
        overflows = overflows || isTooLarge || isTooLargeSum
        value = sum
    }

    private mutating func emitInteger(_ value: Int, digits: Range<Int>, overflows: Bool) {
        if overflows, BigInteger.isTooLarge(digits: digits.count, radix: Int(radix)) {
            report(.error("Number of too many digits", at: span(start..<position)))
        }
        kind = overflows ? .bigInteger : .integer
        integer = value
        text = TextRef(source: digits)
        tokenEnd = position
    }

    private var startsExponent: Bool {
        guard peek(0) | 0x20 == UInt8(ascii: "e") else { return false }
        let isSigned = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
        return isDigit(peek(isSigned ? 2 : 1))
    }

    private mutating func readFloat() {
        if peek(0) == UInt8(ascii: ".") {
            position += 1
            while isDigit(peek(0)) { position += 1 }
        }
        if startsExponent {
            position += 2
            while isDigit(peek(0)) { position += 1 }
        }
        kind = .float
        tokenEnd = position
        let range = span(start..<position)
        // Swift wants digits on both sides of a point.
        var digits = range.text
        if digits.hasPrefix(".") { digits = "0" + digits }
        if let point = digits.firstIndex(of: "."),
            digits.index(after: point) == digits.endIndex
                || !("0"..."9").contains(digits[digits.index(after: point)])
        {
            digits.insert("0", at: digits.index(after: point))
        }
        float = Double(digits) ?? 0
        if float.isInfinite { report(.error("Float is too large: `\(range.text)`", at: range)) }
    }
}
