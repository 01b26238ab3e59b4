/// What annotations mean: the seam between the interpreter and the types of the library.
enum TypeAnnotations {
    /// The type that an evaluated annotation stands for: `str`, `list[int]`, `None`, `A | B`.
    ///
    /// - Throws: If the value is no type.
    static func type(of annotation: Value, in evaluation: inout Evaluation) throws -> Value {
        if annotation.native(as: TypeValue.self) != nil { return annotation }
        return evaluation.object(try require(annotation))
    }

    /// The type `left | right`, nothing if one of them is no type.
    static func union(
        _ left: Value, _ right: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        guard let first = meaning(of: left), let second = meaning(of: right) else { return nil }
        if first.name == second.name, first.kinds == second.kinds, first.kinds.rawValue != 0 {
            return evaluation.object(first)
        }
        let type = ShapedType(
            "\(first.name) | \(second.name)", first.demand.union(second.demand))
        return evaluation.object(try checkSize(type))
    }

    /// Types grow with their names: `T = T | list[T]` in a loop would double them each time.
    static func checkSize(_ type: TypeValue) throws -> TypeValue {
        guard isSmall(type) else { throw Failure("The type has too many parts") }
        return type
    }

    private static func isSmall(_ type: TypeValue) -> Bool { type.name.utf8.count <= 1 << 14 }

    /// Whether a value is of a type that `type(of:in:)` returned.
    static func matches(_ type: Value, _ value: Value) -> Bool {
        // `type(of:in:)` returns nothing else, and casting up front would cost more than the test.
        type.nativeLayout.pointee.object._withUnsafeGuaranteedRef {
            let type = unsafeDowncast($0, to: TypeValue.self)
            return type.kinds.contains(value: value) || type.matches(value)
        }
    }

    /// The type that a value stands for, nothing if it is no type.
    static func meaning(of value: Value, depth: Int = 0) -> TypeValue? {
        if value.isNone { return StandardTypes.none }
        if let type = value.asNativeFunction?.type { return type }
        if let native = value.asNative { return native.annotation }
        if let alternatives = value.asList {
            guard let parts = parts(alternatives, depth), parts.count > 1 else { return nil }
            return union(of: parts)
        }
        guard let elements = value.asTuple, let parts = parts(elements, depth) else { return nil }
        let type = tuple(of: parts)
        return isSmall(type) ? type : nil
    }

    /// The types that elements stand for; a list may contain itself, so there is a limit of depth.
    private static func parts(_ elements: ElementsView, _ depth: Int) -> [TypeValue]? {
        guard depth < 20 else { return nil }
        var parts: [TypeValue] = []
        for element in elements {
            guard let part = meaning(of: element, depth: depth + 1) else { return nil }
            parts.append(part)
        }
        return parts
    }

    /// `[A, B]` means `A | B`: how it was written before there was `|`.
    private static func union(of parts: [TypeValue]) -> TypeValue? {
        let demand = parts.dropFirst().reduce(parts[0].demand) { $0.union($1.demand) }
        let type = ShapedType(parts.map(\.name).joined(separator: " | "), demand)
        return isSmall(type) ? type : nil
    }

    private static func tuple(of parts: [TypeValue]) -> TypeValue {
        let names = parts.map(\.name).joined(separator: ", ")
        return ShapedType(
            parts.count == 1 ? "(\(names),)" : "(\(names))", .tuple(parts.map(\.demand)))
    }

    /// The type that a value stands for.
    ///
    /// - Throws: If it is none: says what would be.
    static func require(_ value: Value) throws -> TypeValue {
        if let type = meaning(of: value) { return type }
        if let elements = value.asList, elements.count == 1, let only = meaning(of: elements[0]) {
            throw Failure("`[\(only.name)]` is not a type; did you mean `list[\(only.name)]`?")
        }
        let hint =
            switch value.kind {
            case .string: "; write the type itself, without quotes"
            case .list: "; did you mean `list[...]`?"
            case .dict: "; did you mean `dict[...]`?"
            case .structure: "; did you mean `struct`?"
            case .tuple: "; all elements of a tuple of types must be types"
            default: ""
            }
        throw Failure(
            "`\(value.shortRepr)` of type `\(value.typeName)` is not a type\(hint)")
    }
}

extension TypeValue {
    /// What the type demands, for types composed of it.
    var demand: TypeShape {
        (self as? ShapedType)?.shape ?? .custom(self)
    }
}
