/// Cuts lines as they are typed into statements.
///
/// A statement goes on in the next line inside brackets and long strings, after a backslash and
/// after a colon. A block ends before a line that is not indented, unless that is `elif` or `else`,
/// and where people type also at an empty line.
public struct StatementReader {
    /// The bytes of the lines of the statement under way, each with its line break.
    private var pending: [UInt8] = []
    /// Lines before those.
    private var firstLine = 0
    private var lineCount = 0
    private var isBlock = false
    private let endsBlocksAtEmptyLines: Bool

    // Where in the statement the end of `pending` is.
    private var bracketDepth = 0
    private var openString: (quote: UInt8, isLong: Bool)?
    private var endsWithBackslash = false
    private var endsWithColon = false

    /// Starts with nothing read.
    ///
    /// - Parameter endsBlocksAtEmptyLines: Whether people type the lines.
    public init(endsBlocksAtEmptyLines: Bool) {
        self.endsBlocksAtEmptyLines = endsBlocksAtEmptyLines
    }

    /// A statement with all the lines before it left empty, so that its line numbers are right.
    public typealias Text = [UInt8]

    /// Whether a statement has begun that may go on.
    public var isWaiting: Bool { !pending.isEmpty }

    /// Takes a line.
    ///
    /// - Parameter line: Its bytes without the line break.
    /// - Returns: The statements that are now complete: the block that ends before the line, the
    ///   one that ends with it.
    public mutating func add(_ line: [UInt8]) -> [Text] {
        var complete: [Text] = []
        let isEmpty = line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        if isWaiting, isBlock, !isOpen, !isEmpty, !Self.continuesBlock(line) {
            if let text = finish() { complete.append(text) }
        }
        if !isWaiting {
            firstLine = lineCount
            if isEmpty {
                lineCount += 1
                return complete
            }
        }
        lineCount += 1
        if pending.isEmpty { isBlock = Self.firstWord(line, isOneOf: ["def", "for", "if"]) }
        pending += line
        pending.append(UInt8(ascii: "\n"))
        scan(line)
        let isComplete = !isOpen && (!isBlock || (isEmpty && endsBlocksAtEmptyLines))
        if isComplete, let text = finish() { complete.append(text) }
        return complete
    }

    /// Ends the statement under way, as at the end of the input.
    ///
    /// - Returns: The statement, if one was under way.
    public mutating func finish() -> Text? {
        guard isWaiting else { return nil }
        let text = [UInt8](repeating: UInt8(ascii: "\n"), count: firstLine) + pending
        let count = lineCount
        self = StatementReader(endsBlocksAtEmptyLines: endsBlocksAtEmptyLines)
        lineCount = count
        return text
    }

    /// Whether the next line belongs to the statement whatever it is.
    private var isOpen: Bool {
        bracketDepth > 0 || openString != nil || endsWithBackslash || endsWithColon
    }

    /// Whether a line may go on with a block that is not open otherwise.
    private static func continuesBlock(_ line: [UInt8]) -> Bool {
        guard let first = line.first else { return true }
        if first == UInt8(ascii: " ") || first == UInt8(ascii: "\t")
            || first == UInt8(ascii: "#")
        {
            return true
        }
        return firstWord(line, isOneOf: ["elif", "else"])
    }

    private static func firstWord(_ line: [UInt8], isOneOf words: [String]) -> Bool {
        let word = line.prefix { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
        return words.contains { $0.utf8.elementsEqual(word) }
    }

    /// Follows brackets and strings through one more line.
    private mutating func scan(_ line: [UInt8]) {
        endsWithBackslash = false
        if openString == nil { endsWithColon = endsWithColon && line.allSatisfy { $0 <= 32 } }
        var position = 0
        while position < line.count {
            let byte = line[position]
            if let (quote, isLong) = openString {
                if byte == UInt8(ascii: "\\") {
                    position += 2
                    if position > line.count { return }
                } else if byte == quote, !isLong || Self.isTriple(line, position) {
                    position += isLong ? 3 : 1
                    openString = nil
                } else {
                    position += 1
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                let isLong = Self.isTriple(line, position)
                openString = (byte, isLong)
                position += isLong ? 2 : 0
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): bracketDepth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                bracketDepth = max(0, bracketDepth - 1)
            case UInt8(ascii: "#"): position = line.count
            case UInt8(ascii: "\\") where position == line.count - 1: endsWithBackslash = true
            default: break
            }
            if byte > 32, byte != UInt8(ascii: "#") {
                endsWithColon = byte == UInt8(ascii: ":") && bracketDepth == 0
            }
            position += 1
        }
        // A short string ends with its line at the latest; the parser will say so.
        if let (_, isLong) = openString, !isLong { openString = nil }
    }

    private static func isTriple(_ line: [UInt8], _ position: Int) -> Bool {
        position + 2 < line.count && line[position + 1] == line[position]
            && line[position + 2] == line[position]
    }
}
