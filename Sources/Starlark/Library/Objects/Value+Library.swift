/// What an embedder can see of values whose types are the library's own.
extension Value {
    /// The type that the value stands for in an annotation.
    ///
    /// - Throws: If it stands for none: says what would be.
    public func annotatedType() throws -> TypeValue {
        try TypeAnnotations.require(self)
    }

    /// The fields in order of declaration, if this is an instance of a record type.
    public var asRecord: [(name: String, value: Value)]? {
        native(as: Record.self).map { zip($0.identity.fields, $0.elements).map { ($0, $1) } }
    }

    /// The text, if this is an element of an enum type.
    public var asEnumText: String? {
        native(as: EnumElement.self)?.name.asString
    }

    /// The pattern, if this is what `regex()` made.
    public var asPattern: String? {
        native(as: RegularExpression.self)?.pattern
    }
}
