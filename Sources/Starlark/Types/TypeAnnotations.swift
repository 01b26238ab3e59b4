/// What annotations mean: the seam between the interpreter and the types of the library.
enum TypeAnnotations {
    /// The type that an evaluated annotation stands for: `str`, `list[int]`, `None`, `A | B`.
    ///
    /// - Throws: If the value is no type.
    static func type(of annotation: Value, in evaluation: inout Evaluation) throws -> Value {
        if annotation.native(as: TypeValue.self) != nil { return annotation }
        throw Failure("`\(annotation.shortRepr)` is not a type")
    }

    /// The type `left | right`.
    static func union(
        _ left: Value, _ right: Value, in evaluation: inout Evaluation
    ) throws -> Value? { nil }

    /// The type `base[arguments]`, where `base` is a type or a constructor function.
    static func parameterized(
        _ base: Value, by arguments: Value, in evaluation: inout Evaluation
    ) throws -> Value? { nil }

    /// Whether a value is of a type that `type(of:in:)` returned.
    static func matches(_ type: Value, _ value: Value) -> Bool {
        type.native(as: TypeValue.self)?.matches(value) ?? true
    }
}
