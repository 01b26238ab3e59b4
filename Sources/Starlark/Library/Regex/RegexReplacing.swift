extension RegexProgram {
    /// Writes a text with each match replaced.
    ///
    /// - Parameters:
    ///   - text: What is searched.
    ///   - replacement: May name groups: `$1`, `${1}`, `$name`, `${name}`; `$$` is a dollar sign.
    ///   - buffer: What the new text is added to.
    /// - Throws: `RegexFailure` if finding the matches takes too long.
    func replaceMatches(
        in text: UTF8Bytes, with replacement: UTF8Bytes, into buffer: inout TextBuffer
    ) throws {
        let scalars = Array(text.scalars)
        let template = RegexTemplate(Array(replacement.scalars), names: groupNames)
        var matcher = RegexMatcher(self, scalars)
        var position = 0
        var copied = 0
        var lastEnd = -1
        while position <= scalars.count, let match = try matcher.find(from: position) {
            if match.isEmpty, match.lowerBound == lastEnd {
                // Nothing, right after a match, is no match of its own.
                position += 1
                continue
            }
            lastEnd = match.upperBound
            for scalar in scalars[copied..<match.lowerBound] { buffer.append(scalar) }
            for part in template.parts {
                switch part {
                case .text(let scalar): buffer.append(scalar)
                case .group(0): for scalar in scalars[match] { buffer.append(scalar) }
                case .group(let number) where number <= groupCount:
                    for scalar in matcher.group(number) ?? [] { buffer.append(scalar) }
                case .group: break
                }
            }
            copied = match.upperBound
            position = match.isEmpty ? match.upperBound + 1 : match.upperBound
        }
        for scalar in scalars[copied...] { buffer.append(scalar) }
    }
}

/// The parts of a replacement.
private struct RegexTemplate {
    enum Part {
        case text(Unicode.Scalar)
        /// A group by number; one that is not there stands for nothing.
        case group(Int)
    }

    private(set) var parts: [Part] = []

    init(_ scalars: [Unicode.Scalar], names: [String: Int]) {
        var position = 0
        while position < scalars.count {
            let scalar = scalars[position]
            position += 1
            guard scalar == "$" else {
                parts.append(.text(scalar))
                continue
            }
            if position < scalars.count, scalars[position] == "$" {
                parts.append(.text("$"))
                position += 1
                continue
            }
            guard let (name, end) = RegexTemplate.name(scalars, position) else {
                parts.append(.text("$"))
                continue
            }
            parts.append(.group(Int(name) ?? names[name] ?? .max))
            position = end
        }
    }

    /// The name after a dollar sign, as long as possible unless in braces, and what comes after.
    private static func name(_ scalars: [Unicode.Scalar], _ start: Int) -> (String, Int)? {
        let isBraced = start < scalars.count && scalars[start] == "{"
        let first = isBraced ? start + 1 : start
        var end = first
        while end < scalars.count, isBraced ? scalars[end] != "}" : scalars[end].isNamePart {
            end += 1
        }
        guard end > first, !isBraced || end < scalars.count else { return nil }
        var name = ""
        name.unicodeScalars.append(contentsOf: scalars[first..<end])
        return (name, isBraced ? end + 1 : end)
    }
}

extension Unicode.Scalar {
    fileprivate var isNamePart: Bool {
        self == "_" || (isASCII && (isLetter || isNumber))
    }
}
