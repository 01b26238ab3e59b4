import Diagnostics

/// `File`, `Suite`, `Statement` of the grammar.
extension Parser {
    /// Reads statements up to the end of the block or file, going on after errors.
    mutating func parseStatements() -> Run<StatementID> {
        let first = pendingStatements.count
        while lexer.kind != .dedent, lexer.kind != .endOfFile {
            parseStatementRecovering()
        }
        let start = tree.blocks.count
        tree.blocks.append(contentsOf: pendingStatements[first...])
        pendingStatements.removeSubrange(first...)
        return Run(start..<tree.blocks.count)
    }

    private mutating func parseStatementRecovering() {
        let state = (
            pendingExpressions.count, pendingArguments.count, pendingStatements.count, nesting,
            functionDepth, loopDepth, isTopLevel
        )
        let start = lexer.start
        let indentation = lexer.indents.last ?? 0
        let depth = lexer.indents.count
        do throws(Failure) {
            if lexer.kind == .indent {
                throw failIndent()
            }
            try parseStatement()
        } catch {
            pendingExpressions.removeSubrange(state.0...)
            pendingArguments.removeSubrange(state.1...)
            pendingStatements.removeSubrange(state.2...)
            (nesting, functionDepth, loopDepth, isTopLevel) =
                (state.3, state.4, state.5, state.6)
            synchronize(from: start, indentation: indentation)
            skipBlocks(deeperThan: depth)
        }
    }

    /// Looks for more errors in a block whose header could not be read, and drops it.
    private mutating func skipBlocks(deeperThan depth: Int) {
        guard lexer.kind == .indent || lexer.indents.count > depth else { return }
        if lexer.kind == .indent { lexer.advance() }
        let wasLoop = (loopDepth, functionDepth, isTopLevel)
        // What the header was is unknown, so anything may stand in its body.
        (loopDepth, functionDepth, isTopLevel) = (loopDepth + 1, functionDepth + 1, false)
        nesting += 1
        if nesting <= Parser.maximumNesting {
            _ = parseStatements()
        } else {
            while lexer.kind != .endOfFile, lexer.indents.count > depth { lexer.advance() }
        }
        nesting -= 1
        (loopDepth, functionDepth, isTopLevel) = wasLoop
        _ = take(.dedent)
    }

    private mutating func failIndent() -> Failure {
        lexer.report(
            .error(
                "Unexpected indentation", at: lexer.span(lexer.lineStart..<lexer.start),
                help: ["only the body of `def`, `for`, `if`, `elif` and `else` is indented"]))
        return Failure()
    }

    private mutating func parseStatement() throws(Failure) {
        switch lexer.kind {
        case .def: try parseDefinition()
        case .if: try parseIf()
        case .for: try parseFor()
        default: try parseSimpleStatements()
        }
    }

    mutating func appendStatement(_ statement: Statement, from start: Int) {
        pendingStatements.append(StatementID(rawValue: Int32(tree.statements.count)))
        tree.statements.append(statement)
        tree.statementSpans.append(range(from: start))
    }

    // MARK: Blocks

    /// `':' Suite`; the context says what the colon comes after.
    mutating func parseSuite(_ context: StaticString) throws(Failure) -> Run<StatementID> {
        try expect(.colon, context)
        let wasTopLevel = isTopLevel
        isTopLevel = false
        defer { isTopLevel = wasTopLevel }
        try enter()
        defer { leave() }
        guard take(.newline) else {
            let first = pendingStatements.count
            try parseSimpleStatements()
            let start = tree.blocks.count
            tree.blocks.append(contentsOf: pendingStatements[first...])
            pendingStatements.removeSubrange(first...)
            return Run(start..<tree.blocks.count)
        }
        guard take(.indent) else {
            throw fail(
                "Expected an indented block", help: ["an empty block is written `pass`"])
        }
        let block = parseStatements()
        _ = take(.dedent)
        return block
    }

    private mutating func parseIf() throws(Failure) {
        let start = lexer.start
        if isTopLevel, !dialect.allowsTopLevelControl { reportTopLevel("if") }
        var branches: [Branch] = []
        lexer.advance()
        let condition = try parseTest()
        branches.append(
            Branch(condition: condition.id, body: try parseSuite("after `if` condition")))
        while true {
            if take(.elif) {
                let condition = try parseTest()
                let body = try parseSuite("after `elif` condition")
                branches.append(Branch(condition: condition.id, body: body))
            } else if take(.else) {
                if lexer.kind == .if {
                    throw fail("Expected `:` after `else`", help: ["write `elif`"])
                }
                branches.append(Branch(condition: nil, body: try parseSuite("after `else`")))
                break
            } else {
                break
            }
        }
        let first = tree.branches.count
        tree.branches.append(contentsOf: branches)
        appendStatement(.conditional(Run(first..<tree.branches.count)), from: start)
    }

