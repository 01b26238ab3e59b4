import Diagnostics

/// Reads a query by recursive descent over its bytes.
struct QueryParser {
    private typealias Node = QueryExpression.Node

    private let source: SourceFile
    private let text: [UInt8]
    private var position = 0
    private var depth = 0

    private static let maximumDepth = 200

    init(source: SourceFile) {
        self.source = source
        text = source.text
    }

    /// Reads the whole text.
    mutating func parse() throws(Diagnostic) -> QueryExpression.Node {
        skipSpace()
        if position == text.count { throw error("The query is empty", 0..<0) }
        let root = try expression()
        guard position == text.count else {
            if text[position] == UInt8(ascii: ")") {
                throw error("Unmatched `)`", position..<position + 1)
            }
            throw unexpected(after: "the end of the query")
        }
        return root
    }

    private mutating func expression() throws(Diagnostic) -> Node {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.maximumDepth {
            throw error("The query is nested too deeply", position..<position + 1)
        }
        skipSpace()
        let start = position
        let first = try operand()
        var rest: [(operation: QueryExpression.Operator, operand: Node)] = []
        while let operation = nextOperator() {
            skipSpace()
            rest.append((operation, try operand()))
        }
        let end = position
        skipSpace()
        if rest.isEmpty { return first }
        return Node(kind: .operation(first: first, rest: rest), range: start..<end)
    }

    private mutating func operand() throws(Diagnostic) -> Node {
        guard let byte = peek() else {
            throw error("Expected an expression, found the end of the query", end)
        }
        let start = position
        if byte == UInt8(ascii: "(") {
            position += 1
            let inner = try expression()
            try close(start..<start + 1)
            return Node(kind: inner.kind, range: start..<position)
        }
        if let name = callName() {
            let nameRange = start..<position
            position += 1
            switch name {
            case "set": return Node(kind: .set(try words(start)), range: start..<position)
            case "fileset": return Node(kind: .fileSet(try words(start)), range: start..<position)
            default:
                let arguments = try arguments(start..<position)
                return Node(
                    kind: .call(name: name, nameRange: nameRange, arguments: arguments),
                    range: start..<position)
            }
        }
        let word = try word()
        return Node(
            kind: Self.kind(of: word, isQuoted: word.range != start..<position),
            range: start..<position)
    }

    private static func kind(
        of word: QueryExpression.Word, isQuoted: Bool
    ) -> QueryExpression.Kind {
        if isQuoted { return .word(word.text) }
        if word.text == "None" { return .none }
        return Int(word.text).map { .integer($0) } ?? .word(word.text)
    }

    /// The name of a call that starts here, after which stands the parenthesis.
    private mutating func callName() -> String? {
        guard let first = peek(), isLetter(first) else { return nil }
        var end = position
        while end < text.count, isLetter(text[end]) || isDigit(text[end]) { end += 1 }
        guard end < text.count, text[end] == UInt8(ascii: "(") else { return nil }
        defer { position = end }
        return source.string(in: position..<end)
    }

    private mutating func arguments(_ opening: Range<Int>) throws(Diagnostic) -> [Node] {
        skipSpace()
        if peek() == UInt8(ascii: ")") {
            position += 1
            return []
        }
        var arguments: [Node] = []
        while true {
            arguments.append(try expression())
            if peek() == UInt8(ascii: ",") {
                position += 1
                continue
            }
            try close(opening)
            return arguments
        }
    }

    private mutating func close(_ opening: Range<Int>) throws(Diagnostic) {
        if peek() == UInt8(ascii: ")") {
            position += 1
            return
        }
        let opener = source.string(in: opening)
        var diagnostic = unexpected(after: "`)`")
        diagnostic.notes.append(
            Diagnostic.Note(
                "`\(opener)` is opened here", at: SourceSpan(file: source, range: opening)))
        throw diagnostic
    }

    private mutating func words(_ start: Int) throws(Diagnostic) -> [QueryExpression.Word] {
        let opening = start..<position
        var words: [QueryExpression.Word] = []
        while true {
            skipSpace()
            guard let byte = peek(), byte != UInt8(ascii: ")") else {
                try close(opening)
                return words
            }
            if byte == UInt8(ascii: ",") {
                throw error("The words of a set are separated by spaces", here)
            }
            words.append(try word())
        }
    }

    /// A literal.
    ///
    /// The range is that of the text inside the quotes.
    private mutating func word() throws(Diagnostic) -> QueryExpression.Word {
        let start = position
        guard let quote = peek() else { throw unexpected(after: "an expression") }
        if quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
            guard let length = text[(start + 1)...].firstIndex(of: quote) else {
                throw error("The string is not closed", start..<text.count)
            }
            position = length + 1
            return QueryExpression.Word(
                text: source.string(in: start + 1..<length), range: start + 1..<length)
        }
        while let byte = peek(), isBare(byte) { position += 1 }
        if position == start { throw unexpected(after: "an expression") }
        return QueryExpression.Word(
            text: source.string(in: start..<position), range: start..<position)
    }

    /// An operator, with the space around it.
    ///
    /// A keyword must stand apart from the words beside it.
    private mutating func nextOperator() -> QueryExpression.Operator? {
        let start = position
        skipSpace()
        guard let byte = peek() else { return nil }
        if let operation = QueryExpression.Operator(rawValue: String(UnicodeScalar(byte))) {
            position += 1
            return operation
        }
        let names: [(String, QueryExpression.Operator)] = [
            ("union", .union), ("except", .except), ("intersect", .intersect),
        ]
        for (name, operation) in names where text[position...].starts(with: name.utf8) {
            let end = position + name.utf8.count
            guard end < text.count, !isBare(text[end]) else { continue }
            position = end
            return operation
        }
        position = start
        return nil
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
    }

    private func peek() -> UInt8? { position < text.count ? text[position] : nil }

    private var end: Range<Int> { text.count..<text.count }
    private var here: Range<Int> { position..<min(position + 1, text.count) }

    private func unexpected(after expected: String) -> Diagnostic {
        guard position < text.count else {
            return error("Expected \(expected), found the end of the query", end)
        }
        var length = 1
        while position + length < text.count, text[position + length] & 0xC0 == 0x80 { length += 1 }
        let range = position..<position + length
        let found = error("Expected \(expected), found `\(source.string(in: range))`", range)
        let isRegex = "^$|()+{}<>&;".utf8.contains(text[position])
        return isRegex && expected == "an expression"
            ? found.adding(help: "Put regular expressions and odd file names in quotes.") : found
    }

    private func error(_ message: String, _ range: Range<Int>) -> Diagnostic {
        .error(message, at: SourceSpan(file: source, range: range))
    }
}

private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
}

/// Whether a byte needs no quotes.
private func isBare(_ byte: UInt8) -> Bool {
    isDigit(byte) || isLetter(byte) || byte >= 0x80 || "*/@.-:$#%[]~=!?\\".utf8.contains(byte)
}
