import Glibc

/// Binary operators on any values; the interpreter has done small integers before.
extension Evaluation {
    /// Applies a binary operator.
    ///
    /// - Throws: If it is not defined between the values.
    @inline(never)
    mutating func binary(
        _ operation: BinaryOperation, _ left: Value, _ right: Value
    ) throws -> Value {
        if left.isSmall, right.isSmall,
            let result = try smallIntegers(operation, left.small, right.small)
        {
            return result
        }
        if operation == .add {
            if left.isKind(.string), right.isKind(.string) { return try concatenate(left, right) }
            if left.isKind(.list), right.isKind(.list) { return try concatenateLists(left, right) }
        } else if operation == .modulo, left.isKind(.string) {
            return try PercentOperator.format(left, right, in: &self)
        }
        if let result = try Arithmetic.numbers(operation, left, right, in: &heap) { return result }
        if let result = try collections(operation, left, right) { return result }
        if let result = try natives(operation, left, right) { return result }
        throw Failure(
            "Operation `\(operation.text)` is not supported between `\(left.typeName)` and "
                + "`\(right.typeName)`")
    }

    /// Integers whose result fits 64 bits; nothing for the operators and cases that need more.
    private mutating func smallIntegers(
        _ operation: BinaryOperation, _ left: Int, _ right: Int
    ) throws -> Value? {
        switch operation {
        case .add: return heap.integer(left &+ right)
        case .subtract: return heap.integer(left &- right)
        case .multiply:
            let (product, overflow) = left.multipliedReportingOverflow(by: right)
            return overflow ? nil : heap.integer(product)
        case .floorDivide:
            guard right != 0 else { throw Arithmetic.divisionByZero }
            let (quotient, remainder) = left.quotientAndRemainder(dividingBy: right)
            return heap.integer(
                remainder != 0 && (left < 0) != (right < 0) ? quotient - 1 : quotient)
        case .modulo:
            guard right != 0 else { throw Arithmetic.divisionByZero }
            let remainder = left % right
            return Value(
                small: remainder != 0 && (remainder < 0) != (right < 0)
                    ? remainder + right : remainder)
        case .bitAnd: return Value(small: left & right)
        case .bitOr: return Value(small: left | right)
        case .bitXor: return Value(small: left ^ right)
        case .shiftRight where right >= 0:
            return Value(small: right > 63 ? (left < 0 ? -1 : 0) : left >> right)
        case .shiftLeft where right >= 0 && right < 62:
            let shifted = left << right
            return shifted >> right == left ? heap.integer(shifted) : nil
        case .divide, .shiftLeft, .shiftRight: return nil
        }
    }

    /// `left + right` when the operands are not both small integers.
    @inline(never)
    mutating func add(_ left: Value, _ right: Value) throws -> Value {
        if left.isKind(.string), right.isKind(.string) { return try concatenate(left, right) }
        if left.isKind(.list), right.isKind(.list) { return try concatenateLists(left, right) }
        return try binary(.add, left, right)
    }

    /// `left % right`.
    @inline(never)
    mutating func modulo(_ left: Value, _ right: Value) throws -> Value {
        guard left.isKind(.string) else {
            // Neither zero nor below, and -1 is what makes a division overflow.
            if left.isSmall, right.isSmall, left.small >= 0, right.small > 0 {
                return Value(small: left.small % right.small)
            }
            return try binary(.modulo, left, right)
        }
        if let quick = PercentOperator.formatQuickly(left, right, in: &heap) { return quick }
        return try PercentOperator.format(left, right, in: &self)
    }

    @inline(__always)
    private mutating func concatenate(_ left: Value, _ right: Value) throws -> Value {
        let (one, other) = (StringView(left.object), StringView(right.object))
        let count = one.byteCount &+ other.byteCount
        if count > 1 << 16 {
            try checkRoom(bytes: count)
            try checkLength(count)
        }
        let result = heap.uninitializedString(
            byteCount: count, scalarCount: StringView.sum(one.knownScalars, other.knownScalars))
        ShortBytes.copy(one.start, to: result.start, count: one.byteCount)
        ShortBytes.copy(other.start, to: result.start + one.byteCount, count: other.byteCount)
        return Value(object: result.object)
    }

