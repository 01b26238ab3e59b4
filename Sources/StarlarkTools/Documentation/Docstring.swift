/// What the string that opens a file or function says.
///
/// ```text
/// The summary: the first paragraph.          <- one line, however it was broken
///
/// Details: everything else, without the indentation that all of its lines have.
///
/// Args:
///     name: what it is for
///         and more of it
///     **kwargs: the rest
///
/// Returns:
///     what it returns
/// ```
/// `Arguments:` and `Return:` are the same; other sections stay among the details.
public struct Docstring: Hashable, Sendable {
    /// The first paragraph, as one line.
    public var summary: String
    /// The rest without the sections that are taken out, nothing if there is none.
    public var details: String?
    /// Of `Args:`: by the name of the parameter, without stars.
    public var arguments: [String: String] = [:]
    /// Of `Returns:`.
    public var result: String?

    /// Reads the text of a string; nothing if it is blank.
    public init?(_ text: String) {
        var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        lines = Array(lines.drop(while: isBlank))
        guard !lines.isEmpty else { return nil }
        let paragraph = lines.prefix { !isBlank($0) }
        summary = paragraph.map(trimmed).joined(separator: " ")
        details = nil
        takeSections(of: dedented(lines.dropFirst(paragraph.count)))
    }

    private mutating func takeSections(of lines: [Substring]) {
        var kept: [Substring] = []
        var index = lines.startIndex
        while index < lines.endIndex {
            let line = lines[index]
            index += 1
            guard let section = Section(heading: line) else {
                kept.append(line)
                continue
            }
            let start = index
            while index < lines.endIndex, isBlank(lines[index]) || isIndented(lines[index]) {
                index += 1
            }
            let body = dedented(lines[start..<index])
            switch section {
            case .arguments: takeArguments(body)
            case .result: result = text(body)
            }
        }
        details = text(kept)
    }

    private mutating func takeArguments(_ lines: [Substring]) {
        var name: String?
        var part: [Substring] = []
        func finished() -> String? {
            guard let first = part.first else { return nil }
            return text([first] + dedented(part.dropFirst()))
        }
        for line in lines {
            if !isIndented(line), let colon = line.firstIndex(of: ":") {
                let word = line[..<colon].drop { $0 == "*" }
                if !word.isEmpty, word.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) {
                    if let name { arguments[name] = finished() }
                    name = String(word)
                    part = [trimmed(line[line.index(after: colon)...])]
                    continue
                }
            }
            part.append(line)
        }
        if let name { arguments[name] = finished() }
    }

    private enum Section {
        case arguments
        case result

        init?(heading: Substring) {
            guard !isIndented(heading) else { return nil }
            switch trimmed(heading).lowercased() {
            case "args:", "arguments:": self = .arguments
            case "return:", "returns:": self = .result
            default: return nil
            }
        }
    }
}

private func isBlank(_ line: Substring) -> Bool {
    line.allSatisfy { $0 == " " || $0 == "\t" }
}

private func isIndented(_ line: Substring) -> Bool {
    line.first == " " || line.first == "\t"
}

private func trimmed(_ line: Substring) -> Substring {
    var line = line.drop { $0 == " " || $0 == "\t" }
    while let last = line.last, last == " " || last == "\t" { line.removeLast() }
    return line
}

/// Lines without the indentation that all of them have that are not blank.
private func dedented(_ lines: some Sequence<Substring>) -> [Substring] {
    let lines = Array(lines)
    let margin =
        lines.filter { !isBlank($0) }
        .map { line in line.prefix { $0 == " " || $0 == "\t" }.count }.min() ?? 0
    return lines.map { isBlank($0) ? "" : $0.dropFirst(margin) }
}

/// Lines as text without blank ones at the ends; nothing if nothing is left.
private func text(_ lines: some Sequence<Substring>) -> String? {
    var lines = Array(Array(lines).drop(while: isBlank))
    while let last = lines.last, isBlank(last) { lines.removeLast() }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
}
