import Diagnostics
import Starlark

/// Types of expressions.
extension Inference {
    /// The type of an expression; reports what certainly fails in it if that is asked for.
    mutating func infer(_ id: ExpressionID) -> StaticType {
        switch tree[id] {
        case .name(let name): return nameType(id, name)
        case .integer, .bigInteger: return .int
        case .float: return .float
        case .string: return .string
        case .bytes: return .bytes
        case .ellipsis: return .any
        case .formattedString(let parts):
            for part in tree[parts] { _ = infer(part) }
            return .string
        case .formatted(let value, _):
            _ = infer(value)
            return .string
        case .tuple(let elements): return .tuple(infer(elements))
        case .list(let elements): return .list(.union(of: infer(elements)))
        case .dictionary(let entries):
            let parts = infer(entries)
            let keys = stride(from: 0, to: parts.count, by: 2).map { parts[$0] }
            let values = stride(from: 1, to: parts.count, by: 2).map { parts[$0] }
            return .dict(.union(of: keys), .union(of: values))
        case .comprehension(let comprehension): return infer(comprehension)
        case .unary(let operation, let operand):
            let type = infer(operand)
            if let result = StaticType.result(of: operation, type) { return result }
            let spelling = operation == .minus ? "-" : operation == .plus ? "+" : "~"
            report(.wrongOperand, "Operator `\(spelling)` is not defined for `\(type)`", at: id)
            return .any
        case .binary(let operation, let left, let right):
            return binary(id, operation, infer(left), infer(right))
        case .and(let left, let right):
            let first = infer(left)
            return first.union(infer(right, isDead: certainty(of: left) == false))
        case .or(let left, let right):
            let first = infer(left)
            return first.union(infer(right, isDead: certainty(of: left) == true))
        case .conditional(let condition, let then, let otherwise):
            _ = infer(condition)
            let certainty = certainty(of: condition)
            let first = infer(then, isDead: certainty == false)
            return first.union(infer(otherwise, isDead: certainty == true))
        case .attribute(let object, let name): return attribute(id, object, name)
        case .index(let object, let index): return self.index(id, object, index)
        case .slice(let object, let slice):
            let bounds = tree[slice]
            for part in [bounds.start, bounds.stop, bounds.step] {
                if let part { _ = infer(part) }
            }
            let type = infer(object)
            if let result = type.slice { return result }
            report(.notIndexable, "A value of type `\(type)` cannot be sliced", at: id)
            return .any
        case .call(let callee, let arguments): return call(id, callee, arguments)
        case .lambda(let function): return lambda(function)
        }
    }

    private mutating func infer(_ run: Run<ExpressionID>) -> [StaticType] {
        var types: [StaticType] = []
        for id in tree[run] { types.append(infer(id)) }
        return types
    }

    private mutating func nameType(_ id: ExpressionID, _ name: NameID) -> StaticType {
        guard let variable = variable(id) else {
            return resolution[id].scope == .universal ? universe[tree.names.string(name)] : .any
        }
        if !isSolved { reads.append(variable) }
        return types[variable] ?? (isReporting ? .any : .never)
    }

    private mutating func infer(_ id: ComprehensionID) -> StaticType {
        var isDead = false
        for clause in tree[tree[id].clauses] {
            switch clause {
            case .loop(let target, let iterable):
                whileDead(isDead) {
                    let element = $0.checkLoop(over: iterable)
                    $0.checkUnpacking(target, element)
                    $0.checkTarget(target)
                }
            case .condition(let condition):
                _ = infer(condition, isDead: isDead)
                if certainty(of: condition) == false { isDead = true }
            }
        }
        guard let key = tree[id].key else {
            return .list(infer(tree[id].body, isDead: isDead))
        }
        let keyType = infer(key, isDead: isDead)
        return .dict(keyType, infer(tree[id].body, isDead: isDead))
    }

    private mutating func lambda(_ id: FunctionID) -> StaticType {
        let shape = shape(of: id)
        checkDefaults(of: id, shape)
        if isReporting, case .expression(let body) = tree[id].body {
            let outer = function
            function = id
            _ = infer(body)
            function = outer
        }
        return .function(shape)
    }

