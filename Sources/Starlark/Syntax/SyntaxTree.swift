import Diagnostics

/// A file as parsed: flat arrays of trivial values that refer to each other by number.
///
/// ```text
/// expressions [ name(x) | integer(1) | binary(+, 0, 1) | ... ]   children before parents
/// spans       [   3..<4 |     7..<8  |        3..<8    | ... ]   one for each expression
/// children    [ 4, 9, 12, ... ]                                  lists of expressions, as runs
/// ```
///
/// Building it costs an append a node, and walking it touches no reference counts. A tree without
/// errors keeps what the parser has checked, so that later stages need not look again: targets are
/// assignable, arguments and parameters are in order, operators do not chain, and no path from
/// the root is longer than `maximumDepth`, so recursion over it is safe.
struct SyntaxTree: Sendable {
    /// The longest path from a statement of the file to a leaf.
    static let maximumDepth = 1000

    let file: SourceFile
    var names: NameTable
    /// The bytes of the string literals that cannot be read off the source.
    var decoded: [UInt8] = []

    var expressions: [Expression] = []
    var spans: [ByteRange] = []
    var children: [ExpressionID] = []
    var arguments: [Argument] = []
    var slices: [SliceBounds] = []
    var comprehensions: [Comprehension] = []
    var clauses: [Clause] = []

    var statements: [Statement] = []
    var statementSpans: [ByteRange] = []
    var blocks: [StatementID] = []
    var branches: [Branch] = []
    /// The first is the file itself.
    var functions: [Function] = []
    var parameters: [Parameter] = []
    var loads: [Load] = []
    var loadedNames: [LoadedName] = []

    subscript(id: ExpressionID) -> Expression { expressions[id.index] }
    subscript(id: StatementID) -> Statement { statements[id.index] }
    subscript(id: FunctionID) -> Function { functions[id.index] }
    subscript(id: ComprehensionID) -> Comprehension { comprehensions[id.index] }
    subscript(id: SliceID) -> SliceBounds { slices[Int(id.rawValue)] }
    subscript(id: LoadID) -> Load { loads[id.index] }

    subscript(run: Run<ExpressionID>) -> ArraySlice<ExpressionID> { children[run.range] }
    subscript(run: Run<Argument>) -> ArraySlice<Argument> { arguments[run.range] }
    subscript(run: Run<Clause>) -> ArraySlice<Clause> { clauses[run.range] }
    subscript(run: Run<StatementID>) -> ArraySlice<StatementID> { blocks[run.range] }
    subscript(run: Run<Branch>) -> ArraySlice<Branch> { branches[run.range] }
    subscript(run: Run<Parameter>) -> ArraySlice<Parameter> { parameters[run.range] }
    subscript(run: Run<LoadedName>) -> ArraySlice<LoadedName> { loadedNames[run.range] }

    /// The bytes of an expression.
    func range(of id: ExpressionID) -> ByteRange { spans[id.index] }
    /// The bytes of a statement.
    func range(of id: StatementID) -> ByteRange { statementSpans[id.index] }
    /// The place of some bytes, for a diagnostic.
    func span(_ range: ByteRange) -> SourceSpan { SourceSpan(file: file, range: range.range) }
    /// The place of an expression, for a diagnostic.
    func span(of id: ExpressionID) -> SourceSpan { span(spans[id.index]) }

    /// The bytes of a string, bytes or big integer literal.
    func bytes(of text: TextRef) -> ArraySlice<UInt8> {
        text.isDecoded ? decoded[text.range] : file.text[text.range]
    }
    /// A string literal.
    func string(of text: TextRef) -> String { String(decoding: bytes(of: text), as: UTF8.self) }
}

/// Bytes of the source, 0-based and half-open.
struct ByteRange: Hashable, BitwiseCopyable {
    var start: UInt32
    var end: UInt32

    var range: Range<Int> { Int(start)..<Int(end) }
}

/// The value of a literal: bytes of the source, or of `tree.decoded` where escapes have been
/// replaced.
struct TextRef: Hashable, BitwiseCopyable {
    /// The offset; the complement of one into `decoded`.
    private var offset: Int32
    private(set) var count: Int32

    init(source range: Range<Int>) {
        (offset, count) = (Int32(range.lowerBound), Int32(range.count))
    }

    init(decoded range: Range<Int>) {
        (offset, count) = (~Int32(range.lowerBound), Int32(range.count))
    }

    var isDecoded: Bool { offset < 0 }

    var range: Range<Int> {
        let start = Int(offset < 0 ? ~offset : offset)
        return start..<start + Int(count)
    }
}

/// Elements in a row in the tree's array of such elements.
struct Run<Element>: BitwiseCopyable {
    private var first: Int32
    private var length: Int32

    init(_ range: Range<Int>) { (first, length) = (Int32(range.lowerBound), Int32(range.count)) }

    var start: Int { Int(first) }
    var count: Int { Int(length) }
    var range: Range<Int> { start..<start + count }
}
