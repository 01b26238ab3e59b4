package import Diagnostics

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
package struct SyntaxTree: Sendable {
    /// The longest path from a statement of the file to a leaf.
    package static let maximumDepth = 1000

    package let file: SourceFile
    package var names: NameTable
    /// The bytes of the string literals that cannot be read off the source.
    package var decoded: [UInt8] = []

    package var expressions: [Expression] = []
    package var spans: [ByteRange] = []
    package var children: [ExpressionID] = []
    package var arguments: [CallArgument] = []
    package var slices: [SliceBounds] = []
    package var comprehensions: [Comprehension] = []
    package var clauses: [Clause] = []

    package var statements: [Statement] = []
    package var statementSpans: [ByteRange] = []
    package var blocks: [StatementID] = []
    package var branches: [Branch] = []
    /// The first is the file itself.
    package var functions: [Function] = []
    package var parameters: [Parameter] = []
    package var loads: [Load] = []
    package var loadedNames: [LoadedName] = []

    package subscript(id: ExpressionID) -> Expression { expressions[id.index] }
    package subscript(id: StatementID) -> Statement { statements[id.index] }
    package subscript(id: FunctionID) -> Function { functions[id.index] }
    package subscript(id: ComprehensionID) -> Comprehension { comprehensions[id.index] }
    package subscript(id: SliceID) -> SliceBounds { slices[Int(id.rawValue)] }
    package subscript(id: LoadID) -> Load { loads[id.index] }

    package subscript(run: Run<ExpressionID>) -> ArraySlice<ExpressionID> { children[run.range] }
    package subscript(run: Run<CallArgument>) -> ArraySlice<CallArgument> { arguments[run.range] }
    package subscript(run: Run<Clause>) -> ArraySlice<Clause> { clauses[run.range] }
    package subscript(run: Run<StatementID>) -> ArraySlice<StatementID> { blocks[run.range] }
    package subscript(run: Run<Branch>) -> ArraySlice<Branch> { branches[run.range] }
    package subscript(run: Run<Parameter>) -> ArraySlice<Parameter> { parameters[run.range] }
    package subscript(run: Run<LoadedName>) -> ArraySlice<LoadedName> { loadedNames[run.range] }

    /// The bytes of an expression.
    package func range(of id: ExpressionID) -> ByteRange { spans[id.index] }
    /// The bytes of a statement.
    package func range(of id: StatementID) -> ByteRange { statementSpans[id.index] }
    /// The place of some bytes, for a diagnostic.
    package func span(_ range: ByteRange) -> SourceSpan {
        SourceSpan(file: file, range: range.range)
    }
    /// The place of an expression, for a diagnostic.
    package func span(of id: ExpressionID) -> SourceSpan { span(spans[id.index]) }

    /// The bytes of a string, bytes or big integer literal.
    package func bytes(of text: TextRef) -> ArraySlice<UInt8> {
        text.isDecoded ? decoded[text.range] : file.text[text.range]
    }
    /// A string literal.
    package func string(of text: TextRef) -> String {
        String(decoding: bytes(of: text), as: UTF8.self)
    }
}

/// Bytes of the source, 0-based and half-open.
package struct ByteRange: Hashable, BitwiseCopyable {
    package var start: UInt32
    package var end: UInt32

    package var range: Range<Int> { Int(start)..<Int(end) }
}

/// The value of a literal: bytes of the source, or of `tree.decoded` where escapes have been
/// replaced.
package struct TextRef: Hashable, BitwiseCopyable {
    /// The offset; the complement of one into `decoded`.
    private var offset: Int32
    private(set) var count: Int32

    init(source range: Range<Int>) {
        (offset, count) = (Int32(range.lowerBound), Int32(range.count))
    }

    init(decoded range: Range<Int>) {
        (offset, count) = (~Int32(range.lowerBound), Int32(range.count))
    }

    package var isDecoded: Bool { offset < 0 }

    package var range: Range<Int> {
        let start = Int(offset < 0 ? ~offset : offset)
        return start..<start + Int(count)
    }
}

/// Elements in a row in the tree's array of such elements.
package struct Run<Element>: BitwiseCopyable {
    private var first: Int32
    private var length: Int32

    init(_ range: Range<Int>) { (first, length) = (Int32(range.lowerBound), Int32(range.count)) }

    package var start: Int { Int(first) }
    package var count: Int { Int(length) }
    package var range: Range<Int> { start..<start + count }
}