    mutating func binary(
        _ id: ExpressionID, _ operation: BinaryOperator, _ left: StaticType, _ right: StaticType
    ) -> StaticType {
        if let result = StaticType.result(of: operation, left, right) { return result }
        report(
            .wrongOperand,
            "Operator `\(operation.spelling)` is not defined between `\(left)` and `\(right)`",
            at: id)
        return .any
    }

    // MARK: Elements

    private mutating func index(
        _ id: ExpressionID, _ object: ExpressionID, _ index: ExpressionID
    ) -> StaticType {
        let type = infer(object)
        if case .type(let base, _) = type {
            guard case .enumeration = base else { return parameterized(base, by: index) }
        }
        let indexType = infer(index)
        var constant: Int?
        switch tree[index] {
        case .integer(let number): constant = number
        case .unary(.minus, let operand):
            if case .integer(let number) = tree[operand] { constant = -number }
        default: break
        }
        if let result = type.element(at: indexType, constant: constant) { return result }
        if let constant, case .tuple(let elements) = type {
            report(
                .notIndexable, "A tuple of \(elements.count) elements has none at \(constant)",
                at: id)
        } else if type.element(at: .any) != nil {
            report(
                .wrongOperand, "A value of type `\(type)` cannot be indexed by `\(indexType)`",
                at: id)
        } else {
            report(.notIndexable, "A value of type `\(type)` has no elements", at: id)
        }
        return .any
    }

    /// `list[int]` and the like.
    private mutating func parameterized(_ base: StaticType, by index: ExpressionID) -> StaticType {
        var parts: [StaticType] = []
        var elements = [index]
        if case .tuple(let run) = tree[index] { elements = Array(tree[run]) }
        for element in elements { parts.append(annotation(element)) }
        if elements.count == 2, case .tupleOf = base, case .ellipsis = tree[elements[1]] {
            return .type(.tupleOf(parts[0]), constructor: nil)
        }
        return .type(base.parameterized(by: parts) ?? .any, constructor: nil)
    }

    // MARK: Attributes

    private mutating func attribute(
        _ id: ExpressionID, _ object: ExpressionID, _ name: NameID
    ) -> StaticType {
        let type = infer(object)
        let text = tree.names.string(name)
        if type == .never { return .never }
        let found = type.alternatives.compactMap { $0.attribute(text) }
        if !found.isEmpty { return .union(of: found) }
        let names = type.alternatives.flatMap(\.attributeNames)
        report(
            .unknownAttribute,
            "A value of type `\(type)` has no attribute `\(text)`"
                + didYouMean(text, among: names), at: id)
        return .any
    }
}

extension StaticType {
    private var methods: (type: String, functions: [String: FunctionShape])? {
        let name: String
        switch self {
        case .string: name = "str"
        case .bytes: name = "bytes"
        case .list: name = "list"
        case .dict: name = "dict"
        case .set: name = "set"
        default: return nil
        }
        return Methods.all[name].map { (name, $0) }
    }

    /// The type of an attribute or method; nothing if there certainly is none.
    func attribute(_ name: String) -> StaticType? {
        if let methods {
            guard var shape = methods.functions[name] else { return nil }
            shape.receiver = [self]
            return .function(shape)
        }
        switch self {
        case .structure(let fields):
            guard let fields else { return .any }
            return fields.first { $0.name == name }?.type
        case .record(let shape): return shape.fields.first { $0.name == name }?.type
        case .enumeration: return name == "value" ? .string : name == "index" ? .int : nil
        case .type(.enumeration(let shape), _):
            guard let elements = shape.elements else { return .any }
            if elements.contains(name) { return .enumeration(shape) }
            return name == "values" ? .any : name == "type" ? .string : nil
        case .none, .bool, .int, .float, .tuple, .tupleOf, .range: return nil
        default: return .any
        }
    }

    fileprivate var attributeNames: [String] {
        if let methods { return Array(methods.functions.keys) }
        switch self {
        case .structure(let fields): return fields?.map(\.name) ?? []
        case .record(let shape): return shape.fields.map(\.name)
        case .enumeration: return ["index", "value"]
        case .type(.enumeration(let shape), _): return (shape.elements ?? []) + ["type", "values"]
        default: return []
        }
    }
}
