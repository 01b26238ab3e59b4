import Diagnostics

/// What the grammar alone does not say: what can be assigned to, be an annotation, and in which
/// order arguments come.
extension Parser {
    // MARK: Targets

    mutating func checkTarget(_ id: ExpressionID) throws(Failure) {
        switch tree[id] {
        case .name, .attribute: return
        case .index(_, let index):
            // As in Buck2, where two indices belong to types such as `dict[str, int]`.
            guard case .tuple(let elements) = tree[index], let first = tree[elements].first,
                tree.span(of: first).range.lowerBound == tree.span(of: index).range.lowerBound
            else { return }
            lexer.report(
                .error(
                    "The left-hand-side of assignment must take one index, not several",
                    at: tree.span(of: id), help: ["write `x[(a, b)]` if the key is a tuple"]))
            throw Failure()
        case .tuple(let elements), .list(let elements):
            for element in tree[elements] { try checkTarget(element) }
        default:
            lexer.report(
                .error(
                    "Cannot assign to this expression", at: tree.span(of: id),
                    help: ["assign to a name, `x[i]`, `x.a`, or a tuple of these"]))
            throw Failure()
        }
    }

    mutating func checkAugmented(_ id: ExpressionID) throws(Failure) {
        switch tree[id] {
        case .tuple, .list:
            let op = lexer.kind.spelling
            lexer.report(
                .error("Cannot use `\(op)` on several values at once", at: tree.span(of: id)))
            throw Failure()
        default: try checkTarget(id)
        }
    }

    mutating func checkAnnotated(_ id: ExpressionID) throws(Failure) {
        switch tree[id] {
        case .name, .attribute, .index: try checkTarget(id)
        default:
            throw fail(
                "Expected the end of the statement",
                help: ["only a single variable, attribute or element has a type annotation"])
        }
    }

    // MARK: Annotations

    /// Reads a type: names, `a.b`, `list[...]`, `A | B`, tuples, `...`, `None`.
    mutating func parseAnnotation() throws(Failure) -> ExpressionID {
        let node = try parseTest()
        if !dialect.allowsTypes {
            lexer.report(
                .error(
                    "Type annotation in a kind of file that has none", at: tree.span(of: node.id)))
        }
        try checkAnnotation(node.id)
        return node.id
    }

    private mutating func checkAnnotation(_ id: ExpressionID) throws(Failure) {
        switch tree[id] {
        case .name, .ellipsis: return
        case .attribute(let object, _): try checkAnnotation(object)
        case .binary(.bitOr, let left, let right):
            try checkAnnotation(left)
            try checkAnnotation(right)
        case .index(let object, let index):
            try checkAnnotation(object)
            try checkAnnotation(index)
        case .tuple(let elements), .list(let elements):
            for element in tree[elements] { try checkAnnotation(element) }
        default:
            lexer.report(
                .error(
                    "Not a type", at: tree.span(of: id),
                    help: ["a type is a name like `str`, `list[str]` or `int | None`"]))
            throw Failure()
        }
    }

    mutating func checkEllipsis() throws(Failure) -> Expression {
        guard dialect.allowsTypes else { throw fail("Expected an expression") }
        return .ellipsis
    }

    // MARK: Arguments

    /// Checks the order of the arguments of a call, and that no name comes twice.
    mutating func checkArguments(since first: Int) {
        var last = CallArgument.Kind.positional
        seenCheck += 1
        for index in first..<pendingArguments.count {
            let argument = pendingArguments[index]
            if argument.kind == .named, isRepeated(argument.name) {
                lexer.report(
                    .error(
                        "Argument `\(lexer.names.string(argument.name))` is repeated",
                        at: lexer.span(argument.span.range)))
            }
            let isOnce = argument.kind == .variadic || argument.kind == .keywords
            if argument.kind.rawValue < last.rawValue || (isOnce && argument.kind == last) {
                lexer.report(
                    .error(
                        "A \(argument.kind.description) cannot follow a \(last.description)",
                        at: lexer.span(argument.span.range)))
            }
            last = CallArgument.Kind(rawValue: max(last.rawValue, argument.kind.rawValue)) ?? last
        }
    }

    /// Whether a name has been asked about since `seenCheck` was last increased.
    mutating func isRepeated(_ name: NameID) -> Bool {
        if name.index >= lastSeen.count {
            let missing = lexer.names.count - lastSeen.count
            lastSeen.append(contentsOf: repeatElement(0, count: missing))
        }
        defer { lastSeen[name.index] = seenCheck }
        return lastSeen[name.index] == seenCheck
    }
}

extension CallArgument.Kind {
    fileprivate var description: String {
        switch self {
        case .positional: "positional argument"
        case .named: "named argument"
        case .variadic: "`*` argument"
        case .keywords: "`**` argument"
        }
    }
}
