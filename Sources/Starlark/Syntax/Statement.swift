struct StatementID: Hashable, BitwiseCopyable {
    var rawValue: Int32

    var index: Int { Int(rawValue) }
}

/// A statement, as a trivial value; see `Expression`.
///
/// Targets are expressions: a name, `x.a`, `x[i]`, or a tuple or list of targets. The parser has
/// checked this, so others need not.
enum Statement: BitwiseCopyable {
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
struct Branch: BitwiseCopyable {
    var condition: ExpressionID?
    var body: Run<StatementID>
}

struct FunctionID: Hashable, BitwiseCopyable {
    var rawValue: Int32

    var index: Int { Int(rawValue) }

    /// The code of the file itself; it has no parameters and no name.
    static let module = FunctionID(rawValue: 0)
}

/// A `def`, a `lambda`, or the file itself.
struct Function: BitwiseCopyable {
    enum Body: BitwiseCopyable {
        case block(Run<StatementID>)
        /// The result of a lambda.
        case expression(ExpressionID)
    }

    /// The name bound by a `def`, a `.name`; nothing for a lambda and for the file.
    var name: ExpressionID?
    /// In the order written.
    var parameters: Run<Parameter>
    /// The annotation after `->`.
    var result: ExpressionID?
    var body: Body
    /// From `def` to the end of the body.
    var span: ByteRange
    /// The string that opens the body, if one does.
    var documentation: TextRef?
}

/// A parameter.
///
/// Positional ones come first, then `*args` or a bare `*`, then keyword-only ones,
/// then `**kwargs`; the parser has checked this.
struct Parameter: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable {
        case positional
        case keywordOnly
        /// `*args`
        case variadic
        /// `**kwargs`
        case keywords
    }

    var kind: Kind
    /// A `.name`, whose binding is the slot the argument goes to.
    var name: ExpressionID
    var annotation: ExpressionID?
    var defaultValue: ExpressionID?
}

struct LoadID: Hashable, BitwiseCopyable {
    var rawValue: Int32

    var index: Int { Int(rawValue) }
}

/// `load("path", "a", b = "c")`.
struct Load: BitwiseCopyable {
    var path: TextRef
    var pathSpan: ByteRange
    var names: Run<LoadedName>
}

/// One name that a `load` binds.
struct LoadedName: BitwiseCopyable {
    /// The name here, a `.name`.
    var local: ExpressionID
    /// The name in the loaded module.
    var exported: NameID
    /// The string with the name in the loaded module.
    var exportedSpan: ByteRange
}
