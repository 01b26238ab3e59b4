/// Reading and writing digits.
extension BigInteger: CustomStringConvertible {
    var description: String { text(radix: 10) }

    /// The number in a radix of 2 to 16, with a minus sign where it is negative.
    func text(radix: Int, uppercase: Bool = false) -> String {
        var buffer = TextBuffer()
        write(into: &buffer, radix: radix, uppercase: uppercase)
        return String(buffer.bytes)
    }

    func write(into buffer: inout TextBuffer, radix: Int, uppercase: Bool = false) {
        if isNegative { buffer.append(UInt8(ascii: "-")) }
        if isZero { return buffer.append(UInt8(ascii: "0")) }
        let chunk = DigitChunk(radix: radix)
        var groups: [Limb] = []
        var rest = magnitude
        while !rest.isEmpty { groups.append(Limbs.divide(&rest, by: chunk.power)) }
        for (position, group) in groups.reversed().enumerated() {
            let start = buffer.count
            buffer.append(magnitude: UInt(group), radix: UInt(radix), uppercase: uppercase)
            guard position > 0 else { continue }
            let missing = chunk.digits - (buffer.count - start)
            guard missing > 0 else { continue }
            buffer.truncate(to: start)
            buffer.append(repeating: UInt8(ascii: "0"), count: missing)
            buffer.append(magnitude: UInt(group), radix: UInt(radix), uppercase: uppercase)
        }
    }

    /// Reads digits without sign, prefix or separators; nil if there are none or one is invalid.
    init?(digits: some Collection<UInt8>, radix: Int, isNegative: Bool = false) {
        guard !digits.isEmpty else { return nil }
        let chunk = DigitChunk(radix: radix)
        var limbs: [Limb] = []
        limbs.reserveCapacity(digits.count / chunk.digits + 1)
        var group: Limb = 0
        var scale: Limb = 1
        for byte in digits {
            guard let digit = digitValue(byte), digit < radix else { return nil }
            group = group * Limb(radix) + Limb(digit)
            scale *= Limb(radix)
            if scale == chunk.power {
                Limbs.multiply(&limbs, by: scale, adding: group)
                (group, scale) = (0, 1)
            }
        }
        if scale != 1 { Limbs.multiply(&limbs, by: scale, adding: group) }
        self.init(isNegative: isNegative, magnitude: limbs)
    }
}

/// The largest power of a radix that fits a limb: digits are read and written in groups of it.
private struct DigitChunk {
    var power: UInt32
    var digits: Int

    init(radix: Int) {
        power = UInt32(radix)
        digits = 1
        while true {
            let (next, overflow) = power.multipliedReportingOverflow(by: UInt32(radix))
            if overflow { return }
            power = next
            digits += 1
        }
    }
}

/// The value of an ASCII digit or letter in bases up to 36, or nil.
func digitValue(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
}
