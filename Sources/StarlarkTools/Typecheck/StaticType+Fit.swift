extension StaticType {
    /// Whether a value of this type may be of another: no only if that is certain.
    func mayBe(_ other: StaticType) -> Bool {
        switch (self, other) {
        case (.any, _), (_, .any), (.never, _): true
        case (_, .never): false
        case (.union(let members), _): members.contains { $0.mayBe(other) }
        case (_, .union(let members)): members.contains { mayBe($0) }
        case (.list(let one), .list(let two)), (.set(let one), .set(let two)),
            (.tupleOf(let one), .tupleOf(let two)):
            one.mayBe(two) || two == .never
        case (.dict(let key, let value), .dict(let otherKey, let otherValue)):
            (key.mayBe(otherKey) && value.mayBe(otherValue)) || key == .never
        case (.tuple(let elements), .tuple(let others)):
            elements.count == others.count && zip(elements, others).allSatisfy { $0.mayBe($1) }
        case (.tuple(let elements), .tupleOf(let other)): elements.allSatisfy { $0.mayBe(other) }
        case (.tupleOf(let one), .tuple(let others)):
            others.allSatisfy { one.mayBe($0) || one == .never }
        case (.structure, .structure): true
        case (.record(let one), .record(let two)): one.place == two.place
        case (.enumeration(let one), .enumeration(let two)): one.place == two.place
        case (.native, .native): true
        case (.native(let shape), _): other.mayBeTaken(by: shape)
        case (_, .native(let shape)): mayBeTaken(by: shape)
        case (_, .callable), (_, .function): isCallable
        case (.callable, _), (.function, _): other.isCallable
        case (_, .iterable(let element)): elementType?.mayBe(element) ?? false
        case (.iterable, _): other.elementType != nil
        case (.type, .type): true
        default: self == other
        }
    }

    private var isCallable: Bool {
        switch self {
        case .function, .callable, .native, .any: true
        case .type(_, let constructor): constructor != nil
        default: false
        }
    }

    /// Whether a native type may take values of this type.
    private func mayBeTaken(by shape: NativeShape) -> Bool {
        let kind: String
        switch self {
        case .none: kind = "NoneType"
        case .bool: kind = "bool"
        case .int: kind = "int"
        case .float: kind = "float"
        case .string: kind = "string"
        case .list: kind = "list"
        case .tuple, .tupleOf: kind = "tuple"
        case .dict: kind = "dict"
        default: return true
        }
        return shape.acceptedKinds.contains(kind)
    }

    /// The type of the elements that a loop goes over; nothing if it cannot.
    var elementType: StaticType? {
        switch self {
        case .any, .native, .callable: .any
        case .never: .never
        case .list(let element), .set(let element), .dict(let element, _), .tupleOf(let element),
            .iterable(let element):
            element
        case .tuple(let elements): StaticType.union(of: elements)
        case .range: .int
        case .union(let members):
            members.allSatisfy { $0.elementType == nil }
                ? nil : StaticType.union(of: members.compactMap(\.elementType))
        case .type(.enumeration(let shape), _): .enumeration(shape)
        case .type: .any
        default: nil
        }
    }

    var isTuple: Bool {
        switch self {
        case .tuple, .tupleOf: true
        default: false
        }
    }

    var isDict: Bool {
        if case .dict = self { return true }
        return false
    }

    /// What a collection is there for: of a dict its values, of others their elements.
    var contentType: StaticType? {
        if case .dict(_, let value) = self { return value }
        return elementType
    }

    /// What the type means in an annotation; nothing if it is no type.
    var asAnnotation: StaticType? {
        switch self {
        case .any, .native, .callable: .any
        case .none: StaticType.none
        case .type(let type, _): type
        case .union(let members):
            members.allSatisfy { $0.asAnnotation == nil }
                ? nil : StaticType.union(of: members.compactMap(\.asAnnotation))
        case .tuple(let elements):
            elements.allSatisfy { $0.asAnnotation != nil }
                ? .tuple(elements.compactMap(\.asAnnotation)) : nil
        default: nil
        }
    }
}
