public import Diagnostics

extension CommandLineOptions.Replacement {
    /// Checks the expression, so that a mistake is found where it was written.
    ///
    /// - Throws: When the expression cannot be read.
    public func check() throws(Diagnostic) {
        _ = try PatternReplacement(self)
    }
}

/// One `replace_regex` of a command line, ready to run.
///
/// Patterns and replacements are written for Rust's `regex`, whose syntax rule authors know; what
/// Swift's engine reads differently (possessive and look-around forms) does not exist there.
struct PatternReplacement {
    private enum Part {
        case text(String)
        case group(Int)
        case namedGroup(String)
    }

    private let expression: Regex<AnyRegexOutput>
    private let parts: [Part]

    init(_ replacement: CommandLineOptions.Replacement) throws(Diagnostic) {
        do {
            expression = try Regex(replacement.pattern).matchingSemantics(.unicodeScalar)
        } catch {
            throw .error("`replace_regex` pattern `\(replacement.pattern)` is malformed: \(error)")
        }
        parts = Self.parse(replacement.replacement)
    }

    func apply(to text: String) -> String {
        text.replacing(expression) { match in
            var result = ""
            for part in parts {
                switch part {
                case .text(let text): result += text
                case .group(let number):
                    if number < match.output.count {
                        result += match.output[number].substring ?? ""
                    }
                case .namedGroup(let name): result += match.output[name]?.substring ?? ""
                }
            }
            return result
        }
    }

    /// Reads `$1`, `$name`, `${name}` and `$$`; an unbraced name is as long as it can be.
    private static func parse(_ replacement: String) -> [Part] {
        var parts: [Part] = []
        var text = ""
        var rest = replacement[...]
        while let character = rest.popFirst() {
            guard character == "$" else {
                text.append(character)
                continue
            }
            if rest.first == "$" {
                rest.removeFirst()
                text.append("$")
                continue
            }
            let name: Substring
            if rest.first == "{", let end = rest.firstIndex(of: "}") {
                name = rest[rest.index(after: rest.startIndex)..<end]
                rest = rest[rest.index(after: end)...]
            } else {
                name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
                rest = rest[name.endIndex...]
            }
            guard !name.isEmpty else {
                text.append("$")
                continue
            }
            if !text.isEmpty { parts.append(.text(text)) }
            text = ""
            parts.append(Int(name).map { .group($0) } ?? .namedGroup(String(name)))
        }
        if !text.isEmpty { parts.append(.text(text)) }
        return parts
    }
}
