import Starlark

/// Results of operators by the types of their operands.
extension StaticType {
    /// The type of `left operation right`; nothing if that certainly fails.
    static func result(
        of operation: BinaryOperator, _ left: StaticType, _ right: StaticType
    ) -> StaticType? {
        if left == .never || right == .never { return .never }
        var results: [StaticType] = []
        for one in left.alternatives {
            for other in right.alternatives {
                if let result = single(operation, one, other) { results.append(result) }
            }
        }
        return results.isEmpty ? nil : union(of: results)
    }

    private static func single(
        _ operation: BinaryOperator, _ left: StaticType, _ right: StaticType
    ) -> StaticType? {
        switch operation {
        case .equal, .notEqual: return .bool
        case .in, .notIn: return contains(right, left) ? .bool : nil
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            return isOrdered(left, right) ? .bool : nil
        default: break
        }
        if left.isOpaque || right.isOpaque { return .any }
        if left.isNumber, right.isNumber { return numbers(operation, left, right) }
        switch (operation, left, right) {
        case (.modulo, .string, _): return .string
        case (.add, .string, .string): return .string
        case (.add, .bytes, .bytes): return .bytes
        case (.add, .list(let one), .list(let two)): return .list(one.union(two))
        case (.add, .tuple(let one), .tuple(let two)): return .tuple(one + two)
        case (.add, _, _) where left.isTuple && right.isTuple:
            return .tupleOf((left.elementType ?? .any).union(right.elementType ?? .any))
        case (.multiply, .int, _): return right.repeated
        case (.multiply, _, .int): return left.repeated
        case (.bitOr, .dict(let key, let value), .dict(let otherKey, let otherValue)):
            return .dict(key.union(otherKey), value.union(otherValue))
        case (.bitOr, .set(let one), .set(let two)), (.bitXor, .set(let one), .set(let two)):
            return .set(one.union(two))
        case (.bitAnd, .set(let one), .set), (.subtract, .set(let one), .set): return .set(one)
        case (.bitOr, _, _):
            guard let one = left.asAnnotation, let other = right.asAnnotation else { return nil }
            return .type(one.union(other), constructor: nil)
        default: return nil
        }
    }

    private static func numbers(
        _ operation: BinaryOperator, _ left: StaticType, _ right: StaticType
    ) -> StaticType? {
        switch operation {
        case .divide: .float
        case .add, .subtract, .multiply, .floorDivide, .modulo:
            left == .int && right == .int ? .int : .float
        default: left == .int && right == .int ? .int : nil
        }
    }

    /// Whether natives decide what operators do; of records and enums nothing is said, as in Buck2,
    /// in whose prelude are messages such as `"unknown: " + kind`.
    private var isOpaque: Bool {
        switch self {
        case .any, .native, .callable, .iterable, .record, .enumeration: true
        default: false
        }
    }

    private var isNumber: Bool { self == .int || self == .float }

    /// The type of `self * 2`, if it is a sequence.
    private var repeated: StaticType? {
        switch self {
        case .string, .bytes, .list, .tupleOf: self
        case .tuple(let elements): .tupleOf(.union(of: elements))
        default: nil
        }
    }

    private static func isOrdered(_ left: StaticType, _ right: StaticType) -> Bool {
        if left.isOpaque || right.isOpaque { return true }
        switch (left, right) {
        case (.type, _): return true
        case (.bool, .bool), (.string, .string), (.bytes, .bytes), (.list, .list),
            (.structure, .structure):
            return true
        default:
            return (left.isNumber && right.isNumber) || (left.isTuple && right.isTuple)
        }
    }

    private static func contains(_ container: StaticType, _ element: StaticType) -> Bool {
        switch container {
        case .string: element.mayBe(.string)
        case .none, .bool, .int, .float, .function, .structure: false
        default: true
        }
    }

    /// The type of an operator with one operand; nothing if that certainly fails.
    static func result(of operation: UnaryOperator, _ operand: StaticType) -> StaticType? {
        if operation == .not { return .bool }
        if operand == .never { return .never }
        let results = operand.alternatives.compactMap { type -> StaticType? in
            if type.isOpaque { return .any }
            let isRight = operation == .bitNot ? type == .int : type.isNumber
            return isRight ? type : nil
        }
        return results.isEmpty ? nil : union(of: results)
    }

    /// The type of `self[index]`; nothing if that certainly fails.
    ///
    /// `constant` is the index if it is a literal.
    func element(at index: StaticType, constant: Int? = nil) -> StaticType? {
        if self == .never { return .never }
        let results = alternatives.compactMap { type -> StaticType? in
            switch type {
            case .string: index.mayBe(.int) ? .string : nil
            case .bytes, .range: index.mayBe(.int) ? .int : nil
            case .list(let element), .tupleOf(let element): index.mayBe(.int) ? element : nil
            case .tuple(let elements):
                index.mayBe(.int) ? StaticType.element(of: elements, at: constant) : nil
            case .dict(_, let value): value
            case .type(.enumeration(let shape), _): .enumeration(shape)
            case .any, .native, .callable, .iterable, .type, .record, .enumeration: .any
            case .none, .bool, .int, .float, .set, .structure, .function, .never, .union: nil
            }
        }
        return results.isEmpty ? nil : StaticType.union(of: results)
    }

    private static func element(of elements: [StaticType], at index: Int?) -> StaticType? {
        guard let index else { return .union(of: elements) }
        let position = index < 0 ? index + elements.count : index
        return elements.indices.contains(position) ? elements[position] : nil
    }

    /// The type of `self[a:b]`; nothing if that certainly fails.
    var slice: StaticType? {
        if self == .never { return .never }
        let results = alternatives.compactMap { type -> StaticType? in
            switch type {
            case .string, .bytes, .range, .list, .tupleOf: type
            case .tuple(let elements): .tupleOf(.union(of: elements))
            case .any, .native, .callable, .iterable, .type: .any
            default: nil
            }
        }
        return results.isEmpty ? nil : StaticType.union(of: results)
    }
}
