import Starlark

/// Code that the types say cannot run, in which nothing is reported.
///
/// `_hook = None` makes `if _hook: _hook()` right, as does `if isinstance(x, list): x.append(1)` of
/// a string `x`. So conditions are asked what they certainly are.
extension Inference {
    /// Infers without reporting, if code is not to run.
    mutating func infer(_ id: ExpressionID, isDead: Bool) -> StaticType {
        whileDead(isDead) { $0.infer(id) }
    }

    /// Does something without reporting, if that is about code that does not run.
    mutating func whileDead<Answer>(
        _ isDead: Bool, _ body: (inout Inference) -> Answer
    ) -> Answer {
        let wasReporting = isReporting
        if isDead { isReporting = false }
        defer { isReporting = wasReporting }
        return body(&self)
    }

    /// What a condition certainly is; nothing if it may be either, or while types are being found.
    mutating func certainty(of id: ExpressionID) -> Bool? {
        guard isSolved else { return nil }
        switch tree[id] {
        case .unary(.not, let operand): return certainty(of: operand).map { !$0 }
        case .and(let left, let right):
            let (one, other) = (certainty(of: left), certainty(of: right))
            if one == false || other == false { return false }
            return one == true && other == true ? true : nil
        case .or(let left, let right):
            let (one, other) = (certainty(of: left), certainty(of: right))
            if one == true || other == true { return true }
            return one == false && other == false ? false : nil
        case .binary(.equal, let left, let right): return equality(left, right)
        case .binary(.notEqual, let left, let right): return equality(left, right).map { !$0 }
        case .call(let callee, let arguments) where resolution[callee].scope == .universal:
            return question(tree.name(callee), tree[arguments].map(\.value))
        case .name(let name) where resolution[id].scope == .universal:
            switch tree.names.string(name) {
            case "True": return true
            case "False", "None": return false
            default: return nil
            }
        default: return quietly(id) == StaticType.none ? false : nil
        }
    }

    /// The type of what is cheap to look at; anything larger would be looked at again and again.
    private mutating func quietly(_ id: ExpressionID) -> StaticType {
        isSimple(id) ? infer(id, isDead: true) : .any
    }

    private func isSimple(_ id: ExpressionID) -> Bool {
        switch tree[id] {
        case .name, .string, .integer, .float: true
        case .attribute(let object, _): isSimple(object)
        case .list(let elements), .tuple(let elements), .dictionary(let elements):
            elements.count == 0
        default: false
        }
    }

    /// `x == None`, and `type(x) == …`.
    private mutating func equality(_ left: ExpressionID, _ right: ExpressionID) -> Bool? {
        if let one = typeNames(left), let other = typeNames(right) {
            return one.isDisjoint(with: other) ? false : nil
        }
        let (one, other) = (quietly(left), quietly(right))
        if one == StaticType.none, other == StaticType.none { return true }
        guard one == StaticType.none || other == StaticType.none else { return nil }
        return one.mayBe(other) ? nil : false
    }

    /// What `type(x)` may answer, or a string that it is compared with.
    private mutating func typeNames(_ id: ExpressionID) -> Set<String>? {
        if let literal = tree.literal(id) { return [literal] }
        guard case .call(let callee, let arguments) = tree[id], arguments.count == 1,
            resolution[callee].scope == .universal, tree.name(callee) == "type",
            let argument = tree[arguments].first
        else { return nil }
        let names = quietly(argument.value).alternatives.map(\.runtimeName)
        return names.contains(nil) || names.isEmpty ? nil : Set(names.compactMap(\.self))
    }

    /// `isinstance(x, T)` and `hasattr(x, "a")`.
    private mutating func question(_ name: String?, _ arguments: [ExpressionID]) -> Bool? {
        guard arguments.count == 2 else { return nil }
        let type = quietly(arguments[0])
        switch name {
        case "isinstance": return type.mayBe(annotation(arguments[1])) ? nil : false
        case "hasattr":
            guard let attribute = tree.literal(arguments[1]) else { return nil }
            let mayHave = type.alternatives.contains { $0.attribute(attribute) != nil }
            return mayHave || type == .never ? nil : false
        default: return nil
        }
    }

    /// Whether nothing after a block runs.
    func ends(_ block: Run<StatementID>) -> Bool {
        guard let last = tree[block].last else { return false }
        switch tree[last] {
        case .return, .break, .continue: return true
        case .expression(let value): return tree.isFail(value, resolution)
        default: return false
        }
    }
}

extension StaticType {
    /// What `type()` answers for every value of the type; nothing if that is not known.
    fileprivate var runtimeName: String? {
        switch self {
        case .none: "NoneType"
        case .bool: "bool"
        case .int: "int"
        case .float: "float"
        case .string: "string"
        case .bytes: "bytes"
        case .range: "range"
        case .list: "list"
        case .set: "set"
        case .dict: "dict"
        case .tuple, .tupleOf: "tuple"
        case .structure: "struct"
        default: nil
        }
    }
}
