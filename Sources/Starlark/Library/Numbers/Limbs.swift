/// Arithmetic on magnitudes: limbs with the least significant first, without a sign.
enum Limbs {
    typealias Limb = UInt32

    /// Negative, zero or positive as `left` is less than, equal to or greater than `right`.
    ///
    /// Both must have no leading zeros.
    static func compare(_ left: [Limb], _ right: [Limb]) -> Int {
        if left.count != right.count { return left.count - right.count }
        for position in left.indices.reversed() where left[position] != right[position] {
            return left[position] < right[position] ? -1 : 1
        }
        return 0
    }

    static func sum(_ left: [Limb], _ right: [Limb]) -> [Limb] {
        let (long, short) = left.count >= right.count ? (left, right) : (right, left)
        var result = long
        var carry: UInt64 = 0
        for position in long.indices {
            if position >= short.count && carry == 0 { break }
            carry += UInt64(long[position])
            if position < short.count { carry += UInt64(short[position]) }
            result[position] = Limb(truncatingIfNeeded: carry)
            carry >>= 32
        }
        if carry != 0 { result.append(Limb(carry)) }
        return result
    }

    /// `left - right`, for which `left` must not be the smaller one.
    static func difference(_ left: [Limb], _ right: [Limb]) -> [Limb] {
        var result = left
        var borrow: Int64 = 0
        for position in left.indices {
            if position >= right.count && borrow == 0 { break }
            borrow += Int64(left[position])
            if position < right.count { borrow -= Int64(right[position]) }
            result[position] = Limb(truncatingIfNeeded: borrow)
            borrow >>= 32
        }
        precondition(borrow == 0, "the larger magnitude stands on the left")
        return result
    }

    static func product(_ left: [Limb], _ right: [Limb]) -> [Limb] {
        guard !left.isEmpty && !right.isEmpty else { return [] }
        var result = [Limb](repeating: 0, count: left.count + right.count)
        for (row, factor) in left.enumerated() where factor != 0 {
            var carry: UInt64 = 0
            for (column, other) in right.enumerated() {
                carry += UInt64(factor) * UInt64(other) + UInt64(result[row + column])
                result[row + column] = Limb(truncatingIfNeeded: carry)
                carry >>= 32
            }
            result[row + right.count] = Limb(carry)
        }
        return result
    }

    /// Divides in place by one limb and returns the remainder.
    static func divide(_ value: inout [Limb], by divisor: Limb) -> Limb {
        var remainder: UInt64 = 0
        for position in value.indices.reversed() {
            remainder = remainder << 32 | UInt64(value[position])
            value[position] = Limb(remainder / UInt64(divisor))
            remainder %= UInt64(divisor)
        }
        while value.last == 0 { value.removeLast() }
        return Limb(remainder)
    }

    /// Multiplies in place by one limb and adds another: one step of reading digits.
    static func multiply(_ value: inout [Limb], by factor: Limb, adding addend: Limb) {
        var carry = UInt64(addend)
        for position in value.indices {
            carry += UInt64(value[position]) * UInt64(factor)
            value[position] = Limb(truncatingIfNeeded: carry)
            carry >>= 32
        }
        if carry != 0 { value.append(Limb(carry)) }
    }

    /// Quotient and remainder by schoolbook division (Knuth, volume 2, 4.3.1, algorithm D).
    static func division(_ dividend: [Limb], _ divisor: [Limb]) -> (
        quotient: [Limb], remainder: [Limb]
    ) {
        if compare(dividend, divisor) < 0 { return ([], dividend) }
        if divisor.count == 1 {
            var quotient = dividend
            let remainder = divide(&quotient, by: divisor[0])
            return (quotient, [remainder])
        }
        // Shift until the divisor's top bit is set: then each estimate is at most two too high.
        let shift = divisor[divisor.count - 1].leadingZeroBitCount
        let right = shiftedLeft(divisor, by: shift)
        var rest = shiftedLeft(dividend, by: shift)
        while rest.count <= dividend.count { rest.append(0) }
        let places = right.count
        let top = UInt64(right[places - 1])
        let next = UInt64(right[places - 2])
        var quotient = [Limb](repeating: 0, count: rest.count - places)
        for position in quotient.indices.reversed() {
            let head = UInt64(rest[position + places]) << 32 | UInt64(rest[position + places - 1])
            var estimate = head / top
            var excess = head % top
            while estimate >> 32 != 0
                || estimate * next > (excess << 32 | UInt64(rest[position + places - 2]))
            {
                estimate -= 1
                excess += top
                if excess >> 32 != 0 { break }
            }
            if subtract(right, times: estimate, from: &rest, at: position) {
                estimate -= 1
                addBack(right, to: &rest, at: position)
            }
            quotient[position] = Limb(estimate)
        }
        while rest.last == 0 { rest.removeLast() }
        return (quotient, shiftedRight(rest, by: shift))
    }

    /// Whether the subtraction went below zero, in which case one divisor must be added back.
    private static func subtract(
        _ divisor: [Limb], times factor: UInt64, from rest: inout [Limb], at offset: Int
    ) -> Bool {
        var carry: UInt64 = 0
        var borrow: Int64 = 0
        for place in divisor.indices {
            carry += factor * UInt64(divisor[place])
            borrow += Int64(rest[offset + place]) - Int64(carry & 0xFFFF_FFFF)
            rest[offset + place] = Limb(truncatingIfNeeded: borrow)
            carry >>= 32
            borrow >>= 32
        }
        borrow += Int64(rest[offset + divisor.count]) - Int64(carry)
        rest[offset + divisor.count] = Limb(truncatingIfNeeded: borrow)
        return borrow < 0
    }

    private static func addBack(_ divisor: [Limb], to rest: inout [Limb], at offset: Int) {
        var carry: UInt64 = 0
        for place in divisor.indices {
            carry += UInt64(rest[offset + place]) + UInt64(divisor[place])
            rest[offset + place] = Limb(truncatingIfNeeded: carry)
            carry >>= 32
        }
        rest[offset + divisor.count] &+= Limb(truncatingIfNeeded: carry)
    }

    static func shiftedLeft(_ value: [Limb], by bits: Int) -> [Limb] {
        guard !value.isEmpty else { return [] }
        var result = [Limb](repeating: 0, count: bits / 32)
        result.reserveCapacity(bits / 32 + value.count + 1)
        let part = bits % 32
        var carry: Limb = 0
        for limb in value {
            result.append(part == 0 ? limb : limb << Limb(part) | carry)
            carry = part == 0 ? 0 : limb >> Limb(32 - part)
        }
        if carry != 0 { result.append(carry) }
        return result
    }

    static func shiftedRight(_ value: [Limb], by bits: Int) -> [Limb] {
        guard bits / 32 < value.count else { return [] }
        var result = Array(value[(bits / 32)...])
        let part = bits % 32
        guard part != 0 else { return result }
        for position in result.indices {
            let above = position + 1 < result.count ? result[position + 1] : 0
            result[position] = result[position] >> Limb(part) | above << Limb(32 - part)
        }
        while result.last == 0 { result.removeLast() }
        return result
    }
}
