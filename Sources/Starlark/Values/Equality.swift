/// `==` of values: by content, across integers and floats, never across other types.
enum Equality {
    @inline(__always)
    static func equal(_ left: Value, _ right: Value) throws -> Bool {
        // A float that is not a number equals itself, too, as the specification wants it.
        if left.bits == right.bits { return true }
        if !left.isObject || !right.isObject {
            // Inline values are equal when identical; a float may still equal an inline integer.
            return (left.isSmall || right.isSmall) && equalNumbers(left, right)
        }
        if left.header.pointee.kind == .string {
            guard right.header.pointee.kind == .string else { return false }
            return StringView.equal(StringView(left.object), StringView(right.object))
        }
        var walk = Nesting()
        return try equalSlowly(left, right, &walk)
    }

    private static func equalNumbers(_ left: Value, _ right: Value) -> Bool {
        let (object, other) = left.isObject ? (left, right) : (right, left)
        guard object.isKind(.float), other.isSmall else { return false }
        return compare(other.small, object.floatLayout.pointee.value) == .equal
    }

    enum Order {
        case less
        case equal
        case greater
    }

    /// Compares an integer and a float exactly, without rounding the integer; what is not a number
    /// comes after all numbers.
    static func compare(_ integer: Int, _ double: Double) -> Order {
        if double.isNaN { return .less }
        if double >= 0x1p63 { return .less }
        if double < -0x1p63 { return .greater }
        let whole = Int(double.rounded(.towardZero))
        if integer != whole { return integer < whole ? .less : .greater }
        let rest = double - double.rounded(.towardZero)
        return rest > 0 ? .less : rest < 0 ? .greater : .equal
    }

    @inline(never)
    static func equalSlowly(
        _ left: Value, _ right: Value, _ walk: inout Nesting
    ) throws -> Bool {
        try walk.enter()
        defer { walk.leave() }
        guard let kind = left.kind, let otherKind = right.kind else {
            return left.bits == right.bits || equalNumbers(left, right)
        }
        if kind == .native || otherKind == .native {
            return try equalNatives(left, right)
        }
        if kind != otherKind {
            guard kind == .float && otherKind == .bigInteger else {
                guard kind == .bigInteger && otherKind == .float else { return false }
                return try equalSlowly(right, left, &walk)
            }
            let number = left.floatLayout.pointee.value
            guard !number.isNaN else { return false }
            return BigIntegerView(right.object).bigInteger.compare(to: number) == 0
        }
        switch kind {
        case .string, .bytes:
            return StringView.equal(StringView(left.object), StringView(right.object))
        case .float:
            let (one, other) = (left.floatLayout.pointee.value, right.floatLayout.pointee.value)
            return one == other || one.isNaN && other.isNaN
        case .bigInteger:
            let (one, other) = (BigIntegerView(left.object), BigIntegerView(right.object))
            return one.isNegative == other.isNegative && one.limbs.elementsEqual(other.limbs)
        case .list:
            return try equal(
                ListView(left.object).elements, ListView(right.object).elements, &walk)
        case .tuple:
            return try equal(
                TupleView(left.object).elements, TupleView(right.object).elements, &walk)
        case .dict, .set, .structure:
            return try equal(TableView(left.object), TableView(right.object), &walk)
        case .range:
            let (one, other) = (RangeView(left.object), RangeView(right.object))
            guard one.count == other.count else { return false }
            if one.count == 0 { return true }
            return one.start == other.start && (one.count == 1 || one.step == other.step)
        case .boundMethod:
            let (one, other) = (left.boundMethodLayout.pointee, right.boundMethodLayout.pointee)
            return one.receiver === other.receiver
                && one.function.toOpaque() == other.function.toOpaque()
        case .nativeFunction:
            return left.nativeFunctionLayout.pointee.function.toOpaque()
                == right.nativeFunctionLayout.pointee.function.toOpaque()
        case .function, .native, .cell, .module:
            return left.bits == right.bits
        }
    }

    private static func equalNatives(_ left: Value, _ right: Value) throws -> Bool {
        if left.bits == right.bits { return true }
        let (native, other) = left.isKind(.native) ? (left, right) : (right, left)
        return try native.nativeLayout.pointee.object._withUnsafeGuaranteedRef {
            try $0.equals(other, this: native)
        }
    }

    private static func equal(
        _ left: ElementsView, _ right: ElementsView, _ walk: inout Nesting
    ) throws -> Bool {
        guard left.count == right.count else { return false }
        for position in 0..<left.count {
            let (one, other) = (left.base[position], right.base[position])
            if one.bits == other.bits { continue }
            guard try equalSlowly(one, other, &walk) else { return false }
        }
        return true
    }

    private static func equal(
        _ left: TableView, _ right: TableView, _ walk: inout Nesting
    ) throws -> Bool {
        guard left.count == right.count else { return false }
        for number in 0..<left.used where !left.entries[number].key.isUnbound {
            let entry = left.entries[number]
            guard let found = try right.find(entry.key) else { return false }
            let other = right.entries[found].value
            if entry.value.bits == other.bits { continue }
            guard try equalSlowly(entry.value, other, &walk) else { return false }
        }
        return true
    }
}

extension Value {
    /// Whether two values are equal as `==` has it.
    ///
    /// - Throws: If they are nested too deeply, or a native object's comparison fails.
    public func equals(_ other: Value) throws -> Bool {
        try Equality.equal(self, other)
    }

    /// The hash under which a dict finds this value.
    ///
    /// - Throws: If it is of a type that can change.
    public func hash() throws -> Int {
        Int(try Hashing.hash(self))
    }
}
