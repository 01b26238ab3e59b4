/// What a token is; its value, if it has one, is in the lexer.
enum TokenKind: UInt8, BitwiseCopyable {
    case endOfFile
    case newline
    case indent
    case dedent
    case identifier
    case integer
    case bigInteger
    case float
    case string
    case bytes
    /// The opening quote of a formatted string; the parser asks for its parts.
    case formattedString

    // Keywords, in the order of `keywords`.
    case and
    case `break`
    case `continue`
    case def
    case elif
    case `else`
    case `for`
    case `if`
    case `in`
    case lambda
    case load
    case not
    case or
    case pass
    case `return`
    case reserved

    // Brackets, each beside its partner.
    case leftParenthesis
    case rightParenthesis
    case leftBracket
    case rightBracket
    case leftBrace
    case rightBrace

    case comma
    case semicolon
    case colon
    case dot
    case ellipsis
    case arrow
    case assign
    case bang

    // Operators, in the order of `BinaryOperator` as far as they have an assigning form.
    case plus
    case minus
    case star
    case slash
    case slashSlash
    case percent
    case ampersand
    case pipe
    case caret
    case shiftLeft
    case shiftRight
    case equal
    case notEqual
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
    case tilde
    case starStar

    // Assigning operators, in the order of `BinaryOperator`.
    case plusAssign
    case minusAssign
    case starAssign
    case slashAssign
    case slashSlashAssign
    case percentAssign
    case ampersandAssign
    case pipeAssign
    case caretAssign
    case shiftLeftAssign
    case shiftRightAssign
}

extension TokenKind {
    /// The keywords in the order of their kinds.
    static let keywords = [
        "and", "break", "continue", "def", "elif", "else", "for", "if", "in", "lambda", "load",
        "not", "or", "pass", "return",
    ]

    /// Words of Python kept free, so that no program comes to depend on them as names.
    static let reservedWords = [
        "as", "assert", "async", "await", "class", "del", "except", "finally", "from", "global",
        "import", "is", "nonlocal", "raise", "try", "while", "with", "yield",
    ]

    /// The kind of the word with this number in a table that starts with the keywords and the
    /// reserved words.
    static func word(_ name: NameID) -> TokenKind {
        if name.index >= keywordCount + reservedCount { return .identifier }
        if name.index >= keywordCount { return .reserved }
        return TokenKind(rawValue: TokenKind.and.rawValue + UInt8(name.rawValue)) ?? .reserved
    }

    /// The operator of an assignment like `+=`.
    var assigningOperator: BinaryOperator? {
        guard rawValue >= TokenKind.plusAssign.rawValue else { return nil }
        return BinaryOperator(rawValue: rawValue - TokenKind.plusAssign.rawValue)
    }

    var closesBracket: Bool {
        self == .rightParenthesis || self == .rightBracket || self == .rightBrace
    }

    /// How the token is called in messages.
    var description: String {
        switch self {
        case .endOfFile: "the end of the file"
        case .newline: "the end of the line"
        case .indent: "an indented block"
        case .dedent: "the end of the block"
        case .identifier: "a name"
        case .integer, .bigInteger, .float: "a number"
        case .string, .bytes, .formattedString: "a string"
        case .reserved: "a reserved word"
        default: "`\(spelling)`"
        }
    }

    /// How the token is written, if that is the same each time.
    var spelling: String {
        let keyword = Int(rawValue) - Int(TokenKind.and.rawValue)
        if TokenKind.keywords.indices.contains(keyword) { return TokenKind.keywords[keyword] }
        if let assigning = assigningOperator { return assigning.spelling + "=" }
        let symbol = Int(rawValue) - Int(TokenKind.leftParenthesis.rawValue)
        return symbols.indices.contains(symbol) ? symbols[symbol] : ""
    }
}

private let keywordCount = 15
private let reservedCount = 18

/// The spellings from the left parenthesis to the last operator.
private let symbols = [
    "(", ")", "[", "]", "{", "}", ",", ";", ":", ".", "...", "->", "=", "!", "+", "-", "*", "/",
    "//", "%", "&", "|", "^", "<<", ">>", "==", "!=", "<", "<=", ">", ">=", "~", "**",
]
