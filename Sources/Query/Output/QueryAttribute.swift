/// The value of an attribute, as JSON can say it.
public indirect enum QueryAttribute: Hashable, Sendable {
    /// No value.
    case null
    /// A truth value.
    case bool(Bool)
    /// A number.
    case integer(Int)
    /// A string, a label, a path.
    case string(String)
    /// A list, a tuple.
    case list([QueryAttribute])
    /// A dictionary in its order.
    case dictionary([Entry])

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
        case .string(let text): condition(text)
        case .list(let elements): elements.contains { $0.contains(where: condition) }
        case .dictionary(let entries):
            entries.contains { condition($0.key) || $0.value.contains(where: condition) }
        }
    }
}

extension QueryAttribute {
    /// Writes JSON, indented by two spaces a level.
    func write(into text: inout String, indent: String = "") {
        switch self {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .integer(let number): text += String(number)
        case .string(let string): Self.write(string, into: &text)
        case .list(let elements):
            Self.write(elements, "[", "]", into: &text, indent: indent) { element, text, indent in
                element.write(into: &text, indent: indent)
            }
        case .dictionary(let entries):
            Self.write(entries, "{", "}", into: &text, indent: indent) { entry, text, indent in
                Self.write(entry.key, into: &text)
                text += ": "
                entry.value.write(into: &text, indent: indent)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], _ open: String, _ close: String, into text: inout String,
        indent: String, _ body: (Element, inout String, String) -> Void
    ) {
        text += open
        for (index, element) in elements.enumerated() {
            text += index == 0 ? "\n" : ",\n"
            text += indent + "  "
            body(element, &text, indent + "  ")
        }
        if !elements.isEmpty { text += "\n" + indent }
        text += close
    }

    private static func write(_ string: String, into text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
