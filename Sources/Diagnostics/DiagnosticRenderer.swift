/// Prints diagnostics for people: traceback, message, source with carets, notes, help.
///
/// ```text
/// Traceback (most recent call last):
///   * root//app/BUCK:3, in <module>
///       greet("bob")
/// error: Unknown name `prnt`; did you mean `print`?
///  --> root//app/defs.bzl:7:5
///   |
/// 7 |     prnt(name)
///   |     ^^^^ not defined
///   |
///   = note: ...
///   = help: ...
/// ```
///
/// A word of a command line is shown without the name of a file and numbers of lines.
public struct DiagnosticRenderer: Sendable {
    /// Whether to use ANSI colours.
    public var color: Bool

    /// Makes a renderer for a terminal with or without colours.
    public init(color: Bool) {
        self.color = color
    }

    /// Renders one diagnostic.
    ///
    /// - Returns: Lines, each ended by a line break.
    public func render(_ diagnostic: Diagnostic) -> String {
        var out = Output(color: color)
        if !diagnostic.callStackRepeatsSpan { out.traceback(diagnostic.callStack) }
        switch diagnostic.severity {
        case .error: out.headline(.red, "error", diagnostic.message, code: diagnostic.code)
        case .warning: out.headline(.yellow, "warning", diagnostic.message, code: diagnostic.code)
        }
        if let span = diagnostic.span {
            out.snippet(span, label: diagnostic.label, mark: .red)
        }
        let indent = out.gutterWidth(diagnostic.span)
        for note in diagnostic.notes where note.span == nil {
            out.remark("note", note.message, indent: indent)
        }
        for help in diagnostic.help {
            out.remark("help", help, indent: indent)
        }
        for note in diagnostic.notes {
            guard let span = note.span else { continue }
            out.headline(.blue, "note", note.message, code: nil)
            out.snippet(span, label: nil, mark: .blue)
        }
        return out.text
    }

    /// Renders several diagnostics with an empty line between them.
    public func render(_ diagnostics: some Sequence<Diagnostic>) -> String {
        diagnostics.map(render).joined(separator: "\n")
    }
}

extension Diagnostic {
    /// Whether the only call is on the line that the snippet shows anyway.
    fileprivate var callStackRepeatsSpan: Bool {
        guard callStack.count == 1, let frame = callStack[0].span, let span else { return false }
        return frame.file.path == span.file.path && frame.start.line == span.start.line
    }
}

private enum Style: String {
    case red = "31"
    case yellow = "33"
    case blue = "34"
    case bold = "1"
}

private struct Output {
    let color: Bool
    var text = ""

    init(color: Bool) {
        self.color = color
    }

    func styled(_ string: String, _ style: Style) -> String {
        guard color, !string.isEmpty else { return string }
        let weight = style == .bold ? "" : "1;"
        return "\u{1B}[\(weight)\(style.rawValue)m\(string)\u{1B}[0m"
    }

    mutating func traceback(_ frames: [Diagnostic.Frame]) {
        guard !frames.isEmpty else { return }
        text += "Traceback (most recent call last):\n"
        for frame in frames {
            guard let span = frame.span else {
                text += "  * in \(frame.function)\n"
                continue
            }
            let line = span.start.line
            text += "  * \(span.file.path):\(line), in \(frame.function)\n"
            text += "      \(trimmed(Excerpt(of: line, around: span).text))\n"
        }
    }

    mutating func headline(_ style: Style, _ kind: String, _ message: String, code: String?) {
        let code = code.map { "[\($0)]" } ?? ""
        let shown = message.utf8.count <= 1 << 16 ? message : message.prefix(1 << 12) + "…"
        text += "\(styled(kind + code, style))\(styled(": " + shown, .bold))\n"
    }

