/// Conversions to and comparisons with `float`.
extension BigInteger {
    /// The nearest double, ties to even; infinite where the number is too large.
    var asDouble: Double {
        let width = bitWidth
        guard width > 64 else {
            var size: UInt64 = 0
            for (place, limb) in magnitude.enumerated() {
                size |= UInt64(limb) << UInt64(32 * place)
            }
            return isNegative ? -Double(size) : Double(size)
        }
        // The top 64 bits, the lowest of which also stands for all bits dropped below it: rounding
        // to 53 bits then sees whether a tie is exact.
        let dropped = width - 64
        let head = Limbs.shiftedRight(magnitude, by: dropped)
        var size = UInt64(head[0]) | UInt64(head[1]) << 32
        let droppedSome =
            magnitude[..<(dropped / 32)].contains { $0 != 0 }
            || magnitude[dropped / 32] & ((1 << Limb(dropped % 32)) - 1) != 0
        if droppedSome { size |= 1 }
        let rounded = Double(size)
        let exponent = dropped + Int(rounded.exponent)
        guard exponent <= 1023 else { return isNegative ? -.infinity : .infinity }
        return Double(
            sign: isNegative ? .minus : .plus, exponent: exponent, significand: rounded.significand)
    }

    /// The integer part of a finite double.
    init(truncating value: Double) {
        precondition(value.isFinite, "only finite floats have an integer part")
        let whole = value.rounded(.towardZero)
        guard let small = Int(exactly: whole) else {
            let bits = Int(whole.exponent) - 52
            let significand = BigInteger(Int(whole.significandBitPattern | 1 << 52))
            let size = significand << bits
            self.init(isNegative: whole < 0, magnitude: size.magnitude)
            return
        }
        self.init(small)
    }

    /// Compares exactly with a double, which is not NaN: negative, zero or positive.
    func compare(to value: Double) -> Int {
        if value.isInfinite { return value > 0 ? -1 : 1 }
        let whole = BigInteger(truncating: value)
        if self != whole { return self < whole ? -1 : 1 }
        let rest = value - value.rounded(.towardZero)
        return rest > 0 ? -1 : rest < 0 ? 1 : 0
    }
}
