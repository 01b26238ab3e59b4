package struct StatementID: Hashable, BitwiseCopyable {
    package var rawValue: Int32

    package var index: Int { Int(rawValue) }
}

/// A statement, as a trivial value; see `Expression`.
///
/// Targets are expressions: a name, `x.a`, `x[i]`, or a tuple or list of targets. The parser has
/// checked this, so others need not.
package enum Statement: BitwiseCopyable {
    case expression(ExpressionID)
    case assign(target: ExpressionID, value: ExpressionID)
    /// `target: annotation = value`; the target is a name.
    case annotatedAssign(target: ExpressionID, annotation: ExpressionID, value: ExpressionID)
    /// `target += value`; the target is no tuple.
    case augmentedAssign(BinaryOperator, target: ExpressionID, value: ExpressionID)
    case define(FunctionID)
    case `return`(ExpressionID?)
    /// `if`, any number of `elif`s, `else`.
    case conditional(Run<Branch>)
    case loop(target: ExpressionID, iterable: ExpressionID, body: Run<StatementID>)
    case load(LoadID)
    case pass
    case `break`
    case `continue`
}

/// A branch of an `if`; the one without a condition is `else`, and comes last.
package struct Branch: BitwiseCopyable {
    package var condition: ExpressionID?
    package var body: Run<StatementID>
}

package struct FunctionID: Hashable, BitwiseCopyable {
    package var rawValue: Int32

    package var index: Int { Int(rawValue) }

    /// The code of the file itself; it has no parameters and no name.
    package static let module = FunctionID(rawValue: 0)
}

/// A `def`, a `lambda`, or the file itself.
package struct Function: BitwiseCopyable {
    package enum Body: BitwiseCopyable {
        case block(Run<StatementID>)
        /// The result of a lambda.
        case expression(ExpressionID)
    }

    /// The name bound by a `def`, a `.name`; nothing for a lambda and for the file.
    package var name: ExpressionID?
    /// In the order written.
    package var parameters: Run<Parameter>
    /// The annotation after `->`.
    package var result: ExpressionID?
    package var body: Body
    /// From `def` to the end of the body.
    package var span: ByteRange
    /// The string that opens the body, if one does.
    package var documentation: TextRef?
}

/// A parameter.
///
/// Positional ones come first, then `*args` or a bare `*`, then keyword-only ones,
/// then `**kwargs`; the parser has checked this.
package struct Parameter: BitwiseCopyable {
    package enum Kind: UInt8, BitwiseCopyable {
        case positional
        case keywordOnly
        /// `*args`
        case variadic
        /// `**kwargs`
        case keywords
    }

    package var kind: Kind
    /// A `.name`, whose binding is the slot the argument goes to.
    package var name: ExpressionID
    package var annotation: ExpressionID?
    package var defaultValue: ExpressionID?
}

package struct LoadID: Hashable, BitwiseCopyable {
    package var rawValue: Int32

    package var index: Int { Int(rawValue) }
}

/// `load("path", "a", b = "c")`.
package struct Load: BitwiseCopyable {
    package var path: TextRef
    package var pathSpan: ByteRange
    package var names: Run<LoadedName>
}

/// One name that a `load` binds.
package struct LoadedName: BitwiseCopyable {
    /// The name here, a `.name`.
    package var local: ExpressionID
    /// The name in the loaded module.
    package var exported: NameID
    /// The string with the name in the loaded module.
    package var exportedSpan: ByteRange
}
