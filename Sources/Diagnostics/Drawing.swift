/// The parts of rendered diagnostics, one below the other.
struct Drawing {
    /// How a mark or a word stands out, as ANSI calls it.
    enum Style: String {
        case red = "31"
        case yellow = "33"
        case blue = "34"
        case bold = "1"
    }

    let color: Bool
    var text = ""

    init(color: Bool) {
        self.color = color
    }

    /// A message that fits on a few screens.
    static func shortened(_ message: String) -> String {
        message.utf8.count <= 1 << 16 ? message : message.prefix(1 << 12) + "…"
    }

    /// A message with its place and the calls that lead there, without remarks.
    ///
    /// Source: the layout of errors of the `starlark` crate, which Buck2 shows.
    mutating func located(_ diagnostic: Diagnostic) {
        switch diagnostic.origin {
        case .expression: traceback(diagnostic.callStack.dropLast())
        case .builtin: traceback(diagnostic.callStack[...])
        case .host: break
        }
        headline(diagnostic)
        if let span = diagnostic.span { snippet(span, label: diagnostic.label, mark: .red) }
        if diagnostic.origin == .host { traceback(diagnostic.callStack[...]) }
    }

    mutating func traceback(_ frames: [Diagnostic.Frame]) { traceback(frames[...]) }

    private mutating func traceback(_ frames: ArraySlice<Diagnostic.Frame>) {
        guard !frames.isEmpty else { return }
        text += "Traceback (most recent call last):\n"
        for frame in frames {
            guard let span = frame.span else {
                text += "  File <builtin>, in \(frame.function)\n"
                continue
            }
            let line = span.start.line
            let source = trimmed(Excerpt(of: line, around: span).text)
            text += "  * \(span.file.path):\(line), in \(frame.function)\n"
            text += "      \(source.count > 80 ? source.prefix(77) + "..." : source)\n"
        }
    }

    mutating func headline(_ diagnostic: Diagnostic) {
        switch diagnostic.severity {
        case .error: headline(.red, "error", diagnostic.message, code: diagnostic.code)
        case .warning: headline(.yellow, "warning", diagnostic.message, code: diagnostic.code)
        }
    }

    private mutating func headline(
        _ style: Style, _ kind: String, _ message: String, code: String?
    ) {
        let code = code.map { "[\($0)]" } ?? ""
        text += styled(kind + code, style)
        text += "\(styled(": " + Drawing.shortened(message), .bold))\n"
    }

    /// What is said around a message: notes, help, then notes with places of their own.
    mutating func remarks(of diagnostic: Diagnostic) {
        let indent = diagnostic.hasChain ? 0 : diagnostic.span.map(gutterWidth) ?? 1
        for note in diagnostic.notes where note.span == nil {
            remark("note", note.message, indent: indent)
        }
        for help in diagnostic.help { remark("help", help, indent: indent) }
        for note in diagnostic.notes {
            guard let span = note.span else { continue }
            headline(.blue, "note", note.message, code: nil)
            snippet(span, label: nil, mark: .blue)
        }
    }

    private mutating func remark(_ kind: String, _ message: String, indent: Int) {
        let gutter = String(repeating: " ", count: indent + 1)
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
        text += "\(gutter)= \(styled(kind, .bold)): \(lines.first ?? "")\n"
        for line in lines.dropFirst() {
            text += "\(gutter)  \(String(repeating: " ", count: kind.utf8.count + 2))\(line)\n"
        }
    }

    func styled(_ string: String, _ style: Style) -> String {
        guard color, !string.isEmpty else { return string }
        let weight = style == .bold ? "" : "1;"
        return "\u{1B}[\(weight)\(style.rawValue)m\(string)\u{1B}[0m"
    }

    private func trimmed(_ line: String) -> String {
        let rest = line.drop { $0 == " " || $0 == "\t" }
        let end = rest.lastIndex { !$0.isWhitespace }.map { rest.index(after: $0) }
        return printable(String(rest[..<(end ?? rest.startIndex)]))
    }

    /// Replaces control characters, which could do anything to a terminal.
    func printable(_ line: String) -> String {
        var out = ""
        for scalar in line.unicodeScalars {
            let isControl = (scalar.value < 32 && scalar != "\t") || scalar.value == 127
            out.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
        }
        return out
    }
}
