import Diagnostics

/// Cuts the bytes of a file into tokens, one at a time.
///
/// The current token is in the lexer's fields, so that the parser reads it without a copy. Nothing
/// here makes a string or a character: names become numbers, and a literal is a range of the
/// source unless it has escapes. Lines are in `Lexer+Lines.swift`, literals in
/// `Lexer+Strings.swift` and `Lexer+Numbers.swift`.
///
/// The bytes are read through an unsafe pointer; each read is guarded by `end`, in `peek` or by
/// the condition of the loop around it.
struct Lexer: ~Copyable {
    struct Bracket: BitwiseCopyable {
        var kind: TokenKind
        var position: Int
    }

    // The current token.
    var kind = TokenKind.newline
    var start = 0
    var tokenEnd = 0
    var name = NameID(rawValue: 0)
    var text = TextRef(source: 0..<0)
    var integer = 0
    var float = 0.0
    var radix: UInt8 = 10
    /// How a formatted string is quoted.
    var style = StringStyle()

    /// Where the token's line starts, unless a string over several lines stands before it.
    var lineStart = 0
    /// Where a byte that starts no token was last dropped.
    var droppedByte = -1
    /// Where the token before ended.
    var previousEnd = 0

    let file: SourceFile
    let base: UnsafePointer<UInt8>
    let end: Int
    /// The first byte after the current token.
    var position = 0
    var names: NameTable
    var decoded: [UInt8] = []
    var diagnostics: [Diagnostic] = []

    /// The brackets that are open, in which line breaks mean nothing.
    var brackets: [Bracket] = []
    /// A bracket given up on because a statement started before it was closed.
    var unclosed: Bracket?
    var indents: [Int] = [0]
    var pendingDedents = 0
    /// Whether the next token needs its indentation looked at.
    var startsLine = true
    var hasReportedTab = false

    /// Starts before the first token; `advance` reads it.
    ///
    /// The source is the text of the file, valid as long as the lexer is used.
    init(file: SourceFile, source: UnsafeBufferPointer<UInt8>) {
        self.file = file
        base = source.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
        end = source.count
        names = NameTable()
        for word in TokenKind.keywords + TokenKind.reservedWords {
            _ = names.intern(word)
        }
        if peek(0) == 0xEF, peek(1) == 0xBB, peek(2) == 0xBF {
            position = 3
            lineStart = 3
        }
    }

    /// The byte some places ahead, or zero past the end.
    @inline(__always)
    func peek(_ offset: Int) -> UInt8 {
        let index = position + offset
        return index < end ? base[index] : 0
    }

