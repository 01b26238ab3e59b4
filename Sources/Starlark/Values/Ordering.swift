/// `<` and its like: within numbers, strings, bytes, booleans, lists, tuples and structs.
enum Ordering {
    /// Compares two values of one ordered type.
    ///
    /// - Throws: If the types have no order between them.
    static func compare(_ left: Value, _ right: Value) throws -> Equality.Order {
        var walk = Nesting()
        return try compare(left, right, &walk)
    }

    @inline(__always)
    private static func order(_ sign: Int) -> Equality.Order {
        sign < 0 ? .less : sign > 0 ? .greater : .equal
    }

    private static func compare(
        _ left: Value, _ right: Value, _ walk: inout Nesting
    ) throws -> Equality.Order {
        if left.isSmall && right.isSmall {
            return left.small < right.small ? .less : left.small > right.small ? .greater : .equal
        }
        try walk.enter()
        defer { walk.leave() }
        if let one = left.asBool, let other = right.asBool {
            return order((one ? 1 : 0) - (other ? 1 : 0))
        }
        switch (left.kind, right.kind) {
        case (.string, .string), (.bytes, .bytes):
            return order(StringView.compare(StringView(left.object), StringView(right.object)))
        case (.list, .list):
            return try compare(
                ListView(left.object).elements, ListView(right.object).elements, &walk)
        case (.tuple, .tuple):
            return try compare(
                TupleView(left.object).elements, TupleView(right.object).elements, &walk)
        case (.structure, .structure):
            return try compare(TableView(left.object), TableView(right.object), &walk)
        case (.native, _):
            let order = try left.nativeLayout.pointee.object._withUnsafeGuaranteedRef {
                try $0.compare(right, this: left)
            }
            if let order { return self.order(order) }
        default:
            if let order = numbers(left, right) { return order }
        }
        throw Failure(
            "Comparison `<` is not supported between `\(left.typeName)` and `\(right.typeName)`")
    }

    private static func numbers(_ left: Value, _ right: Value) -> Equality.Order? {
        if left.isKind(.float) {
            let number = left.floatLayout.pointee.value
            if right.isKind(.float) {
                let other = right.floatLayout.pointee.value
                if number.isNaN || other.isNaN {
                    return order((number.isNaN ? 1 : 0) - (other.isNaN ? 1 : 0))
                }
                return number < other ? .less : number > other ? .greater : .equal
            }
            switch numbers(right, left) {
            case .less: return .greater
            case .greater: return .less
            case let same: return same
            }
        }
        if right.isKind(.float) {
            let number = right.floatLayout.pointee.value
            if left.isSmall { return Equality.compare(left.small, number) }
            guard left.isKind(.bigInteger) else { return nil }
            if number.isNaN { return .less }
            return order(BigIntegerView(left.object).bigInteger.compare(to: number))
        }
        switch (left.isSmall, right.isSmall) {
        case (true, false) where right.isKind(.bigInteger):
            return BigIntegerView(right.object).isNegative ? .greater : .less
        case (false, true) where left.isKind(.bigInteger):
            return BigIntegerView(left.object).isNegative ? .less : .greater
        case (false, false) where left.isKind(.bigInteger) && right.isKind(.bigInteger):
            let one = BigIntegerView(left.object).bigInteger
            let other = BigIntegerView(right.object).bigInteger
            return one < other ? .less : other < one ? .greater : .equal
        default:
            return nil
        }
    }

    /// Structs are ordered as the lists of their fields by name.
    private static func compare(
        _ left: TableView, _ right: TableView, _ walk: inout Nesting
    ) throws -> Equality.Order {
        func fields(_ table: TableView) -> [(name: StringView, value: Value)] {
            table.map { (StringView($0.key.object), $0.value) }
                .sorted { StringView.compare($0.name, $1.name) < 0 }
        }
        for (one, other) in zip(fields(left), fields(right)) {
            let names = order(StringView.compare(one.name, other.name))
            if names != .equal { return names }
            let values = try compare(one.value, other.value, &walk)
            if values != .equal { return values }
        }
        return order(left.count - right.count)
    }

    private static func compare(
        _ left: ElementsView, _ right: ElementsView, _ walk: inout Nesting
    ) throws -> Equality.Order {
        for position in 0..<min(left.count, right.count) {
            let (one, other) = (left.base[position], right.base[position])
            if one.bits == other.bits { continue }
            if one.isObject, other.isObject, try Equality.equalSlowly(one, other, &walk) {
                continue
            }
            let order = try compare(one, other, &walk)
            if order != .equal { return order }
        }
        return order(left.count - right.count)
    }
}
