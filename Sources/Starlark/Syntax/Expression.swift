/// The number of an expression of a tree.
///
/// An expression's span and its binding are found under the same number, in arrays beside the
/// expressions.
package struct ExpressionID: Hashable, BitwiseCopyable {
    package var rawValue: Int32

    package var index: Int { Int(rawValue) }
}

/// An expression, as a trivial value: children are numbers, lists are runs of arrays of the
/// tree, and whatever would make every expression larger lives in an array of its own.
///
/// A name is a `.name` wherever it stands: read, assigned to, a parameter, the name of a `def` or
/// bound by a `load`, so that one array of bindings serves them all. Parentheses leave no trace
/// but the span of a tuple.
package enum Expression: BitwiseCopyable {
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
    case call(ExpressionID, Run<CallArgument>)
    case lambda(FunctionID)
}

package enum Conversion: UInt8, BitwiseCopyable {
    case str
    case repr
}

package enum UnaryOperator: UInt8, BitwiseCopyable {
    case plus
    case minus
    case bitNot
    case not
}

package enum BinaryOperator: UInt8, BitwiseCopyable {
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
    package var spelling: String {
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
package struct SliceBounds: BitwiseCopyable {
    package var start: ExpressionID?
    package var stop: ExpressionID?
    package var step: ExpressionID?
}

package struct SliceID: Hashable, BitwiseCopyable {
    package var rawValue: Int32
}

/// An argument of a call.
///
/// Positional ones come before named ones, `*` and `**` last, at most one
/// each; the parser has checked this.
package struct CallArgument: BitwiseCopyable {
    package enum Kind: UInt8, BitwiseCopyable {
        case positional
        case named
        /// `*value`
        case variadic
        /// `**value`
        case keywords
    }

    package var kind: Kind
    /// The name, of a named argument.
    package var name: NameID
    package var value: ExpressionID
    /// The whole argument, with its name or stars.
    package var span: ByteRange
}

/// `[body for ... if ...]` or `{key: body for ...}`.
package struct Comprehension: BitwiseCopyable {
    /// The key of a dictionary comprehension; nothing makes a list.
    package var key: ExpressionID?
    /// The element, or the value of a dictionary entry.
    package var body: ExpressionID
    /// The first is a loop.
    package var clauses: Run<Clause>
}

package struct ComprehensionID: Hashable, BitwiseCopyable {
    package var rawValue: Int32

    package var index: Int { Int(rawValue) }
}

/// A part of a comprehension, to be nested in order.
package enum Clause: BitwiseCopyable {
    case loop(target: ExpressionID, iterable: ExpressionID)
    case condition(ExpressionID)
}
