import Diagnostics

/// Line breaks, indentation and comments.
///
/// A line break outside brackets ends a statement. The first token of a line that is neither blank
/// nor only a comment is compared with the stack of open indentations, which yields `.indent` or
/// as many `.dedent`s as blocks end there. At the end of the file everything is closed the same
/// way, whether or not the last line has a break.
extension Lexer {
    /// Handles the indentation of a new line, skipping lines without a token.
    ///
    /// - Returns: Whether a token has been made.
    mutating func readIndentation() -> Bool {
        while true {
            lineStart = position
            var column = 0
            while position < end {
                if base[position] == UInt8(ascii: " ") {
                    column += 1
                } else if base[position] == UInt8(ascii: "\t") {
                    column += 8
                } else {
                    break
                }
                position += 1
            }
            guard position < end else {
                startsLine = false
                return setIndentation(0)
            }
            switch base[position] {
            case UInt8(ascii: "#"):
                skipComment()
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                position += 1
            default:
                startsLine = false
                reportTabs()
                return setIndentation(column)
            }
        }
    }

    private mutating func setIndentation(_ column: Int) -> Bool {
        var current = indents.last ?? 0
        if column == current { return false }
        if column > current {
            indents.append(column)
            emit(.indent, length: 0)
            return true
        }
        var closed = 0
        while column < current {
            indents.removeLast()
            closed += 1
            current = indents.last ?? 0
        }
        if column > current {
            let line = lineStart..<position
            report(
                .error(
                    "Indentation does not match any block around it",
                    at: span(line.isEmpty ? position..<position + 1 : line),
                    help: ["indent the line like the block that it belongs to"]))
            indents.append(column)
            closed -= 1
            if closed == 0 { return false }
        }
        pendingDedents = closed - 1
        emit(.dedent, length: 0)
        return true
    }

    private mutating func reportTabs() {
        guard !hasReportedTab else { return }
        for index in lineStart..<position where base[index] == UInt8(ascii: "\t") {
            hasReportedTab = true
            return report(
                .error(
                    "Tab in indentation", at: span(index..<index + 1),
                    help: ["indent with spaces"]))
        }
    }

    /// Handles a line break within or after a line.
    ///
    /// - Returns: Whether it is a token, for within brackets it is not.
    mutating func readLineBreak() -> Bool {
        let isPair = peek(0) == UInt8(ascii: "\r") && peek(1) == UInt8(ascii: "\n")
        let length = isPair ? 2 : 1
        guard brackets.isEmpty else {
            position += length
            lineStart = position
            return false
        }
        emit(.newline, length: length)
        startsLine = true
        return true
    }

    mutating func skipComment() {
        while position < end, base[position] != UInt8(ascii: "\n") {
            position += 1
        }
    }

    /// Skips a backslash and the line break after it.
    mutating func skipContinuation() {
        if peek(1) == UInt8(ascii: "\n") {
            position += 2
        } else if peek(1) == UInt8(ascii: "\r"), peek(2) == UInt8(ascii: "\n") {
            position += 3
        } else {
            report(
                .error(
                    "Stray backslash", at: span(position..<position + 1),
                    help: ["a backslash joins lines only as the last character of a line"]))
            position += 1
        }
    }

    /// Ends the last line, closes the blocks, and then stays at the end of the file.
    mutating func finish() {
        if kind != .newline, kind != .dedent, kind != .endOfFile, brackets.isEmpty {
            emit(.newline, length: 0)
            startsLine = true
            return
        }
        emit(.endOfFile, length: 0)
    }

    /// Closes all brackets, for a word has come that can only start a statement, and has the line
    /// read again as the start of one.
    mutating func giveUpBrackets() {
        unclosed = brackets.last
        restartLine()
        kind = .newline
        start = previousEnd
        tokenEnd = previousEnd
    }

    /// Goes back to the start of the current token's line, out of all brackets.
    mutating func restartLine() {
        brackets.removeAll(keepingCapacity: true)
        position = lineStart
        startsLine = true
    }

    /// Goes on at the end of the line, in the brackets that were open before it.
    mutating func abandonLine(bracketDepth: Int) {
        while position < end, base[position] != UInt8(ascii: "\n") { position += 1 }
        brackets.removeSubrange(min(bracketDepth, brackets.count)...)
        advance()
    }

    mutating func reportInvalidByte() {
        var length = 1
        while position + length < end, base[position + length] & 0xC0 == 0x80 { length += 1 }
        let range = position..<position + length
        let text = file.string(in: range)
        var help: [String] = []
        switch text {
        case "\u{201C}", "\u{201D}", "\u{2018}", "\u{2019}", "`":
            help = ["strings are quoted with `\"` or `'`"]
        case "\u{A0}": help = ["this is a no-break space; use an ordinary one"]
        case "@": help = ["Starlark has no decorators"]
        case "?": help = ["write `a if condition else b`"]
        default: break
        }
        let shown = peek(0) < 32 || peek(0) == 127 ? "control character \(peek(0))" : "`\(text)`"
        // One a line is enough; quotes of the wrong kind come in pairs.
        if droppedByte < lineStart {
            report(.error("Invalid character: \(shown)", at: span(range), help: help))
        }
        droppedByte = position
        position += length
    }

    func span(_ range: Range<Int>) -> SourceSpan {
        SourceSpan(file: file, range: range.clamped(to: 0..<end))
    }

    /// Keeps a diagnostic, up to a number that nobody reads to the end anyway.
    mutating func report(_ diagnostic: Diagnostic) {
        if diagnostics.count < 50 { diagnostics.append(diagnostic) }
    }
}
