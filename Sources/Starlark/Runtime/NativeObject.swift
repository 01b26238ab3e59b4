/// A Swift object as a Starlark value.
///
/// Subclasses override what applies. The heap keeps the object alive. An object may hold `Value`s
/// of its heap; `freeze` must then
/// return a copy that holds their frozen counterparts. After that the copy is shared between
/// threads: it must not change any more. In each method, `this` is the value of the object.
open class NativeObject {
    /// Makes an object.
    public init() {}

    /// The name of the type, as `type()` answers it.
    open var typeName: String { "native" }

    /// The attribute of a name, nothing if there is none.
    open func attribute(
        _ name: String, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? { nil }

    /// Assigns to the attribute of a name.
    ///
    /// - Returns: Whether it can be assigned to.
    /// - Throws: When the value does not fit.
    open func setAttribute(_ name: String, to value: Value) throws -> Bool { false }

    /// The names of the attributes, for `dir()` and suggestions.
    open var attributeNames: [String] { [] }

    /// The method of a name: found before `attribute`, and called without making a bound method.
    ///
    /// The receiver is `arguments.receiver`; functions returned must live as long as the process,
    /// so keep them in a `static let` table.
    open func method(_ name: String) -> NativeFunction? { nil }

    /// The parameters with which the object can be called; nothing if it cannot.
    ///
    /// The same `Signature` object must be returned each time while the object lives.
    open var callSignature: Signature? { nil }

    /// Calls the object; `arguments` are bound to `callSignature`, `arguments.receiver` is `this`.
    open func call(_ arguments: Arguments, in evaluation: inout Evaluation) throws -> Value {
        throw Failure("A value of type `\(typeName)` is not callable")
    }

    /// The type that the object means in an annotation, nothing if it is no type.
    ///
    /// For a record, an enum or a provider it is the type of the instances, without values.
    open var annotation: TypeValue? { nil }

    /// Whether it counts as true in a condition.
    open var isTruthy: Bool { true }

    /// Writes what `repr` and `str` print.
    open func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("<\(typeName)>")
    }

    /// What `pprint` puts on lines of their own; nil if it prints the same as `repr`.
    open var prettyParts: PrettyParts? { nil }

    /// Whether it equals another value; asked of either side of `==`.
    open func equals(_ other: Value, this: Value) throws -> Bool { false }

    /// The order relative to another value: negative, zero, positive, nothing if there is none.
    open func compare(_ other: Value, this: Value) throws -> Int? { nil }

    /// The hash, if it can be the key of a dict.
    open func hash(_ this: Value) throws -> Int {
        throw Failure("Value of type `\(typeName)` is not hashable")
    }

    /// Applies a binary operator; nothing if it does not know what to do with `other`.
    ///
    /// `isReversed` says that `other` is the left operand; the object on the left is asked first.
    open func binary(
        _ operation: BinaryOperation, _ other: Value, isReversed: Bool, this: Value,
        in evaluation: inout Evaluation
    ) throws -> Value? { nil }

    /// The element of an index: `object[index]`; nothing if there are no elements at all.
    open func element(
        _ index: Value, this: Value, in evaluation: inout Evaluation
    ) throws -> Value? { nil }

    /// The elements to iterate over, as a list or a tuple; nothing if it is not iterable.
    open func elements(this: Value, in evaluation: inout Evaluation) throws -> Value? { nil }

    /// The answer of `len()`, nothing if it has no length.
    open func length(this: Value) -> Int? { nil }

    /// The answer of `value in object`, nothing if it contains nothing.
    open func contains(_ value: Value, this: Value) throws -> Bool? { nil }

    /// The object to keep in a frozen heap: `self` if it holds no values and does not change.
    ///
    /// Others return a copy, each value of which they have mapped by `freezer.freeze(value)`.
    open func freeze(_ freezer: inout Freezer) throws -> NativeObject { self }

    /// Told each time the object is assigned to a global variable of the module that made it.
    ///
    /// The first name is the one to keep.
    ///
    /// - Parameters:
    ///   - name: The name of the variable.
    ///   - module: The path of the module's source file.
    /// - Throws: If the object cannot have that name.
    open func export(name: String, module: String) throws {}
}

/// A binary operator that native objects can take part in.
public enum BinaryOperation: UInt8, Sendable {
    /// `+`
    case add
    /// `-`
    case subtract
    /// `*`
    case multiply
    /// `/`
    case divide
    /// `//`
    case floorDivide
    /// `%`
    case modulo
    /// `&`
    case bitAnd
    /// `|`
    case bitOr
    /// `^`
    case bitXor
    /// `<<`
    case shiftLeft
    /// `>>`
    case shiftRight

    /// How it is written.
    public var text: String {
        switch self {
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .floorDivide: "//"
        case .modulo: "%"
        case .bitOr: "|"
        case .bitAnd: "&"
        case .bitXor: "^"
        case .shiftLeft: "<<"
        case .shiftRight: ">>"
        }
    }
}

/// An object as brackets around values, each with what stands before it.
public struct PrettyParts {
    /// What opens it, such as `Info(`.
    public let open: String
    /// What closes it.
    public let close: String
    /// The values, and what stands before each, such as `name=`.
    public let elements: [(prefix: String, value: Value)]

    /// Makes an object's parts.
    public init(open: String, close: String, elements: [(prefix: String, value: Value)]) {
        self.open = open
        self.close = close
        self.elements = elements
    }
}
