import Diagnostics

/// What parsing a file gives: a tree, and what is wrong with the file.
///
/// A tree of a file with errors is good for naming things, never for running.
struct ParsedFile: Sendable {
    var tree: SyntaxTree
    /// In the order of the places they are about.
    var diagnostics: [Diagnostic]

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Reads the syntax of a file.
///
/// - Returns: The tree and all diagnostics; the parser goes on after an error with the next
///   statement that it recognises.
func parse(_ file: SourceFile, dialect: Dialect) -> ParsedFile {
    if let diagnostic = unreadable(file) {
        return ParsedFile(
            tree: SyntaxTree(file: file, names: NameTable()), diagnostics: [diagnostic])
    }
    return file.text.withUnsafeBufferPointer { source in
        var parser = Parser(file: file, source: source, dialect: dialect)
        return parser.parseFile()
    }
}

/// Finds what keeps the text of a file from being looked at as text at all.
private func unreadable(_ file: SourceFile) -> Diagnostic? {
    guard file.text.count < Int(Int32.max) / 2 else {
        return .error("File `\(file.path)` is too large to be a program")
    }
    guard let offset = firstInvalidUTF8(file.text) else { return nil }
    return .error(
        "File is not UTF-8", at: SourceSpan(file: file, range: offset..<offset + 1),
        help: ["save the file in the UTF-8 encoding"])
}

/// A hand-written recursive-descent parser.
///
/// One method a production, named after it. A production that cannot go on reports once and
/// throws; the nearest statement loop catches, skips to the next statement and goes on. The
/// productions are in extensions: statements, functions, expressions, brackets, checks.
struct Parser: ~Copyable {
    /// Thrown after the reason has been reported.
    struct Failure: Error {}

    /// An expression and the length of the longest path below it.
    struct Node: BitwiseCopyable {
        var id: ExpressionID
        var height: Int32
    }

    /// How deep productions may nest; each level costs a few stack frames here.
    static let maximumNesting = 100

    let dialect: Dialect
    var lexer: Lexer
    var tree: SyntaxTree

    // Lists under construction; each production takes its own off the end.
    var pendingExpressions: [ExpressionID] = []
    var pendingStatements: [StatementID] = []
    var pendingArguments: [CallArgument] = []

    var nesting = 0
    var functionDepth = 0
    var loopDepth = 0
    /// Whether the statement being parsed is one of the file's own.
    var isTopLevel = true
    /// Whether an open bracket has been reported for the statement being parsed.
    var hasBlamedBracket = false
    /// By name: the last check for repeated names that saw it.
    var lastSeen: [Int32] = []
    var seenCheck: Int32 = 0

    init(file: SourceFile, source: UnsafeBufferPointer<UInt8>, dialect: Dialect) {
        self.dialect = dialect
        lexer = Lexer(file: file, source: source)
        tree = SyntaxTree(file: file, names: NameTable())
        // Measured on build files: an expression every 14 bytes.
        tree.expressions.reserveCapacity(source.count / 12 + 16)
        tree.spans.reserveCapacity(source.count / 12 + 16)
    }

    mutating func parseFile() -> ParsedFile {
        let whole = ByteRange(start: 0, end: UInt32(lexer.end))
        tree.functions.append(
            Function(parameters: Run(0..<0), body: .block(Run(0..<0)), span: whole))
        lexer.advance()
        var body = Run<StatementID>(0..<0)
        while true {
            body = parseStatements()
            if lexer.kind == .endOfFile { break }
            // Only a dedent that closes nothing stops the loop early.
            lexer.advance()
        }
        tree.functions[0].body = .block(body)
        tree.functions[0].documentation = documentation(of: body)
        tree.names = lexer.names
        tree.decoded = lexer.decoded
        let diagnostics = lexer.diagnostics.sorted { left, right in
            (left.span?.range.lowerBound ?? 0) < (right.span?.range.lowerBound ?? 0)
        }
        return ParsedFile(tree: tree, diagnostics: diagnostics)
    }

    // MARK: Tokens

    @inline(__always)
    mutating func take(_ kind: TokenKind) -> Bool {
        guard lexer.kind == kind else { return false }
        lexer.advance()
        return true
    }

    /// Reads a token that must come, in a context such as ``after `if` condition``.
    @inline(__always)
    mutating func expect(_ kind: TokenKind, _ context: StaticString) throws(Failure) {
        guard lexer.kind == kind else {
            throw fail("Expected \(kind.description) \(context)")
        }
        lexer.advance()
    }

    /// Reads a name that must come.
    mutating func expectName(_ context: StaticString) throws(Failure) -> NameID {
        guard lexer.kind == .identifier else {
            throw fail("Expected a name \(context)")
        }
        let name = lexer.name
        lexer.advance()
        return name
    }

    // MARK: Nodes

    /// Adds an expression that ends where the last token ended.
    @inline(__always)
    mutating func add(
        _ expression: Expression, from start: Int, height: Int32 = 0
    ) throws(Failure) -> Node {
        let end = max(start, lexer.previousEnd)
        let id = append(expression, ByteRange(start: UInt32(start), end: UInt32(end)))
        if height >= SyntaxTree.maximumDepth - Parser.maximumNesting * 2 {
            throw failNesting(tree.span(of: id))
        }
        return Node(id: id, height: height + 1)
    }

    @inline(__always)
    mutating func append(_ expression: Expression, _ span: ByteRange) -> ExpressionID {
        let id = ExpressionID(rawValue: Int32(tree.expressions.count))
        tree.expressions.append(expression)
        tree.spans.append(span)
        return id
    }

    /// Adds a `.name` for a name that is bound.
    mutating func appendName(_ name: NameID, _ span: ByteRange) -> ExpressionID {
        append(.name(name), span)
    }

    /// Makes a list of the expressions that have been pending since.
    @inline(__always)
    mutating func takeExpressions(since first: Int) -> Run<ExpressionID> {
        let start = tree.children.count
        tree.children.append(contentsOf: pendingExpressions[first...])
        pendingExpressions.removeSubrange(first...)
        return Run(start..<tree.children.count)
    }

    func start(of node: Node) -> Int { Int(tree.spans[node.id.index].start) }

    var tokenRange: ByteRange {
        ByteRange(start: UInt32(lexer.start), end: UInt32(lexer.tokenEnd))
    }

    func range(from start: Int) -> ByteRange {
        ByteRange(start: UInt32(start), end: UInt32(max(start, lexer.previousEnd)))
    }

    // MARK: Nesting

    @inline(__always)
    mutating func enter() throws(Failure) {
        nesting += 1
        if nesting > Parser.maximumNesting { throw failNesting(lexer.span(tokenRange.range)) }
    }

    @inline(__always)
    mutating func leave() { nesting -= 1 }

    private mutating func failNesting(_ span: SourceSpan) -> Failure {
        lexer.report(
            .error(
                "Program is nested too deeply", at: span,
                help: ["name a part of it with an assignment before"]))
        return Failure()
    }
}