    /// Reads the next token.
    mutating func advance() {
        previousEnd = tokenEnd
        if pendingDedents > 0 {
            pendingDedents -= 1
            return emit(.dedent, length: 0)
        }
        if startsLine, readIndentation() { return }
        while true {
            guard position < end else { return finish() }
            let byte = base[position]
            start = position
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                position += 1
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if readLineBreak() { return }
            case UInt8(ascii: "#"):
                skipComment()
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "_"):
                return readWord()
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                return readNumber()
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                return readString(StringStyle(), prefixLength: 0)
            case UInt8(ascii: "."):
                if isDigit(peek(1)) { return readNumber() }
                return readSymbol(byte)
            case UInt8(ascii: "\\"):
                skipContinuation()
            default:
                if readsSymbol(byte) { return }
            }
        }
    }

    /// Reads a symbol, or complains about a byte that starts nothing and skips it.
    private mutating func readsSymbol(_ byte: UInt8) -> Bool {
        readSymbol(byte)
        if position > start { return true }
        reportInvalidByte()
        return false
    }

    /// Whether nothing but blanks stands before the token on its line.
    var isFirstOnLine: Bool {
        for index in min(lineStart, start)..<start {
            guard base[index] == UInt8(ascii: " ") || base[index] == UInt8(ascii: "\t") else {
                return false
            }
        }
        return true
    }

    /// The number of blanks that the token's line starts with.
    var lineIndentation: Int {
        var index = lineStart
        while index < end, base[index] == UInt8(ascii: " ") { index += 1 }
        return index - lineStart
    }

    /// Makes a token of the bytes ahead.
    @inline(__always)
    mutating func emit(_ kind: TokenKind, length: Int) {
        self.kind = kind
        start = position
        position += length
        tokenEnd = position
    }

    /// Reads a name, a keyword or the prefix of a string.
    private mutating func readWord() {
        var hash: UInt32 = 0x811C_9DC5
        var index = position
        while index < end, isWordByte(base[index]) {
            hash = (hash ^ UInt32(base[index])) &* 0x0100_0193
            index += 1
        }
        let length = index - position
        if length <= 2, index < end, base[index] == quote || base[index] == apostrophe,
            let style = StringStyle(prefix: peek(0), length == 2 ? peek(1) : 0)
        {
            return readString(style, prefixLength: length)
        }
        let word = UnsafeBufferPointer(start: base + position, count: length)
        name = names.intern(word, hash: hash)
        emit(TokenKind.word(name), length: length)
        if kind.startsStatementOnly, !brackets.isEmpty, isFirstOnLine { giveUpBrackets() }
    }

    /// Reads a symbol; leaves `position` where it is when there is none.
    private mutating func readSymbol(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "("): open(.leftParenthesis)
        case UInt8(ascii: "["): open(.leftBracket)
        case UInt8(ascii: "{"): open(.leftBrace)
        case UInt8(ascii: ")"): close(.rightParenthesis)
        case UInt8(ascii: "]"): close(.rightBracket)
        case UInt8(ascii: "}"): close(.rightBrace)
        case UInt8(ascii: ","): emit(.comma, length: 1)
        case UInt8(ascii: ":"): emit(.colon, length: 1)
        case UInt8(ascii: ";"): emit(.semicolon, length: 1)
        case UInt8(ascii: "~"): emit(.tilde, length: 1)
        case UInt8(ascii: "."):
            let isEllipsis = peek(1) == byte && peek(2) == byte
            isEllipsis ? emit(.ellipsis, length: 3) : emit(.dot, length: 1)
        case UInt8(ascii: "="): either(.equal, .assign)
        case UInt8(ascii: "!"): either(.notEqual, .bang)
        case UInt8(ascii: "+"): either(.plusAssign, .plus)
        case UInt8(ascii: "%"): either(.percentAssign, .percent)
        case UInt8(ascii: "&"): either(.ampersandAssign, .ampersand)
        case UInt8(ascii: "|"): either(.pipeAssign, .pipe)
        case UInt8(ascii: "^"): either(.caretAssign, .caret)
        case UInt8(ascii: "-"):
            peek(1) == UInt8(ascii: ">")
                ? emit(.arrow, length: 2) : either(.minusAssign, .minus)
        case UInt8(ascii: "*"):
            peek(1) == byte ? emit(.starStar, length: 2) : either(.starAssign, .star)
        case UInt8(ascii: "/"):
            peek(1) == byte
                ? either(.slashSlashAssign, .slashSlash, length: 2) : either(.slashAssign, .slash)
        case UInt8(ascii: "<"):
            peek(1) == byte
                ? either(.shiftLeftAssign, .shiftLeft, length: 2) : either(.lessOrEqual, .less)
        case UInt8(ascii: ">"):
            peek(1) == byte
                ? either(.shiftRightAssign, .shiftRight, length: 2)
                : either(.greaterOrEqual, .greater)
        default: break
        }
    }

    /// Tells a symbol that ends in `=` from the same without it.
    @inline(__always)
    private mutating func either(_ long: TokenKind, _ short: TokenKind, length: Int = 1) {
        peek(length) == UInt8(ascii: "=")
            ? emit(long, length: length + 1) : emit(short, length: length)
    }

    private mutating func open(_ kind: TokenKind) {
        brackets.append(Bracket(kind: kind, position: position))
        emit(kind, length: 1)
    }

    private mutating func close(_ kind: TokenKind) {
        _ = brackets.popLast()
        emit(kind, length: 1)
    }
}

extension TokenKind {
    /// Whether the word can only start a statement, so that brackets around it must have been
    /// left open.
    fileprivate var startsStatementOnly: Bool {
        switch self {
        case .def, .load, .return, .pass, .break, .continue, .elif: true
        default: false
        }
    }
}

/// Whether a byte can be part of a name.
@inline(__always)
private func isWordByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || isDigit(byte) || byte == UInt8(ascii: "_")
}

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

private let quote = UInt8(ascii: "\"")
private let apostrophe = UInt8(ascii: "'")
