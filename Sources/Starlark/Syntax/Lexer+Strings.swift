import Diagnostics

/// How a string literal is written.
struct StringStyle: BitwiseCopyable {
    var isRaw = false
    var isBytes = false
    var isFormatted = false
    var isTriple = false
    var quote: UInt8 = 0

    init() {}

    /// The style that one or two letters before a quote ask for, if they do.
    init?(prefix first: UInt8, _ second: UInt8) {
        for letter in [first, second] where letter != 0 {
            switch letter {
            case UInt8(ascii: "r") where !isRaw: isRaw = true
            case UInt8(ascii: "b") where !isBytes && !isFormatted: isBytes = true
            case UInt8(ascii: "f") where !isBytes && !isFormatted: isFormatted = true
            default: return nil
            }
        }
    }
}

/// String literals.
///
/// Escapes are Starlark's; as in Buck2, an unknown one stands for itself, and `\x` and octal
/// escapes in a string name code points. In a raw string a backslash keeps a quote from closing
/// the string, and both stay (the language specification, "String literals"). A line break is a
/// line feed whether the file has CRLF or not.
extension Lexer {
    /// A piece of a formatted string.
    enum FormattedPart {
        /// Text, in `text`.
        case text
        /// A `{` has been read; an expression and a `}` follow.
        case hole
        case end
    }

    private enum Stop {
        case quote
        case hole
        case unterminated
    }

    /// Reads a string whose quote follows the prefix; of a formatted one, only the opening.
    mutating func readString(_ style: StringStyle, prefixLength: Int) {
        var style = style
        start = position
        position += prefixLength
        style.quote = base[position]
        style.isTriple = peek(1) == style.quote && peek(2) == style.quote
        position += style.isTriple ? 3 : 1
        if style.isFormatted {
            kind = .formattedString
            self.style = style
            tokenEnd = position
            return
        }
        kind = style.isBytes ? .bytes : .string
        if !scanPlain(style) {
            let first = decoded.count
            if decode(style) == .unterminated { reportUnterminated(style) }
            text = TextRef(decoded: first..<decoded.count)
        }
        tokenEnd = position
    }

    /// Reads the next piece of a formatted string.
    mutating func readFormattedPart(_ style: StringStyle) -> FormattedPart {
        start = position
        if peek(0) == UInt8(ascii: "{"), peek(1) != UInt8(ascii: "{") {
            brackets.append(Bracket(kind: .leftBrace, position: position))
            position += 1
            return .hole
        }
        let first = decoded.count
        let stop = decode(style)
        text = TextRef(decoded: first..<decoded.count)
        tokenEnd = position
        switch stop {
        case .hole:
            return .text
        case .quote:
            if text.count == 0 { return .end }
            // The quote is read again, as the next part.
            position -= style.isTriple ? 3 : 1
            return .text
        case .unterminated:
            reportUnterminated(style)
            return .end
        }
    }

