/// The value of an attribute as queries see and print it.
public indirect enum QueryAttribute: Hashable, Sendable {
    /// No value.
    case null
    /// A truth value.
    case bool(Bool)
    /// A number.
    case integer(Int)
    /// A string that the user gave as such.
    case string(String)
    /// A label, a path, an argument: text that is always quoted.
    case reference(String)
    /// A list.
    case list([QueryAttribute])
    /// A tuple.
    case tuple([QueryAttribute])
    /// Patterns of targets, such as those of `visibility`.
    case patterns([Pattern])
    /// A dictionary in its order.
    case dictionary([Entry])
    /// The branches of a `select()`, the one of `DEFAULT` last.
    case select([Entry])
    /// What `+` makes where a `select()` is on one side.
    case concatenation([QueryAttribute])
    /// `select_fail()` or `select_incompatible()`, and the message.
    case refusal(function: String, message: String)

    /// One of several patterns.
    public enum Pattern: Hashable, Sendable {
        /// A pattern as it is written.
        case text(String)
        /// Names of targets, in some packages or in all: `target_name_glob`.
        case nameGlob([String], within: [String])

        /// As it is written in Starlark.
        var literal: String {
            func list(_ texts: [String]) -> String {
                "[" + texts.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
            }
            switch self {
            case .text(let text): return "\"\(text)\""
            case .nameGlob(let globs, let scopes):
                let within = scopes.isEmpty ? "" : ", within = \(list(scopes))"
                return "target_name_glob(\(list(globs))\(within))"
            }
        }
    }

    /// A key of a dictionary and its value.
    public struct Entry: Hashable, Sendable {
        /// The key.
        public let key: String
        /// The value.
        public let value: QueryAttribute

        /// A key and its value.
        public init(_ key: String, _ value: QueryAttribute) {
            self.key = key
            self.value = value
        }
    }

    /// Whether any string in it, however deep, satisfies a condition; keys count too.
    ///
    /// `attrfilter` finds a value in a list or a dictionary like this.
    public func contains(where condition: (String) -> Bool) -> Bool {
        switch self {
        case .null: condition("None")
        case .bool(let flag): condition(flag ? "True" : "False")
        case .integer(let number): condition(String(number))
        case .string(let text), .reference(let text), .refusal(_, let text): condition(text)
        case .patterns(let patterns):
            patterns.contains { pattern in
                switch pattern {
                case .text(let text): condition(text)
                case .nameGlob: condition(pattern.literal)
                }
            }
        case .list(let elements), .tuple(let elements), .concatenation(let elements):
            elements.contains { $0.contains(where: condition) }
        case .dictionary(let entries), .select(let entries):
            entries.contains { condition($0.key) || $0.value.contains(where: condition) }
        }
    }
}
