extension StaticType: CustomStringConvertible {
    /// The type as an annotation writes it, as far as there is one.
    public var description: String {
        switch self {
        case .any: "typing.Any"
        case .never: "typing.Never"
        case .union(let members): members.map(\.description).joined(separator: " | ")
        case .none: "None"
        case .bool: "bool"
        case .int: "int"
        case .float: "float"
        case .string: "str"
        case .bytes: "bytes"
        case .range: "range"
        case .list(let element): "list" + parameters(element)
        case .set(let element): "set" + parameters(element)
        case .dict(let key, let value): "dict" + parameters(key, value)
        case .tuple(let elements):
            "tuple[\(elements.map(\.description).joined(separator: ", "))]"
        case .tupleOf(let element):
            element == .any || element == .never ? "tuple" : "tuple[\(element), ...]"
        case .structure: "struct"
        case .function: "function"
        case .callable: "typing.Callable"
        case .iterable(let element): "typing.Iterable" + parameters(element)
        case .record(let shape): shape.name
        case .enumeration(let shape): shape.name
        case .native(let shape): shape.name
        case .type: "type"
        }
    }

    private func parameters(_ parts: StaticType...) -> String {
        if parts.allSatisfy({ $0 == .any || $0 == .never }) { return "" }
        return "[\(parts.map(\.description).joined(separator: ", "))]"
    }
}

extension StaticType {
    /// Says, in the words of Buck2, that a value is not of the type that it has to be of.
    static func mismatch(_ expected: StaticType, _ found: StaticType) -> String {
        "Expected type `\(expected)` but got `\(found)`"
    }
}
