extension Drawing {
    /// Shows the lines of a span: with carets under what is meant, or with a box around the ends of
    /// what goes on over several lines.
    ///
    /// ```text
    ///  --> defs.bzl:26:8
    ///    |
    /// 26 |   thing = rule(
    ///    |  _________^
    /// 27 | |     impl = _impl,
    /// 28 | | )
    ///    | |_^
    ///    |
    /// ```
    mutating func snippet(_ span: SourceSpan, label: String?, mark: Style) {
        let suffix = label.map { " " + $0 } ?? ""
        let first = span.start
        if span.file.isArgument {
            let excerpt = Excerpt(of: first.line, around: span)
            let gutter = String(repeating: " ", count: gutterWidth(span) + 3)
            let carets = carets(under: span, excerpt)
            text += "\(gutter)\(printable(excerpt.text))\n"
            text += "\(gutter)\(carets.padding)\(styled(carets.marks + suffix, mark))\n"
            return
        }
        let width = gutterWidth(span)
        let gutter = String(repeating: " ", count: width)
        let bar = styled("|", .blue)
        text += "\(gutter)\(styled("-->", .blue)) \(span)\n\(gutter) \(bar)\n"
        let last = lastLine(of: span)
        if last == first.line {
            let excerpt = Excerpt(of: first.line, around: span)
            let carets = carets(under: span, excerpt)
            text += "\(styled(String(first.line), .blue)) \(bar) \(printable(excerpt.text))\n"
            text += "\(gutter) \(bar) \(carets.padding)\(styled(carets.marks + suffix, mark))\n"
        } else {
            box(span, first.line...last, width: width, suffix: suffix, mark: mark)
        }
        text += "\(gutter) \(bar)\n"
    }

    /// Shows a span of several lines; the middle of one that is too long to read is left out.
    private mutating func box(
        _ span: SourceSpan, _ lines: ClosedRange<Int>, width: Int, suffix: String, mark: Style
    ) {
        let gutter = String(repeating: " ", count: width)
        let bar = styled("|", .blue)
        let start = carets(under: span, Excerpt(of: lines.lowerBound, around: span))
        let column = start.padding.unicodeScalars.count + 1
        for line in lines {
            let isOmitted =
                lines.count > Drawing.mostLines
                && (lines.lowerBound + 12...lines.upperBound - 4).contains(line)
            guard !isOmitted else {
                if line == lines.lowerBound + 12 { text += "\(styled("...", .blue))\n" }
                continue
            }
            let digits = String(line)
            let number = String(repeating: " ", count: width - digits.utf8.count) + digits
            let edge =
                line > lines.lowerBound
                ? styled("|", mark) : column == 1 ? styled("/", mark) : " "
            let source = printable(Excerpt(of: line, around: span).text)
            text += "\(styled(number, .blue)) \(bar) \(edge) \(source)\n"
            if line == lines.lowerBound, column > 1 {
                let rule = String(repeating: "_", count: column) + "^"
                text += "\(gutter) \(bar)  \(styled(rule, mark))\n"
            }
        }
        let end = carets(under: span, Excerpt(of: lines.upperBound, around: span))
        let rule = "|" + String(repeating: "_", count: end.marks.utf8.count) + "^" + suffix
        text += "\(gutter) \(bar) \(styled(rule, mark))\n"
    }

    /// How many lines are shown in full.
    private static let mostLines = 20

    /// The columns that the largest line number of a snippet takes.
    func gutterWidth(_ span: SourceSpan) -> Int {
        String(lastLine(of: span)).utf8.count
    }

    /// The line of the last byte; a line break at the end of a span shows nothing.
    private func lastLine(of span: SourceSpan) -> Int {
        guard !span.range.isEmpty else { return span.start.line }
        return span.file.position(ofByte: span.range.upperBound - 1).line
    }

    private func carets(
        under span: SourceSpan, _ excerpt: Excerpt
    ) -> (padding: String, marks: String) {
        let range = excerpt.range
        let start = max(range.lowerBound, min(span.range.lowerBound, range.upperBound))
        let end = max(start, min(span.range.upperBound, range.upperBound))
        let before = span.file.string(in: range.lowerBound..<start)
        let padding =
            (excerpt.isCutBefore ? " " : "")
            + before.unicodeScalars.map { $0 == "\t" ? "\t" : " " }.joined()
        let count = span.file.string(in: start..<end).unicodeScalars.count
        return (padding, String(repeating: "^", count: max(1, count)))
    }
}
