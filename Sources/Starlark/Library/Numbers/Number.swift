/// An `int` or `float` value to calculate with, off the fast path.
enum Number {
    case integer(BigInteger)
    case float(Double)

    /// Nothing if the value is not a number; a boolean is none.
    init?(_ value: Value) {
        if value.isSmall {
            self = .integer(BigInteger(value.small))
        } else if value.isKind(.bigInteger) {
            self = .integer(BigIntegerView(value.object).bigInteger)
        } else if let double = value.asDouble {
            self = .float(double)
        } else {
            return nil
        }
    }

    /// The nearest float, infinite for an integer too large for one.
    var asDouble: Double {
        switch self {
        case .integer(let integer): integer.asDouble
        case .float(let double): double
        }
    }

    /// The integer part; nothing for an infinite float or one that is not a number.
    var truncated: BigInteger? {
        switch self {
        case .integer(let integer): integer
        case .float(let double): double.isFinite ? BigInteger(truncating: double) : nil
        }
    }
}
