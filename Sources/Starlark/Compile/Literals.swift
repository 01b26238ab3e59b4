/// Literals that the parser leaves as text.
enum Literals {
    /// The number of some digits, which the lexer has checked.
    static func bigInteger(_ digits: ArraySlice<UInt8>, radix: UInt8) -> BigInteger {
        BigInteger(digits: digits, radix: Int(radix)) ?? .zero
    }
}
