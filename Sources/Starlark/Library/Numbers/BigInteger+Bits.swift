/// Shifts and bitwise operators, on negative numbers as infinite two's complement.
extension BigInteger {
    /// - Precondition: `bits` is not negative, and small enough that the result may be allocated.
    static func << (value: BigInteger, bits: Int) -> BigInteger {
        BigInteger(
            isNegative: value.isNegative, magnitude: Limbs.shiftedLeft(value.magnitude, by: bits))
    }

    /// Rounds towards minus infinity, as `//` by a power of two does.
    static func >> (value: BigInteger, bits: Int) -> BigInteger {
        guard value.isNegative else {
            return BigInteger(
                isNegative: false, magnitude: Limbs.shiftedRight(value.magnitude, by: bits))
        }
        // -1 - ((-1 - x) >> n): the complement of a shifted complement.
        return ~(~value >> bits)
    }

    static prefix func ~ (value: BigInteger) -> BigInteger { BigInteger(-1) - value }

    static func & (left: BigInteger, right: BigInteger) -> BigInteger {
        combine(left, right) { $0 & $1 }
    }

    static func | (left: BigInteger, right: BigInteger) -> BigInteger {
        combine(left, right) { $0 | $1 }
    }

    static func ^ (left: BigInteger, right: BigInteger) -> BigInteger {
        combine(left, right) { $0 ^ $1 }
    }

    private static func combine(
        _ left: BigInteger, _ right: BigInteger, _ operation: (Limb, Limb) -> Limb
    ) -> BigInteger {
        // One limb past the longer operand holds the sign of the result.
        let places = max(left.magnitude.count, right.magnitude.count) + 1
        let first = left.complementLimbs(places)
        let second = right.complementLimbs(places)
        var result = [Limb](repeating: 0, count: places)
        for position in 0..<places {
            result[position] = operation(first[position], second[position])
        }
        guard result[places - 1] >> 31 != 0 else {
            return BigInteger(isNegative: false, magnitude: result)
        }
        return BigInteger(isNegative: true, magnitude: BigInteger.negated(result))
    }

    /// The number in two's complement of `places` limbs.
    private func complementLimbs(_ places: Int) -> [Limb] {
        let padded = magnitude + [Limb](repeating: 0, count: places - magnitude.count)
        return isNegative ? BigInteger.negated(padded) : padded
    }

    private static func negated(_ limbs: [Limb]) -> [Limb] {
        var carry = true
        return limbs.map { limb in
            guard carry else { return ~limb }
            carry = limb == 0
            return ~limb &+ 1
        }
    }
}
