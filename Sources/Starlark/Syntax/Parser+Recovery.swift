import Diagnostics

/// Saying what is wrong, and going on after it.
extension Parser {
    /// Reports that the current token cannot stand here.
    ///
    /// An open bracket is blamed instead when the token starts a line no deeper than the
    /// bracket's own, or a statement, or is the end of the file: then its partner is what is
    /// missing.
    mutating func fail(_ message: String, help: [String] = []) -> Failure {
        if let bracket = lexer.unclosed ?? unclosedBracket() {
            reportUnclosed(bracket, .init(message + foundToken, at: currentSpan))
            return Failure()
        }
        // Where a byte was dropped, that is what is wrong, and it has been told.
        if lexer.droppedByte >= lexer.previousEnd { return Failure() }
        var help = help
        if help.isEmpty, let advice { help.append(advice) }
        if let message = messageOnRunningNumber {
            lexer.report(.error(message, at: currentSpan, help: ["put a space between them"]))
            return Failure()
        }
        lexer.report(.error(message + foundToken, at: currentSpan, help: help))
        return Failure()
    }

    /// What to say about a name without a space before it and after a number: `6burgle`.
    private var messageOnRunningNumber: String? {
        guard lexer.kind == .identifier, lexer.start == lexer.previousEnd, lexer.start > 0,
            isDigit(lexer.file.text[lexer.start - 1])
        else { return nil }
        let name = lexer.span(tokenRange.range).text
        return "Syntax error: the name `\(name)` directly follows a number"
    }

    private var foundToken: String {
        switch lexer.kind {
        case .identifier, .reserved, .integer, .float, .bigInteger:
            ", found `\(lexer.span(tokenRange.range).text)`"
        default: ", found \(lexer.kind.description)"
        }
    }

    /// The place to point at: what is missing at the end of a line is missing after the last word.
    private var currentSpan: SourceSpan {
        switch lexer.kind {
        case .newline, .endOfFile, .dedent, .indent:
            lexer.span(lexer.previousEnd..<lexer.previousEnd)
        default: lexer.span(tokenRange.range)
        }
    }

    private func unclosedBracket() -> Lexer.Bracket? {
        // The current token may be a bracket itself.
        let open = lexer.brackets.last { $0.position < lexer.start }
        guard let bracket = open, !lexer.kind.closesBracket else { return nil }
        if lexer.kind == .endOfFile { return bracket }
        guard bracket.position < lexer.lineStart else { return nil }
        return lexer.lineIndentation <= (lexer.indents.last ?? 0) ? bracket : nil
    }

    private mutating func reportUnclosed(_ bracket: Lexer.Bracket, _ note: Diagnostic.Note?) {
        lexer.unclosed = nil
        hasBlamedBracket = true
        let span = lexer.span(bracket.position..<bracket.position + 1)
        lexer.report(
            .error(
                "\(bracket.kind.description) is never closed", at: span,
                notes: note.map { [$0] } ?? []))
    }

    /// What people used to another language may need to be told.
    private var advice: String? {
        let start = lexer.start
        let isDoubled =
            start > 0 && start < lexer.end && lexer.base[start - 1] == lexer.base[start]
        switch lexer.kind {
        case .reserved: return adviceOnWord(lexer.span(tokenRange.range).text)
        case .assign: return "`=` assigns and is no expression; compare with `==`"
        case .ampersand where isDoubled: return "write `and`"
        case .pipe where isDoubled: return "write `or`"
        case .bang: return "write `not`"
        case .starStar: return "Starlark has no operator for powers"
        case .for: return "a comprehension stands in `[...]` or `{...}`"
        case .string, .bytes, .formattedString: return "strings are joined with `+`"
        default: return nil
        }
    }

    private func adviceOnWord(_ word: String) -> String {
        switch word {
        case "while": "Starlark has no `while`; write `for` over a `range`"
        case "import", "from": "Starlark has no `import`; write `load(\"file\", \"name\")`"
        case "class": "Starlark has no classes; use `struct` or `record`"
        case "try", "except", "finally": "Starlark has no exceptions"
        case "raise", "assert": "stop with `fail(\"message\")`"
        case "is": "compare with `==`"
        case "global", "nonlocal": "a function cannot assign to variables outside it"
        case "del": "use the method `pop` of the list or dictionary"
        case "yield": "Starlark has no generators; return a list"
        default: "`\(word)` is a reserved word; choose another name"
        }
    }

    /// The keyword that the name just read may have been meant to be.
    func adviceOnKeyword() -> [String] {
        guard case .name(let name) = tree.expressions.last,
            let end = tree.spans.last?.end, Int(end) == lexer.previousEnd,
            let keyword = nearestName(to: lexer.names.string(name), among: TokenKind.keywords)
        else { return [] }
        return ["did you mean `\(keyword)`?"]
    }

    // MARK: Going on

    /// Skips to where a statement is likely to start.
    ///
    /// That is after the end of the line; but if brackets are open, then it is also a line that
    /// is no deeper than the statement that failed.
    ///
    /// - Parameters:
    ///   - start: Where the statement that failed starts.
    ///   - indentation: Its column.
    mutating func synchronize(from start: Int, indentation: Int) {
        while lexer.kind != .endOfFile {
            if lexer.brackets.isEmpty {
                if lexer.kind == .newline {
                    lexer.advance()
                    break
                }
                if lexer.kind == .dedent || lexer.kind == .indent { break }
            } else if lexer.start > start, lexer.isFirstOnLine, !lexer.kind.closesBracket,
                lexer.start - lexer.lineStart <= indentation
            {
                lexer.restartLine()
                lexer.advance()
                break
            }
            lexer.advance()
        }
        if lexer.kind == .endOfFile {
            if let bracket = lexer.brackets.first, !hasBlamedBracket {
                reportUnclosed(bracket, nil)
            }
            lexer.brackets.removeAll()
        }
        lexer.unclosed = nil
        hasBlamedBracket = false
    }
}
