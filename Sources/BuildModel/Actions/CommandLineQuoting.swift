extension CommandLineOptions.Quoting {
    /// Quotes an argument.
    public func quote(_ text: String) -> String {
        switch self {
        case .shell: quoteForShell(text)
        case .json: quoteAsJSON(text)
        }
    }
}

/// Double quotes, where anything means something to a shell.
///
/// Buck2 promises this very form, because argument files of tools other than shells are written
/// with it.
private func quoteForShell(_ text: String) -> String {
    if text.isEmpty { return "\"\"" }
    guard text.utf8.contains(where: special.contains) else { return text }
    var quoted: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
        if escaped.contains(byte) { quoted.append(UInt8(ascii: "\\")) }
        quoted.append(byte)
    }
    quoted.append(UInt8(ascii: "\""))
    return String(decoding: quoted, as: UTF8.self)
}

private let special = Set("|&;<>()$`\\\"' \t\r\n*?[#~=%".utf8)
private let escaped = Set("$`\"\\".utf8)

/// A JSON string literal.
func quoteAsJSON(_ text: String) -> String {
    var quoted: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\""): quoted += "\\\"".utf8
        case UInt8(ascii: "\\"): quoted += "\\\\".utf8
        case 0x08: quoted += "\\b".utf8
        case 0x09: quoted += "\\t".utf8
        case 0x0A: quoted += "\\n".utf8
        case 0x0C: quoted += "\\f".utf8
        case 0x0D: quoted += "\\r".utf8
        case 0..<0x20:
            let digits = String(byte, radix: 16)
            quoted += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
        default: quoted.append(byte)
        }
    }
    quoted.append(UInt8(ascii: "\""))
    return String(decoding: quoted, as: UTF8.self)
}
