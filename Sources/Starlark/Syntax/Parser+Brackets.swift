import Diagnostics

/// Calls, tuples, lists, dictionaries, comprehensions and formatted strings.
extension Parser {
    // MARK: Calls

    mutating func parseCall(_ callee: Node) throws(Failure) -> Node {
        lexer.advance()
        let pending = pendingArguments.count
        var height = callee.height
        while lexer.kind != .rightParenthesis {
            let argument = try parseArgument(&height)
            pendingArguments.append(argument)
            guard take(.comma) else { break }
        }
        try expect(.rightParenthesis, "or `,` after an argument")
        if pendingArguments.count > pending { checkArguments(since: pending) }
        let first = tree.arguments.count
        tree.arguments.append(contentsOf: pendingArguments[pending...])
        pendingArguments.removeSubrange(pending...)
        return try add(
            .call(callee.id, Run(first..<tree.arguments.count)), from: start(of: callee),
            height: height)
    }

    private mutating func parseArgument(_ height: inout Int32) throws(Failure) -> CallArgument {
        let start = lexer.start
        var kind = CallArgument.Kind.positional
        var name = NameID(rawValue: 0)
        switch lexer.kind {
        case .identifier where nextIsAssign:
            kind = .named
            name = lexer.name
            lexer.advance()
            lexer.advance()
        case .star:
            kind = .variadic
            lexer.advance()
        case .starStar:
            kind = .keywords
            lexer.advance()
        default: break
        }
        let value = try parseTest()
        height = max(height, value.height)
        return CallArgument(kind: kind, name: name, value: value.id, span: range(from: start))
    }

    /// Whether `=`, and not `==`, follows the current token on its line.
    private var nextIsAssign: Bool {
        var offset = 0
        while lexer.peek(offset) == UInt8(ascii: " ") { offset += 1 }
        return lexer.peek(offset) == UInt8(ascii: "=")
            && lexer.peek(offset + 1) != UInt8(ascii: "=")
    }

    // MARK: Parentheses and lists

    /// `'(' [Test {',' Test}] ')'`: a tuple, or just grouping.
    mutating func parseParenthesized() throws(Failure) -> Node {
        let start = lexer.start
        lexer.advance()
        let pending = pendingExpressions.count
        var height: Int32 = 0
        var isTuple = lexer.kind == .rightParenthesis
        while lexer.kind != .rightParenthesis {
            let element = try parseTest()
            if lexer.kind == .rightParenthesis, !isTuple {
                lexer.advance()
                return element
            }
            pendingExpressions.append(element.id)
            height = max(height, element.height)
            isTuple = true
            guard take(.comma) else { break }
        }
        try expect(.rightParenthesis, "or `,` in parentheses")
        return try add(.tuple(takeExpressions(since: pending)), from: start, height: height)
    }

    mutating func parseList() throws(Failure) -> Node {
        let start = lexer.start
        lexer.advance()
        let pending = pendingExpressions.count
        var height: Int32 = 0
        while lexer.kind != .rightBracket {
            let element = try parseTest()
            height = max(height, element.height)
            if lexer.kind == .for, pendingExpressions.count == pending {
                return try parseComprehension(
                    key: nil, body: element, from: start, close: .rightBracket)
            }
            pendingExpressions.append(element.id)
            guard take(.comma) else { break }
        }
        try expect(.rightBracket, "or `,` after an element")
        return try add(.list(takeExpressions(since: pending)), from: start, height: height)
    }

    mutating func parseDictionary() throws(Failure) -> Node {
        let start = lexer.start
        lexer.advance()
        let pending = pendingExpressions.count
        var height: Int32 = 0
        while lexer.kind != .rightBrace {
            let key = try parseTest()
            if lexer.kind == .comma || lexer.kind == .rightBrace {
                throw fail(
                    "Expected `:` after the key of a dictionary",
                    help: ["a set is made by `set([...])`"])
            }
            try expect(.colon, "after the key of a dictionary")
            let value = try parseTest()
            height = max(height, key.height, value.height)
            if lexer.kind == .for, pendingExpressions.count == pending {
                return try parseComprehension(
                    key: key, body: value, from: start, close: .rightBrace)
            }
            pendingExpressions.append(key.id)
            pendingExpressions.append(value.id)
            guard take(.comma) else { break }
        }
        try expect(.rightBrace, "or `,` after an entry")
        return try add(
            .dictionary(takeExpressions(since: pending)), from: start, height: height)
    }