    func checkLength(_ count: Int) throws {
        guard count < Int(UInt32.max) else {
            throw Failure("A string of \(count) bytes is longer than strings can be")
        }
    }

    private mutating func concatenateLists(_ left: Value, _ right: Value) throws -> Value {
        let (one, other) = (ListView(left.object), ListView(right.object))
        let count = one.count &+ other.count
        if count > 1 << 12 { try checkRoom(bytes: count &* 8) }
        let result = heap.uninitializedList(count: count, capacity: count)
        heap.copyElements(one.base, to: result.base, count: one.count)
        heap.copyElements(other.base, to: result.base + one.count, count: other.count)
        return Value(object: result.object)
    }

    private mutating func collections(
        _ operation: BinaryOperation, _ left: Value, _ right: Value
    ) throws -> Value? {
        switch (operation, left.kind, right.kind) {
        case (.add, .tuple, .tuple):
            let (one, other) = (TupleView(left.object), TupleView(right.object))
            try checkRoom(bytes: (one.count + other.count) * 8)
            let result = heap.uninitializedTuple(count: one.count + other.count)
            memcpy(result.base, one.base, one.count * 8)
            memcpy(result.base + one.count, other.base, other.count * 8)
            return Value(object: result.object)
        case (.add, .bytes, .bytes):
            let (one, other) = (StringView(left.object), StringView(right.object))
            try checkLength(one.byteCount + other.byteCount)
            let result = heap.uninitializedString(
                byteCount: one.byteCount + other.byteCount, kind: .bytes)
            memcpy(result.start, one.start, one.byteCount)
            memcpy(result.start + one.byteCount, other.start, other.byteCount)
            return Value(object: result.object)
        case (.bitOr, .dict, .dict):
            let copy = heap.copyTable(TableView(left.object), kind: .dict)
            for (key, value) in TableView(right.object) {
                try heap.insert(key, value: value, into: copy)
            }
            return Value(object: copy.object)
        case (.multiply, _, _):
            if let count = right.asInt { return try repeated(left, count) }
            if let count = left.asInt { return try repeated(right, count) }
            return nil
        case (.bitOr, .set, .set), (.bitAnd, .set, .set), (.bitXor, .set, .set),
            (.subtract, .set, .set):
            return try sets(operation, TableView(left.object), TableView(right.object))
        default:
            return nil
        }
    }

    private mutating func sets(
        _ operation: BinaryOperation, _ left: TableView, _ right: TableView
    ) throws -> Value {
        let result = heap.table(.set)
        for number in 0..<left.used where !left.entries[number].key.isUnbound {
            let key = left.entries[number].key
            let isKept =
                switch operation {
                case .bitOr: true
                case .bitAnd: try right.find(key) != nil
                default: try right.find(key) == nil
                }
            guard isKept else { continue }
            heap.appendNew(key, hash: left.hashes[number], value: .none, to: result)
        }
        guard operation == .bitOr || operation == .bitXor else {
            return Value(object: result.object)
        }
        for number in 0..<right.used where !right.entries[number].key.isUnbound {
            let key = right.entries[number].key
            guard try left.find(key) == nil else { continue }
            heap.appendNew(key, hash: right.hashes[number], value: .none, to: result)
        }
        return Value(object: result.object)
    }

