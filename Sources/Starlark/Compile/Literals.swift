/// Literals that the parser leaves as text.
enum Literals {
    /// The number of some digits, which the lexer has checked.
    static func bigInteger(_ digits: ArraySlice<UInt8>, radix: UInt8) -> BigInteger {
        var magnitude: [BigInteger.Limb] = []
        for digit in digits {
            guard let value = digitValue(digit) else { continue }
            Limbs.multiply(&magnitude, by: UInt32(radix), adding: UInt32(value))
        }
        return BigInteger(isNegative: false, magnitude: magnitude)
    }
}