    private mutating func parseFor() throws(Failure) {
        let start = lexer.start
        if isTopLevel, !dialect.allowsTopLevelControl { reportTopLevel("for") }
        lexer.advance()
        let (target, iterable) = try parseLoopHeader()
        loopDepth += 1
        let body = try parseSuite("after the header of `for`")
        loopDepth -= 1
        appendStatement(.loop(target: target, iterable: iterable, body: body), from: start)
    }

    /// `LoopVariables 'in' Test`, of a loop and of a comprehension's first part.
    private mutating func parseLoopHeader() throws(Failure) -> (ExpressionID, ExpressionID) {
        let target = try parseLoopVariables()
        try expect(.in, "after the variables of `for`")
        return (target.id, try parseTestList().id)
    }

    private mutating func reportTopLevel(_ word: String) {
        lexer.report(
            .error(
                "`\(word)` cannot stand outside a function in this kind of file",
                at: lexer.span(tokenRange.range),
                help: [
                    word == "for"
                        ? "use a comprehension, or a function in a `.bzl` file"
                        : "use `a if condition else b`, or a function in a `.bzl` file"
                ]))
    }

    // MARK: Simple statements

    /// `SmallStmt {';' SmallStmt} '\n'`.
    private mutating func parseSimpleStatements() throws(Failure) {
        repeat {
            if lexer.kind == .newline { break }
            try parseSmallStatement()
        } while take(.semicolon)
        guard lexer.kind == .newline else {
            if lexer.kind == .endOfFile, lexer.brackets.isEmpty { return }
            throw fail("Expected the end of the statement", help: adviceOnKeyword())
        }
        lexer.advance()
    }

    private mutating func parseSmallStatement() throws(Failure) {
        let start = lexer.start
        switch lexer.kind {
        case .return:
            if functionDepth == 0 { reportMisplaced("return", "outside a function") }
            lexer.advance()
            let isBare = lexer.kind == .newline || lexer.kind == .semicolon
            let value = isBare ? nil : try parseTestList().id
            appendStatement(.return(value), from: start)
        case .break:
            if loopDepth == 0 { reportMisplaced("break", "outside a loop") }
            lexer.advance()
            appendStatement(.break, from: start)
        case .continue:
            if loopDepth == 0 { reportMisplaced("continue", "outside a loop") }
            lexer.advance()
            appendStatement(.continue, from: start)
        case .pass:
            lexer.advance()
            appendStatement(.pass, from: start)
        case .load:
            try parseLoad()
        default:
            try parseAssignmentOrExpression()
        }
    }

    private mutating func reportMisplaced(_ word: String, _ place: String) {
        lexer.report(.error("`\(word)` \(place)", at: lexer.span(tokenRange.range)))
    }

    private mutating func parseAssignmentOrExpression() throws(Failure) {
        let start = lexer.start
        let left = try parseTestList()
        switch lexer.kind {
        case .newline:
            appendStatement(.expression(left.id), from: start)
        case .assign:
            try checkTarget(left.id)
            lexer.advance()
            let value = try parseTestList()
            if lexer.kind == .assign {
                throw fail("Expected the end of the statement", help: ["assign one at a time"])
            }
            appendStatement(.assign(target: left.id, value: value.id), from: start)
        case .colon:
            try checkAnnotated(left.id)
            let advice = adviceOnKeyword()
            lexer.advance()
            if lexer.kind == .newline {
                throw fail("Expected a type after `:`", help: advice)
            }
            let annotation = try parseAnnotation()
            try expect(.assign, "after the type of a variable")
            let value = try parseTestList()
            appendStatement(
                .annotatedAssign(target: left.id, annotation: annotation, value: value.id),
                from: start)
        default:
            guard let op = lexer.kind.assigningOperator else {
                appendStatement(.expression(left.id), from: start)
                return
            }
            try checkAugmented(left.id)
            lexer.advance()
            let value = try parseTestList()
            appendStatement(.augmentedAssign(op, target: left.id, value: value.id), from: start)
        }
    }
}