    // MARK: Comprehensions

    /// `CompClause {CompClause}`, after what comes before them.
    private mutating func parseComprehension(
        key: Node?, body: Node, from start: Int, close: TokenKind
    ) throws(Failure) -> Node {
        try enter()
        defer { leave() }
        var clauses: [Clause] = []
        var height = max(body.height, key?.height ?? 0)
        while true {
            if take(.for) {
                let target = try parseLoopVariables()
                try expect(.in, "after the variables of `for`")
                // No conditional expression here, for an `if` starts the next clause.
                let iterable = try parseOperand(.or)
                height = max(height, target.height, iterable.height)
                clauses.append(.loop(target: target.id, iterable: iterable.id))
            } else if take(.if) {
                let condition =
                    lexer.kind == .lambda ? try parseLambda() : try parseOperand(.or)
                height = max(height, condition.height)
                clauses.append(.condition(condition.id))
            } else {
                break
            }
        }
        try expect(close, "after a comprehension")
        let first = tree.clauses.count
        tree.clauses.append(contentsOf: clauses)
        let id = ComprehensionID(rawValue: Int32(tree.comprehensions.count))
        tree.comprehensions.append(
            Comprehension(
                key: key?.id, body: body.id, clauses: Run(first..<tree.clauses.count)))
        return try add(.comprehension(id), from: start, height: height)
    }

    // MARK: Formatted strings

    mutating func parseFormattedString() throws(Failure) -> Node {
        let start = lexer.start
        let style = lexer.style
        let pending = pendingExpressions.count
        var height: Int32 = 0
        while true {
            let partStart = lexer.position
            switch lexer.readFormattedPart(style) {
            case .text:
                let span = ByteRange(start: UInt32(partStart), end: UInt32(lexer.position))
                pendingExpressions.append(append(.string(lexer.text), span))
            case .hole:
                let node = try parseHoleOnce(partStart, style)
                pendingExpressions.append(node.id)
                height = max(height, node.height)
            case .end:
                lexer.advance()
                return try add(
                    .formattedString(takeExpressions(since: pending)), from: start,
                    height: height)
            }
        }
    }

    /// Reads a hole; of one that cannot be read, one problem is told, and the line is dropped.
    private mutating func parseHoleOnce(
        _ start: Int, _ style: StringStyle
    ) throws(Failure) -> Node {
        let told = lexer.diagnostics.count
        let depth = lexer.brackets.count - 1
        do throws(Failure) {
            return try parseHole(start)
        } catch {
            lexer.diagnostics.removeSubrange(told..<max(told, lexer.diagnostics.count - 1))
            lexer.abandonLine(bracketDepth: depth)
            throw error
        }
    }

    /// `Test ['!' ('r' | 's')] '}'`, leaving the lexer just after the brace.
    private mutating func parseHole(_ start: Int) throws(Failure) -> Node {
        lexer.advance()
        let value = try parseTest()
        var conversion = Conversion.str
        if take(.bang) {
            guard lexer.kind == .identifier, let named = self.conversion(lexer.name) else {
                throw fail("Expected `r` or `s` after `!` in a formatted string")
            }
            conversion = named
            lexer.advance()
        }
        guard lexer.kind == .rightBrace else {
            throw fail(
                "Expected `}` after the expression in a formatted string",
                help: lexer.kind == .colon
                    ? ["formatted strings have no format after `:`"] : [])
        }
        let node = append(
            .formatted(value.id, conversion: conversion),
            ByteRange(start: UInt32(start), end: UInt32(lexer.tokenEnd)))
        return Node(id: node, height: value.height + 1)
    }

    private func conversion(_ name: NameID) -> Conversion? {
        switch lexer.names.string(name) {
        case "r": .repr
        case "s": .str
        default: nil
        }
    }
}
