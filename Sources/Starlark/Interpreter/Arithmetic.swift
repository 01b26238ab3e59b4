/// Arithmetic beyond small integers: big ones and floats.
enum Arithmetic {
    private static var tooLarge: Failure {
        Failure("The result is too large: an int of more than \(BigInteger.bitLimit) bits")
    }

    static var divisionByZero: Failure { Failure("Division by zero") }

    /// The result for two numbers; nothing if one of them is none.
    @inline(never)
    static func numbers(
        _ operation: BinaryOperation, _ left: Value, _ right: Value, in heap: inout Heap
    ) throws -> Value? {
        let isLeftFloat = left.isKind(.float)
        let isRightFloat = right.isKind(.float)
        if operation == .divide || isLeftFloat || isRightFloat {
            guard let one = try double(left), let other = try double(right) else { return nil }
            return try floats(operation, one, other).map { heap.float($0) }
        }
        guard let one = integer(left), let other = integer(right) else { return nil }
        return heap.integer(try integers(operation, one, other))
    }

    /// The integer to calculate with, if the value is one.
    static func integer(_ value: Value) -> BigInteger? {
        if value.isSmall { return BigInteger(value.small) }
        guard value.isKind(.bigInteger) else { return nil }
        return BigIntegerView(value.object).bigInteger
    }

    private static func double(_ value: Value) throws -> Double? {
        if value.isKind(.float) { return value.floatLayout.pointee.value }
        if value.isSmall { return Double(value.small) }
        let double = integer(value)?.asDouble
        guard double?.isInfinite != true else {
            throw Failure("The integer is too large for a float")
        }
        return double
    }

    private static func integers(
        _ operation: BinaryOperation, _ left: BigInteger, _ right: BigInteger
    ) throws -> BigInteger {
        switch operation {
        case .add: return left + right
        case .subtract: return left - right
        case .multiply:
            guard left.bitWidth + right.bitWidth <= BigInteger.bitLimit else { throw tooLarge }
            return left * right
        case .floorDivide, .modulo:
            guard !right.isZero else { throw divisionByZero }
            let parts = left.flooredDivision(by: right)
            return operation == .modulo ? parts.remainder : parts.quotient
        case .bitAnd: return left & right
        case .bitOr: return left | right
        case .bitXor: return left ^ right
        case .shiftLeft, .shiftRight:
            guard !right.isNegative else { throw Failure("Negative shift count") }
            if operation == .shiftRight {
                return left >> (right.asInt ?? .max / 2)
            }
            if left.isZero { return left }
            guard let bits = right.asInt, bits <= BigInteger.bitLimit - left.bitWidth else {
                throw tooLarge
            }
            return left << bits
        case .divide: preconditionFailure("division gives floats")
        }
    }

    private static func floats(
        _ operation: BinaryOperation, _ left: Double, _ right: Double
    ) throws -> Double? {
        switch operation {
        case .add: return left + right
        case .subtract: return left - right
        case .multiply: return left * right
        case .divide, .floorDivide, .modulo:
            guard right != 0 else { throw divisionByZero }
            if operation == .divide { return left / right }
            if operation == .floorDivide { return (left / right).rounded(.down) }
            if right.isInfinite, left.isFinite {
                if left == 0 { return Double(signOf: right, magnitudeOf: 0) }
                return (left < 0) == (right < 0) ? left : right
            }
            let remainder = left.truncatingRemainder(dividingBy: right)
            if remainder == 0 { return Double(signOf: right, magnitudeOf: 0) }
            return (remainder < 0) != (right < 0) ? remainder + right : remainder
        case .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight: return nil
        }
    }
}

extension Evaluation {
    /// `-x`, `+x`, `~x`.
    @inline(never)
    mutating func unary(_ operation: UnaryOperator, _ value: Value) throws -> Value {
        if value.isKind(.float) {
            let number = value.floatLayout.pointee.value
            if operation == .minus { return heap.float(-number) }
            if operation == .plus { return value }
        }
        if let integer = Arithmetic.integer(value) {
            switch operation {
            case .plus: return value
            case .minus: return heap.integer(-integer)
            case .bitNot: return heap.integer(~integer)
            case .not: break
            }
        }
        let text =
            switch operation {
            case .plus: "+"
            case .minus: "-"
            case .bitNot: "~"
            case .not: "not"
            }
        throw Failure("Operation `\(text)` is not supported on `\(value.typeName)`")
    }
}