    /// Shows the lines of a span, at most three of them, with carets under what is meant.
    mutating func snippet(_ span: SourceSpan, label: String?, mark: Style) {
        let first = span.start
        let last = span.range.isEmpty ? first.line : lastLine(of: span)
        let width = gutterWidth(span)
        let gutter = String(repeating: " ", count: width)
        let bar = styled("|", .blue)
        if span.file.isArgument {
            let excerpt = Excerpt(of: first.line, around: span)
            let carets = carets(under: span, line: first.line, excerpt)
            let suffix = label.map { " " + $0 } ?? ""
            text += "\(gutter)   \(printable(excerpt.text))\n"
            text += "\(gutter)   \(carets.padding)\(styled(carets.marks + suffix, mark))\n"
            return
        }
        text += "\(gutter)\(styled("-->", .blue)) \(span)\n\(gutter) \(bar)\n"
        for line in first.line...last {
            if last - first.line > 2, line > first.line, line < last {
                if line == first.line + 1 { text += "\(gutter) \(styled("...", .blue))\n" }
                continue
            }
            let number = String(line)
            let padding = String(repeating: " ", count: width - number.utf8.count)
            let excerpt = Excerpt(of: line, around: span)
            text += "\(padding)\(styled(number, .blue)) \(bar) \(printable(excerpt.text))\n"
            let carets = carets(under: span, line: line, excerpt)
            let suffix = line == last ? label.map { " " + $0 } ?? "" : ""
            text += "\(gutter) \(bar) \(carets.padding)\(styled(carets.marks + suffix, mark))\n"
        }
        text += "\(gutter) \(bar)\n"
    }

    mutating func remark(_ kind: String, _ message: String, indent: Int) {
        let gutter = String(repeating: " ", count: indent + 1)
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
        text += "\(gutter)= \(styled(kind, .bold)): \(lines.first ?? "")\n"
        for line in lines.dropFirst() {
            text += "\(gutter)  \(String(repeating: " ", count: kind.utf8.count + 2))\(line)\n"
        }
    }

    /// The columns that the largest line number of a snippet takes.
    func gutterWidth(_ span: SourceSpan?) -> Int {
        guard let span else { return 1 }
        return String(lastLine(of: span)).utf8.count
    }

    /// The line of the last byte; a line break at the end of a span shows nothing.
    private func lastLine(of span: SourceSpan) -> Int {
        let end = max(span.range.lowerBound, span.range.upperBound - 1)
        return span.file.position(ofByte: end).line
    }

    private func carets(
        under span: SourceSpan, line: Int, _ excerpt: Excerpt
    ) -> (padding: String, marks: String) {
        let range = excerpt.range
        var start = max(range.lowerBound, min(span.range.lowerBound, range.upperBound))
        let end = max(start, min(span.range.upperBound, range.upperBound))
        if line > span.start.line {
            while start < end, isBlank(span.file.text[start]) { start += 1 }
        }
        let before = span.file.string(in: range.lowerBound..<start)
        let padding =
            (excerpt.isCutBefore ? " " : "")
            + before.unicodeScalars.map { $0 == "\t" ? "\t" : " " }.joined()
        let count = span.file.string(in: start..<end).unicodeScalars.count
        return (padding, String(repeating: "^", count: max(1, count)))
    }

    private func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    private func trimmed(_ line: String) -> String {
        printable(String(line.drop { $0 == " " || $0 == "\t" }))
    }

    /// Replaces control characters, which could do anything to a terminal.
    private func printable(_ line: String) -> String {
        var out = ""
        for scalar in line.unicodeScalars {
            let isControl = (scalar.value < 32 && scalar != "\t") || scalar.value == 127
            out.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
        }
        return out
    }
}

/// What is shown of a line: all of it, or the part around a span if it is very long.
private struct Excerpt {
    private static let longestBytes = 400
    private static let bytesBefore = 100

    let file: SourceFile
    /// Bytes of the file.
    let range: Range<Int>
    let isCutBefore: Bool
    let isCutAfter: Bool

    init(of line: Int, around span: SourceSpan) {
        file = span.file
        let whole = span.file.rangeOfLine(line)
        guard whole.count > Excerpt.longestBytes else {
            range = whole
            isCutBefore = false
            isCutAfter = false
            return
        }
        /// The beginning of the character that a byte is part of.
        func character(_ offset: Int) -> Int {
            var offset = offset
            while offset > whole.lowerBound, offset < whole.upperBound,
                span.file.text[offset] & 0xC0 == 0x80
            {
                offset -= 1
            }
            return offset
        }
        let meant = max(whole.lowerBound, min(span.range.lowerBound, whole.upperBound))
        let start = character(max(whole.lowerBound, meant - Excerpt.bytesBefore))
        let end = character(min(whole.upperBound, start + Excerpt.longestBytes))
        range = start..<end
        isCutBefore = start > whole.lowerBound
        isCutAfter = end < whole.upperBound
    }

    var text: String {
        (isCutBefore ? "…" : "") + file.string(in: range) + (isCutAfter ? "…" : "")
    }
}