    /// Reads a string that stands in the source as it is.
    ///
    /// - Returns: Whether it did; otherwise nothing has been read.
    private mutating func scanPlain(_ style: StringStyle) -> Bool {
        var index = position
        while index < end {
            let byte = base[index]
            if byte == style.quote {
                if !style.isTriple {
                    text = TextRef(source: position..<index)
                    position = index + 1
                    return true
                }
                if index + 2 < end, base[index + 1] == byte, base[index + 2] == byte {
                    text = TextRef(source: position..<index)
                    position = index + 3
                    return true
                }
            } else if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\r") {
                return false
            } else if byte == UInt8(ascii: "\n"), !style.isTriple {
                return false
            }
            index += 1
        }
        return false
    }

    /// Appends the value of a string to `decoded`, up to its end or the next hole.
    private mutating func decode(_ style: StringStyle) -> Stop {
        while position < end {
            let byte = base[position]
            switch byte {
            case style.quote where !style.isTriple:
                position += 1
                return .quote
            case style.quote where peek(1) == byte && peek(2) == byte:
                position += 3
                return .quote
            case UInt8(ascii: "\n") where !style.isTriple:
                return .unterminated
            case UInt8(ascii: "\r") where peek(1) == UInt8(ascii: "\n"):
                position += 1
            case UInt8(ascii: "{") where style.isFormatted:
                if peek(1) != byte { return .hole }
                decoded.append(byte)
                position += 2
            case UInt8(ascii: "}") where style.isFormatted:
                if peek(1) != byte {
                    report(
                        .error(
                            "Single `}` in a formatted string",
                            at: span(position..<position + 1), help: ["write `}}` for a brace"]))
                    position -= 1
                }
                decoded.append(byte)
                position += 2
            case UInt8(ascii: "\\") where position + 1 < end:
                style.isRaw ? decodeRaw(style) : decodeEscape(style)
            default:
                decoded.append(byte)
                position += 1
            }
        }
        return .unterminated
    }

    /// Takes a backslash and what follows as they are.
    private mutating func decodeRaw(_ style: StringStyle) {
        decoded.append(base[position])
        position += 1
        let isBrace = peek(0) == UInt8(ascii: "{") || peek(0) == UInt8(ascii: "}")
        if style.isFormatted, isBrace { return }
        if peek(0) == UInt8(ascii: "\r"), peek(1) == UInt8(ascii: "\n") { position += 1 }
        decoded.append(base[position])
        position += 1
    }

    private mutating func decodeEscape(_ style: StringStyle) {
        let escape = position
        let byte = peek(1)
        position += 2
        switch byte {
        case UInt8(ascii: "n"): decoded.append(10)
        case UInt8(ascii: "r"): decoded.append(13)
        case UInt8(ascii: "t"): decoded.append(9)
        case UInt8(ascii: "a"): decoded.append(7)
        case UInt8(ascii: "b"): decoded.append(8)
        case UInt8(ascii: "f"): decoded.append(12)
        case UInt8(ascii: "v"): decoded.append(11)
        case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): decoded.append(byte)
        case UInt8(ascii: "\n"): break
        case UInt8(ascii: "\r") where peek(0) == UInt8(ascii: "\n"): position += 1
        case UInt8(ascii: "x"): decodeDigits(2...2, radix: 16, from: escape, style)
        case UInt8(ascii: "u"): decodeDigits(4...4, radix: 16, from: escape, style)
        case UInt8(ascii: "U"): decodeDigits(8...8, radix: 16, from: escape, style)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            position -= 1
            decodeDigits(1...3, radix: 8, from: escape, style)
        default:
            decoded.append(UInt8(ascii: "\\"))
            position -= 1
        }
    }

    private mutating func decodeDigits(
        _ counts: ClosedRange<Int>, radix: UInt32, from escape: Int, _ style: StringStyle
    ) {
        var value: UInt32 = 0
        var count = 0
        while count < counts.upperBound, let digit = Lexer.digitValue(peek(0)), digit < radix {
            value = value &* radix &+ digit
            count += 1
            position += 1
        }
        let isByte = style.isBytes && counts.upperBound < 4
        if counts.contains(count), isByte, value < 256 {
            decoded.append(UInt8(value))
        } else if counts.contains(count), !isByte, let scalar = Unicode.Scalar(value) {
            decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        } else {
            let range = span(escape..<max(position, escape + 2))
            let needs = counts.lowerBound == 1 ? "" : "; it needs \(counts.upperBound) digits"
            let reason = counts.contains(count) ? ", which names no character" : needs
            report(.error("Invalid escape `\(range.text)`\(reason)", at: range))
        }
    }

    private mutating func reportUnterminated(_ style: StringStyle) {
        let opening = style.isTriple ? min(end, start + 3) : position
        report(
            .error(
                "String is never closed", at: span(start..<max(opening, start + 1)),
                help: style.isTriple
                    ? [] : ["a string over several lines has three quotes on each side"]))
    }
}

extension Lexer {
    /// The value of a digit in any base up to 36.
    static func digitValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
