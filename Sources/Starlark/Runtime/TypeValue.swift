/// A type as a value: what annotations are checked against, and `isinstance` asks.
open class TypeValue: NativeObject, @unchecked Sendable {
    // Unchecked: a type value holds no values of a live heap and does not change.

    private let writtenName: String
    /// Kinds of which every value is of the type: what decides most checks at once.
    let kinds: KindSet
    private let predicate: (@Sendable (Value) -> Bool)?

    /// Makes a type of a predicate.
    ///
    /// - Parameters:
    ///   - name: How the type is written.
    ///   - matches: Whether a value is of the type; left out by a subclass with its own answer.
    public init(_ name: String, matches: (@Sendable (Value) -> Bool)? = nil) {
        writtenName = name
        predicate = matches
        kinds = []
    }

    /// Makes a type of a subclass that knows kinds of values it takes without a look.
    init(_ name: String, kinds: KindSet) {
        writtenName = name
        predicate = nil
        self.kinds = kinds
    }

    /// How the type is written.
    open var name: String { writtenName }

    open override var annotation: TypeValue? { self }

    /// Whether a value is of the type.
    open func matches(_ value: Value) -> Bool {
        predicate?(value) ?? false
    }

    open override var typeName: String { "type" }

    open override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append(name)
    }

    open override func equals(_ other: Value, this: Value) throws -> Bool {
        other.native(as: TypeValue.self)?.name == name
    }

    open override func hash(_ this: Value) throws -> Int { name.utf8.count }

    open override func binary(
        _ operation: BinaryOperation, _ other: Value, isReversed: Bool, this: Value,
        in evaluation: inout Evaluation
    ) throws -> Value? {
        guard operation == .bitOr else { return nil }
        let (left, right) = isReversed ? (other, this) : (this, other)
        return try TypeAnnotations.union(left, right, in: &evaluation)
    }

    open override func element(
        _ index: Value, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? {
        try TypeAnnotations.parameterized(this, by: index, in: &evaluation)
    }
}