    /// `sequence * count`.
    private mutating func repeated(_ value: Value, _ count: Int) throws -> Value? {
        let times = max(0, count)
        switch value.kind {
        case .string, .bytes:
            let view = StringView(value.object)
            if view.byteCount == 0 { return value }
            let (bytes, overflow) = view.byteCount.multipliedReportingOverflow(by: times)
            try checkRoom(bytes: overflow ? .max : bytes)
            try checkLength(bytes)
            let result = heap.uninitializedString(
                byteCount: bytes, kind: value.header.pointee.kind)
            for turn in 0..<times {
                memcpy(result.start + turn * view.byteCount, view.start, view.byteCount)
            }
            return Value(object: result.object)
        case .list, .tuple:
            guard let elements = value.asSequence else { return nil }
            let (total, overflow) = elements.count.multipliedReportingOverflow(by: times)
            try checkRoom(bytes: overflow || total > Int.max / 8 ? .max : total * 8)
            let isList = value.isKind(.list)
            let object =
                isList
                ? heap.uninitializedList(count: total, capacity: total).object
                : heap.uninitializedTuple(count: total).object
            let base = isList ? ListView(object).base : TupleView(object).base
            // Nothing times a billion is to take no time.
            for turn in 0..<(total == 0 ? 0 : times) {
                memcpy(base + turn * elements.count, elements.base, elements.count * 8)
            }
            return Value(object: object)
        default: return nil
        }
    }

    private mutating func natives(
        _ operation: BinaryOperation, _ left: Value, _ right: Value
    ) throws -> Value? {
        if let native = left.asNative,
            let result = try native.binary(
                operation, right, isReversed: false, this: left, in: &self)
        {
            return result
        }
        if let native = right.asNative,
            let result = try native.binary(
                operation, left, isReversed: true, this: right, in: &self)
        {
            return result
        }
        // `(A, B)` and `[A, B]` are types in annotations, but have no `|` of their own.
        guard operation == .bitOr, left.asTuple == nil, left.asList == nil else { return nil }
        return try TypeAnnotations.union(left, right, in: &self)
    }

    /// `left += right`: a list is extended in place.
    @inline(never)
    mutating func addAssign(_ left: Value, _ right: Value) throws -> Value {
        guard left.isKind(.list) else { return try add(left, right) }
        try checkMutable(left)
        try extend(ListView(left.object), with: right)
        return left
    }

    /// Adds the elements of anything iterable to a list that may be changed.
    mutating func extend(_ list: ListView, with elements: Value) throws {
        if let more = elements.asSequence {
            try checkRoom(bytes: more.count * 8)
            // The list may be extended with itself: its elements may move, its count changes.
            let count = more.count
            heap.reserve(list.count + count, in: list)
            let source = elements.asSequence?.base ?? more.base
            memcpy(list.base + list.count, source, count * 8)
            list.layout.pointee.count += count
            return
        }
        try forEach(in: elements) { $1.heap.append($0, to: list) }
    }

    /// `left |= right`: a dict or set is updated in place.
    @inline(never)
    mutating func bitOrAssign(_ left: Value, _ right: Value) throws -> Value {
        guard let kind = left.kind, kind == .dict || kind == .set, right.isKind(kind) else {
            return try binary(.bitOr, left, right)
        }
        try checkMutable(left)
        guard left !== right else { return left }
        try heap.insertAll(of: TableView(right.object), into: TableView(left.object))
        return left
    }

    /// `left - right` or `left -= right`, beyond small integers.
    @inline(never)
    mutating func subtract(_ opcode: Opcode, _ left: Value, _ right: Value) throws -> Value {
        if opcode == .subtractAssign { return try setAssign(.subtract, left, right) }
        return try binary(.subtract, left, right)
    }

    /// `left -= right`, `left &= right` and `left ^= right`: a set is changed in place.
    @inline(never)
    mutating func setAssign(
        _ operation: BinaryOperation, _ left: Value, _ right: Value
    ) throws -> Value {
        guard left.isKind(.set), right.isKind(.set) else {
            return try binary(operation, left, right)
        }
        try checkMutable(left)
        let (target, other) = (TableView(left.object), TableView(right.object))
        switch operation {
        case .bitAnd: try heap.keep(of: target) { try other.find($0) != nil }
        case .subtract where target.object == other.object: target.removeAll()
        case .subtract: try heap.keep(of: target) { try other.find($0) == nil }
        default: try heap.toggle(other, in: target)
        }
        return left
    }
}
