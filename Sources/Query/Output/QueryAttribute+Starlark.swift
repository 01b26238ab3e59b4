extension QueryAttribute {
    /// How values are written out as Starlark.
    public struct StarlarkStyle: Sendable {
        /// Whether several elements stand on a line each.
        public var isPretty: Bool
        /// Whether strings, but not labels and paths, go without quotes.
        public var leavesOutQuotes: Bool

        /// A style.
        public init(isPretty: Bool = false, leavesOutQuotes: Bool = false) {
            self.isPretty = isPretty
            self.leavesOutQuotes = leavesOutQuotes
        }
    }

    /// The value as Starlark code that would give it.
    ///
    /// Strings are quoted but not escaped, as in Buck2: this is for people to read.
    public func starlark(_ style: StarlarkStyle = StarlarkStyle()) -> String {
        switch self {
        case .null: return "None"
        case .bool(let flag): return flag ? "True" : "False"
        case .integer(let number): return String(number)
        case .string(let text): return style.leavesOutQuotes ? text : "\"\(text)\""
        case .reference(let text): return "\"\(text)\""
        case .list(let elements):
            return Self.enclosed("[", "]", elements.map { $0.starlark(style) }, style)
        case .tuple(let elements):
            return Self.enclosed("(", ")", elements.map { $0.starlark(style) }, style)
        case .patterns(let patterns):
            return "[\(patterns.map(\.literal).joined(separator: ", "))]"
        case .dictionary(let entries): return Self.dictionary(entries, style)
        case .select(let entries): return "select(\(Self.dictionary(entries, style)))"
        case .concatenation(let parts):
            return parts.map { $0.starlark(style) }.joined(separator: "+")
        case .refusal(let function, let message): return "\(function)(\"\(message)\")"
        }
    }

    private static func dictionary(_ entries: [Entry], _ style: StarlarkStyle) -> String {
        enclosed("{", "}", entries.map { "\"\($0.key)\": \($0.value.starlark(style))" }, style)
    }

    /// Nothing between the brackets, one element beside them, or each on its own line.
    private static func enclosed(
        _ open: String, _ close: String, _ elements: [String], _ style: StarlarkStyle
    ) -> String {
        guard style.isPretty else {
            return open + elements.joined(separator: ", ") + close
        }
        switch elements.count {
        case 0: return open + close
        case 1: return "\(open) \(elements[0]) \(close)"
        default:
            let lines = elements.joined(separator: ",\n").indented(by: "  ")
            return "\(open)\n\(lines)\n\(close)"
        }
    }
}

extension String {
    /// The text with a prefix before each line that is not empty.
    public func indented(by prefix: String) -> String {
        split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : prefix + $0 }.joined(separator: "\n")
    }
}
