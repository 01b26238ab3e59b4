import Glibc

/// Writing floats: `str`, and the `%e %f %g` conversions.
extension TextBuffer {
    /// Writes what `str(x)` gives: the shortest digits that read back as the same float, always
    /// with a `.` or an exponent, so that it is seen to be a float.
    ///
    /// The exponent form is used from six places on either side of the point, where Buck2 uses it.
    mutating func append(float value: Double, uppercase: Bool = false) {
        guard value.isFinite else { return append(nonFinite: value) }
        let digits = ShortestDigits(value)
        if value.sign == .minus { append(UInt8(ascii: "-")) }
        guard digits.exponent.magnitude < 6 else {
            append(mantissa: digits)
            return append(exponent: digits.exponent, uppercase: uppercase)
        }
        append(positional: digits)
    }

    /// Writes a finite float as JSON: as above, but with exponents in Buck2's form for JSON.
    mutating func append(json value: Double) {
        let digits = ShortestDigits(value)
        if value.sign == .minus { append(UInt8(ascii: "-")) }
        guard (-5...15).contains(digits.exponent) else {
            append(mantissa: digits)
            append(UInt8(ascii: "e"))
            return append(decimal: digits.exponent)
        }
        append(positional: digits)
    }

    /// Writes `d.ddd`, or `d`.
    private mutating func append(mantissa digits: ShortestDigits) {
        append(digits.digits[0])
        guard digits.digits.count > 1 else { return }
        append(UInt8(ascii: "."))
        for digit in digits.digits.dropFirst() { append(digit) }
    }

    /// Writes the digits around a decimal point, with the zeros that it takes.
    private mutating func append(positional digits: ShortestDigits) {
        // `point` is the place of the decimal point within the digits.
        let point = digits.exponent + 1
        if point <= 0 {
            append("0.")
            append(repeating: UInt8(ascii: "0"), count: -point)
            for digit in digits.digits { append(digit) }
            return
        }
        for place in 0..<max(point, digits.digits.count) {
            if place == point { append(UInt8(ascii: ".")) }
            append(place < digits.digits.count ? digits.digits[place] : UInt8(ascii: "0"))
        }
        if digits.digits.count <= point { append(".0") }
    }

    /// Writes `%f`: six places after the point.
    mutating func append(fixed value: Double) {
        guard value.isFinite else { return append(nonFinite: value) }
        append(formatted: "%.6f", value)
    }

    /// Writes `%e`: one digit, six places, an exponent of at least two digits.
    mutating func append(scientific value: Double, uppercase: Bool) {
        guard value.isFinite else { return append(nonFinite: value) }
        append(formatted: uppercase ? "%.6E" : "%.6e", value)
    }

    private mutating func append(nonFinite value: Double) {
        append(value.isNaN ? "nan" : value < 0 ? "-inf" : "+inf")
    }

    private mutating func append(exponent: Int, uppercase: Bool) {
        append(uppercase ? UInt8(ascii: "E") : UInt8(ascii: "e"))
        append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        if exponent.magnitude < 10 { append(UInt8(ascii: "0")) }
        append(magnitude: exponent.magnitude, radix: 10)
    }

    /// The C library rounds correctly at any place; the longest `%f` of a double has 317 bytes.
    private mutating func append(formatted format: String, _ value: Double) {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 352) { space in
            let written = withVaList([value]) {
                vsnprintf(space.baseAddress, space.count, format, $0)
            }
            for place in 0..<Int(written) { append(UInt8(bitPattern: space[place])) }
        }
    }
}

/// The shortest decimal digits that identify a double, and the power of ten of the first of them.
private struct ShortestDigits {
    /// ASCII digits without leading or trailing zeros; a single "0" for zero.
    var digits: [UInt8] = []
    var exponent = 0

    init(_ value: Double) {
        // The standard library prints "12345.678", "1e-05", "1.5e+16": read its digits back.
        var point: Int?
        var written = 0
        var isExponent = false
        var isNegative = false
        var scale = 0
        for byte in value.magnitude.description.utf8 {
            switch byte {
            case UInt8(ascii: "e"): isExponent = true
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "+"): continue
            case UInt8(ascii: "."): point = written
            default:
                if isExponent {
                    scale = scale * 10 + Int(byte - UInt8(ascii: "0"))
                } else {
                    digits.append(byte)
                    written += 1
                }
            }
        }
        exponent = (point ?? written) - 1 + (isNegative ? -scale : scale)
        while digits.count > 1, digits.first == UInt8(ascii: "0") {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if digits == [UInt8(ascii: "0")] { exponent = 0 }
    }
}

/// Reads a float as `float(text)` does: a decimal number, `inf`, `infinity` or `nan`, with a sign.
///
/// - Returns: nil where the text is not a float; infinity for a number too large for one.
func parseFloat(_ text: UTF8Bytes) -> Double? {
    var rest = text[...]
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        rest = rest.dropFirst()
    }
    guard let first = rest.first else { return nil }
    let isNumber = first == UInt8(ascii: ".") || (0x30...0x39).contains(first)
    if isNumber {
        let allowed = rest.allSatisfy { byte in
            (0x30...0x39).contains(byte) || ".eE+-".utf8.contains(byte)
        }
        guard allowed else { return nil }
        return Double(String(text))
    }
    let isNegative = text.first == UInt8(ascii: "-")
    switch String(decoding: rest, as: UTF8.self).lowercased() {
    case "inf", "infinity": return isNegative ? -.infinity : .infinity
    case "nan": return .nan
    default: return nil
    }
}
