/// The number of an expression of a tree.
///
/// An expression's span and its binding are found under the same number, in arrays beside the
/// expressions.
struct ExpressionID: Hashable, BitwiseCopyable {
    var rawValue: Int32

    var index: Int { Int(rawValue) }
}

/// An expression, as a trivial value: children are numbers, lists are runs of arrays of the
/// tree, and whatever would make every expression larger lives in an array of its own.
///
/// A name is a `.name` wherever it stands: read, assigned to, a parameter, the name of a `def` or
/// bound by a `load`, so that one array of bindings serves them all. Parentheses leave no trace
/// but the span of a tuple.
enum Expression: BitwiseCopyable {
    case name(NameID)
    case integer(Int)
    /// An integer that an `Int` cannot hold; digits in the radix, without prefix.
    case bigInteger(radix: UInt8, digits: TextRef)
    case float(Double)
    case string(TextRef)
    case bytes(TextRef)
    /// Text and `.formatted` parts, in order. Text parts are `.string`.
    case formattedString(Run<ExpressionID>)
    /// A hole of a formatted string; only a child of `.formattedString`.
    case formatted(ExpressionID, conversion: Conversion)
    case ellipsis
    case tuple(Run<ExpressionID>)
    case list(Run<ExpressionID>)
    /// Keys and values in turn.
    case dictionary(Run<ExpressionID>)
    case comprehension(ComprehensionID)
    case unary(UnaryOperator, ExpressionID)
    case binary(BinaryOperator, ExpressionID, ExpressionID)
    case and(ExpressionID, ExpressionID)
    case or(ExpressionID, ExpressionID)
    case conditional(condition: ExpressionID, then: ExpressionID, otherwise: ExpressionID)
    case attribute(ExpressionID, NameID)
    /// `x[i]`; `x[i, j]` has a tuple as its index.
    case index(ExpressionID, ExpressionID)
    case slice(ExpressionID, SliceID)
    case call(ExpressionID, Run<Argument>)
    case lambda(FunctionID)
}

enum Conversion: UInt8, BitwiseCopyable {
    case str
    case repr
}

enum UnaryOperator: UInt8, BitwiseCopyable {
    case plus
    case minus
    case bitNot
    case not
}

enum BinaryOperator: UInt8, BitwiseCopyable {
    case add
    case subtract
    case multiply
    case divide
    case floorDivide
    case modulo
    case bitAnd
    case bitOr
    case bitXor
    case shiftLeft
    case shiftRight
    case equal
    case notEqual
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
    case `in`
    case notIn

    /// The operator as it is written.
    var spelling: String {
        switch self {
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .floorDivide: "//"
        case .modulo: "%"
        case .bitAnd: "&"
        case .bitOr: "|"
        case .bitXor: "^"
        case .shiftLeft: "<<"
        case .shiftRight: ">>"
        case .equal: "=="
        case .notEqual: "!="
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .in: "in"
        case .notIn: "not in"
        }
    }
}

/// The three optional parts of `x[start:stop:step]`.
struct SliceBounds: BitwiseCopyable {
    var start: ExpressionID?
    var stop: ExpressionID?
    var step: ExpressionID?
}

struct SliceID: Hashable, BitwiseCopyable {
    var rawValue: Int32
}

/// An argument of a call.
///
/// Positional ones come before named ones, `*` and `**` last, at most one
/// each; the parser has checked this.
struct Argument: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable {
        case positional
        case named
        /// `*value`
        case variadic
        /// `**value`
        case keywords
    }

    var kind: Kind
    /// The name, of a named argument.
    var name: NameID
    var value: ExpressionID
    /// The whole argument, with its name or stars.
    var span: ByteRange
}

/// `[body for ... if ...]` or `{key: body for ...}`.
struct Comprehension: BitwiseCopyable {
    /// The key of a dictionary comprehension; nothing makes a list.
    var key: ExpressionID?
    /// The element, or the value of a dictionary entry.
    var body: ExpressionID
    /// The first is a loop.
    var clauses: Run<Clause>
}

struct ComprehensionID: Hashable, BitwiseCopyable {
    var rawValue: Int32

    var index: Int { Int(rawValue) }
}

/// A part of a comprehension, to be nested in order.
enum Clause: BitwiseCopyable {
    case loop(target: ExpressionID, iterable: ExpressionID)
    case condition(ExpressionID)
}
