/// What is known of a value without running anything.
///
/// Types are gradual: `any` fits everywhere, and a question whose answer may be yes is answered so.
public indirect enum StaticType: Hashable, Sendable {
    /// Nothing is known.
    case any
    /// No value: the elements of `[]`, the result of `fail()`.
    case never
    /// One of several, in the order in which they were found; at least two, none a union.
    case union([StaticType])
    /// `None`.
    case none
    /// `True` and `False`.
    case bool
    /// Whole numbers.
    case int
    /// Other numbers.
    case float
    /// Text.
    case string
    /// Bytes.
    case bytes
    /// What `range()` makes.
    case range
    /// Lists of elements.
    case list(StaticType)
    /// Sets of elements.
    case set(StaticType)
    /// Dicts of keys and values.
    case dict(StaticType, StaticType)
    /// Tuples of just these elements.
    case tuple([StaticType])
    /// Tuples of any length.
    case tupleOf(StaticType)
    /// A struct; its fields if they are known.
    case structure([StructField]?)
    /// A function whose parameters are known.
    case function(FunctionShape)
    /// Anything that can be called.
    case callable
    /// Anything that can be iterated over.
    case iterable(StaticType)
    /// An instance of a record type.
    case record(RecordShape)
    /// An element of an enum type.
    case enumeration(EnumShape)
    /// An instance of a type that natives define.
    case native(NativeShape)
    /// A type as a value, and what calling it does if it can be called.
    case type(StaticType, constructor: FunctionShape?)

    /// A field of a struct.
    public struct StructField: Hashable, Sendable {
        var name: String
        var type: StaticType
    }
}

/// The parameters and the result of a function.
public struct FunctionShape: Hashable, Sendable {
    struct Parameter: Hashable, Sendable {
        enum Kind: Hashable, Sendable {
            case positionalOnly
            case standard
            case namedOnly
            case positionals
            case keywords
        }

        var name: String
        var kind: Kind
        /// Of `*args` and `**kwargs`: of each argument.
        var type: StaticType
        var isRequired: Bool
    }

    var name: String
    var parameters: [Parameter]
    var result: StaticType
    /// Whether an annotation declares the result, so that values are meant to keep to it.
    var isDeclared = false
    /// The name in the table of natives, for those whose result depends on their arguments.
    var native: String?
    /// What a method is bound to, if it is a method.
    var receiver: [StaticType] = []
}

/// A record type, told apart from others by where it is made.
public struct RecordShape: Hashable, Sendable {
    struct Field: Hashable, Sendable {
        var name: String
        var type: StaticType
        var isRequired: Bool
    }

    var name: String
    var place: String
    var fields: [Field]
}

/// An enum type, told apart from others by where it is made.
public struct EnumShape: Hashable, Sendable {
    var name: String
    var place: String
    /// Nothing if they are not known.
    var elements: [String]?
}

/// A type that natives define by a predicate.
public struct NativeShape: Hashable, Sendable {
    var name: String
    /// Which values of the language's own types it takes, by the name of their type.
    var acceptedKinds: Set<String>
}

extension StaticType {
    /// The types a value may have: of a union its members.
    var alternatives: [StaticType] {
        switch self {
        case .union(let members): members
        case .never: []
        default: [self]
        }
    }

    /// A value of any of some types.
    static func union(of types: some Sequence<StaticType>) -> StaticType {
        var members: [StaticType] = []
        for type in types {
            for member in type.alternatives {
                if member == .any { return .any }
                if !members.contains(member) { members.append(member) }
            }
        }
        // Past this size it says nothing to people, and comparing it takes long.
        if members.count > 16 { return .any }
        return members.count > 1 ? .union(members) : members.first ?? .never
    }

    func union(_ other: StaticType) -> StaticType {
        self == other ? self : StaticType.union(of: [self, other])
    }

    /// The type of a variable that such a value is assigned to.
    ///
    /// A collection may be changed to hold other elements later, so its elements are not known.
    var widened: StaticType {
        switch self {
        case .list: .list(.any)
        case .set: .set(.any)
        case .dict: .dict(.any, .any)
        case .tuple(let elements): .tuple(elements.map(\.widened))
        case .tupleOf(let element): .tupleOf(element.widened)
        case .union(let members): StaticType.union(of: members.map(\.widened))
        case .structure(let fields):
            .structure(fields?.map { StructField(name: $0.name, type: $0.type.widened) })
        default: self
        }
    }

    /// How deep types are in types; what grows past a limit is given up.
    var depth: Int {
        switch self {
        case .union(let parts), .tuple(let parts): 1 + (parts.map(\.depth).max() ?? 0)
        case .list(let part), .set(let part), .tupleOf(let part), .iterable(let part),
            .type(let part, _):
            1 + part.depth
        case .dict(let key, let value): 1 + max(key.depth, value.depth)
        case .structure(let fields): 1 + (fields?.map(\.type.depth).max() ?? 0)
        case .function(let shape): 1 + (shape.receiver.map(\.depth).max() ?? 0)
        default: 1
        }
    }
}
