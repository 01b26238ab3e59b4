import Diagnostics

/// A line of a `.buckconfig`, as written.
enum ConfigDirective: Hashable {
    /// `[name]`: what follows belongs to this section.
    case section(String)
    /// `key = value`, the value without the white space around it.
    case assignment(key: String, value: String, SourceSpan)
    /// `<file:path>`, or with a question mark where the file may be absent.
    case include(path: String, isOptional: Bool, SourceSpan)

    /// Splits the text of a `.buckconfig` into its directives.
    ///
    /// The rules are Buck2's: a `\` at the end of a line joins it with the next, lines that begin
    /// with `#` or `;` are comments, and only a section's line may end in a comment.
    static func parse(_ file: SourceFile) throws(Diagnostic) -> [ConfigDirective] {
        var directives: [ConfigDirective] = []
        for (text, span) in logicalLines(of: file) {
            if let directive = try parse(line: text, at: span) { directives.append(directive) }
        }
        return directives
    }

    /// Joins continued lines and drops comments; a span covers a whole logical line.
    private static func logicalLines(of file: SourceFile) -> [(String, SourceSpan)] {
        var lines: [(String, SourceSpan)] = []
        var pending: (text: String, start: Int)?
        var offset = 0
        for raw in file.text.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        {
            let trimmed = trim(raw[...])
            let start = pending?.start ?? offset + (trimmed.startIndex - raw.startIndex)
            let end = offset + (trimmed.endIndex - raw.startIndex)
            let text = (pending?.text ?? "") + String(decoding: trimmed, as: UTF8.self)
            pending = nil
            if text.utf8.last == UInt8(ascii: "\\"), raw.endIndex != file.text.endIndex {
                pending = (String(text.dropLast()), start)
            } else if let first = text.utf8.first, !"#;".utf8.contains(first) {
                lines.append((text, SourceSpan(file: file, range: start..<max(start, end))))
            }
            offset += raw.count + 1
        }
        return lines
    }

    private static func parse(
        line: String, at span: SourceSpan
    ) throws(Diagnostic) -> ConfigDirective? {
        if line.hasPrefix("[") {
            let body = line.split(separator: " #", maxSplits: 1)[0]
            guard body.hasSuffix("]") else {
                throw Diagnostic.error("Section without its `]`: `\(line)`", at: span)
            }
            return .section(String(body.dropFirst().dropLast()))
        }
        if line.hasPrefix("<"), line.hasSuffix(">") {
            let body = line.dropFirst().dropLast()
            for (prefix, isOptional) in [("file:", false), ("?file:", true)]
            where body.hasPrefix(prefix) && body.count > prefix.count {
                return .include(
                    path: String(body.dropFirst(prefix.count)), isOptional: isOptional, span)
            }
        }
        guard let equals = line.utf8.firstIndex(of: UInt8(ascii: "=")) else {
            throw Diagnostic.error(
                "Expected `[section]`, `key = value` or `<file:path>`, found `\(line)`", at: span)
        }
        let key = trim(String(line[..<equals]))
        guard !key.isEmpty else {
            throw Diagnostic.error("Expected a key before `=` in `\(line)`", at: span)
        }
        let value = trim(String(line[line.utf8.index(after: equals)...]))
        return .assignment(key: key, value: value, span)
    }

    private static func trim(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
        var bytes = bytes
        while let first = bytes.first, isSpace(first) { bytes.removeFirst() }
        while let last = bytes.last, isSpace(last) { bytes.removeLast() }
        return bytes
    }

    /// `text` without the white space around it.
    static func trim(_ text: String) -> String {
        String(decoding: trim(Array(text.utf8)[...]), as: UTF8.self)
    }
}
