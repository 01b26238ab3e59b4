import Starlark

/// A pattern for one line of a tool's messages, in the notation of Vim's `errorformat`.
///
/// Known are `%f` file, `%l` and `%e` lines, `%c` and `%k` columns, `%t` type, `%n` number,
/// `%m` message, and `%%`; each stands for the shortest text after
/// which the rest fits.
struct ErrorFormat {
    private enum Part {
        case text(String)
        case field(Character)
    }

    private let parts: [Part]

    /// Reads a pattern.
    ///
    /// - Throws: When it has a field that is not known.
    init(_ pattern: String) throws {
        var parts: [Part] = []
        var text = ""
        var rest = pattern[...]
        while let character = rest.popFirst() {
            guard character == "%", let field = rest.popFirst() else {
                text.append(character)
                continue
            }
            if field == "%" {
                text.append(field)
                continue
            }
            guard "flecktnm".contains(field) else {
                throw Failure("Unknown field `%\(field)` in error format `\(pattern)`")
            }
            if !text.isEmpty { parts.append(.text(text)) }
            text = ""
            parts.append(.field(field))
        }
        if !text.isEmpty { parts.append(.text(text)) }
        self.parts = parts
    }

    /// The error that a line tells of; nothing if the line is of another form.
    func match(_ line: String, category: String) -> ActionSubError? {
        var error = ActionSubError(category: category, isShown: false)
        return fill(&error, parts[...], line[...]) ? error : nil
    }

    private func fill(
        _ error: inout ActionSubError, _ parts: ArraySlice<Part>, _ line: Substring
    ) -> Bool {
        guard let part = parts.first else { return line.isEmpty }
        let rest = parts.dropFirst()
        switch part {
        case .text(let text):
            return line.hasPrefix(text) && fill(&error, rest, line.dropFirst(text.count))
        case .field(let field):
            var end = line.startIndex
            while end < line.endIndex {
                end = line.index(after: end)
                var attempt = error
                if set(field, to: line[..<end], in: &attempt),
                    fill(&attempt, rest, line[end...])
                {
                    error = attempt
                    return true
                }
            }
            return false
        }
    }

    private func set(
        _ field: Character, to text: Substring, in error: inout ActionSubError
    ) -> Bool {
        let number = Int(text)
        switch field {
        case "f": error.file = String(text)
        case "m": error.message = String(text)
        case "l": error.line = number
        case "e": error.endLine = number
        case "c": error.column = number
        case "k": error.endColumn = number
        case "n": error.errorNumber = number
        default:
            error.errorType = String(text)
            return text.count == 1
        }
        return "fm".contains(field) || number != nil
    }
}
