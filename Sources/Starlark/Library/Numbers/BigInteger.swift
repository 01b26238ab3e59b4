/// An integer of any size: what an `int` becomes when it no longer fits the inline 63 bits.
///
/// Sign and magnitude, in 32-bit limbs with the least significant first:
///
///     -(2^32 + 5)  =  isNegative: true, magnitude: [5, 1]
///     0            =  isNegative: false, magnitude: []
///
/// The top limb is never zero and zero is never negative, so equal numbers have equal parts.
/// Division and bitwise operators follow the Starlark specification: floored division, and
/// negative numbers as infinite two's complement.
struct BigInteger: Hashable, Sendable {
    typealias Limb = UInt32

    /// The widest number that is made by multiplying, shifting or reading digits.
    ///
    /// Each operation on numbers of this size ends within a fraction of a second, though some take
    /// time by the square of the size; what a build counts is far below it.
    static let bitLimit = 1 << 18

    /// Whether so many digits may make a number that is too wide.
    static func isTooLarge(digits: Int, radix: Int) -> Bool {
        let bitsPerDigit = Int.bitWidth - (radix - 1).leadingZeroBitCount
        return digits > bitLimit / bitsPerDigit
    }

    private(set) var isNegative: Bool
    private(set) var magnitude: [Limb]

    /// Makes a number of a sign and limbs, which may have leading zeros.
    init(isNegative: Bool, magnitude: [Limb]) {
        var magnitude = magnitude
        while magnitude.last == 0 { magnitude.removeLast() }
        self.magnitude = magnitude
        self.isNegative = isNegative && !magnitude.isEmpty
    }

    init(_ value: Int) {
        let size = value.magnitude
        self.init(
            isNegative: value < 0,
            magnitude: [Limb(truncatingIfNeeded: size), Limb(truncatingIfNeeded: size >> 32)])
    }

    static let zero = BigInteger(0)

    var isZero: Bool { magnitude.isEmpty }

    /// -1, 0 or 1.
    var signum: Int { isNegative ? -1 : isZero ? 0 : 1 }

    /// How many bits the magnitude needs; 0 for zero.
    var bitWidth: Int {
        guard let top = magnitude.last else { return 0 }
        return magnitude.count * 32 - top.leadingZeroBitCount
    }

    /// The number as a machine integer, or nil where it does not fit.
    var asInt: Int? {
        guard magnitude.count <= 2 else { return nil }
        var size: UInt = 0
        for (position, limb) in magnitude.enumerated() { size |= UInt(limb) << (32 * position) }
        if isNegative {
            return size <= Int.min.magnitude ? Int(truncatingIfNeeded: 0 &- size) : nil
        }
        return Int(exactly: size)
    }

    static prefix func - (value: BigInteger) -> BigInteger {
        BigInteger(isNegative: !value.isNegative, magnitude: value.magnitude)
    }

    static func + (left: BigInteger, right: BigInteger) -> BigInteger {
        if left.isNegative == right.isNegative {
            return BigInteger(
                isNegative: left.isNegative, magnitude: Limbs.sum(left.magnitude, right.magnitude))
        }
        if Limbs.compare(left.magnitude, right.magnitude) >= 0 {
            return BigInteger(
                isNegative: left.isNegative,
                magnitude: Limbs.difference(left.magnitude, right.magnitude))
        }
        return BigInteger(
            isNegative: right.isNegative,
            magnitude: Limbs.difference(right.magnitude, left.magnitude))
    }

    static func - (left: BigInteger, right: BigInteger) -> BigInteger { left + -right }

    static func * (left: BigInteger, right: BigInteger) -> BigInteger {
        BigInteger(
            isNegative: left.isNegative != right.isNegative,
            magnitude: Limbs.product(left.magnitude, right.magnitude))
    }

    /// The floored quotient and the remainder, which has the divisor's sign.
    ///
    /// - Precondition: `divisor` is not zero; the caller reports a division by zero.
    func flooredDivision(by divisor: BigInteger) -> (quotient: BigInteger, remainder: BigInteger) {
        precondition(!divisor.isZero, "division by zero is reported before BigInteger is asked")
        let parts = Limbs.division(magnitude, divisor.magnitude)
        var quotient = BigInteger(
            isNegative: isNegative != divisor.isNegative, magnitude: parts.quotient)
        var remainder = BigInteger(isNegative: isNegative, magnitude: parts.remainder)
        if !remainder.isZero && remainder.isNegative != divisor.isNegative {
            quotient = quotient - BigInteger(1)
            remainder = remainder + divisor
        }
        return (quotient, remainder)
    }
}

extension BigInteger: Comparable {
    static func < (left: BigInteger, right: BigInteger) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        let order = Limbs.compare(left.magnitude, right.magnitude)
        return left.isNegative ? order > 0 : order < 0
    }
}
