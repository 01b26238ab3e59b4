/// JSON as queries print it: objects in a given order, and values of attributes.
public indirect enum QueryJSON: Sendable {
    /// The value of an attribute; its dictionaries are sorted by key, as in Buck2.
    case value(QueryAttribute)
    /// An array.
    case array([QueryJSON])
    /// An object in its order.
    case object([(key: String, value: QueryJSON)])

    /// A string.
    public static func string(_ text: String) -> QueryJSON { .value(.string(text)) }

    /// The text on one line, with no space in it.
    public var line: String {
        var writer = JSONWriter(isPretty: false)
        writer.write(self)
        return writer.text
    }

    /// The text with an element a line, indented by two spaces a level; no line feed at its end.
    public var indented: String {
        var writer = JSONWriter(isPretty: true)
        writer.write(self)
        return writer.text
    }
}

extension QueryJSON {
    /// What a value is made of, as the encoding of selects has it.
    fileprivate static func parts(of attribute: QueryAttribute) -> QueryJSON? {
        switch attribute {
        case .null, .bool, .integer, .string, .reference: nil
        case .list(let elements), .tuple(let elements): .array(elements.map { .value($0) })
        case .patterns(let patterns): .array(patterns.map(json))
        case .dictionary(let entries): sorted(entries)
        case .select(let entries):
            .object([("__type", .string("selector")), ("entries", sorted(entries))])
        case .concatenation(let elements):
            .object([
                ("__type", .string("concat")), ("items", .array(elements.map { .value($0) })),
            ])
        case .refusal(let function, let message):
            .object([("__type", .string(function)), ("message", .string(message))])
        }
    }

    private static func json(_ pattern: QueryAttribute.Pattern) -> QueryJSON {
        func list(_ texts: [String]) -> QueryJSON { .array(texts.map { .string($0) }) }
        switch pattern {
        case .text(let text): return .string(text)
        case .nameGlob(let globs, let scopes):
            return .object([
                ("__type", .string("target_name_glob")), ("name_globs", list(globs)),
                ("within", list(scopes)),
            ])
        }
    }

    private static func sorted(_ entries: [QueryAttribute.Entry]) -> QueryJSON {
        .object(entries.sorted { $0.key < $1.key }.map { ($0.key, .value($0.value)) })
    }
}

/// Writes JSON on one line or on many.
private struct JSONWriter {
    private(set) var text = ""
    private let isPretty: Bool
    private var level = 0

    init(isPretty: Bool) {
        self.isPretty = isPretty
    }

    mutating func write(_ json: QueryJSON) {
        switch json {
        case .value(let attribute): write(attribute)
        case .array(let elements):
            enclose("[", "]", elements) { writer, element in writer.write(element) }
        case .object(let members):
            enclose("{", "}", members) { writer, member in
                writer.write(member.key)
                writer.text += writer.isPretty ? ": " : ":"
                writer.write(member.value)
            }
        }
    }

    private mutating func write(_ attribute: QueryAttribute) {
        switch attribute {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .integer(let number): text += String(number)
        case .string(let string), .reference(let string): write(string)
        default: if let parts = QueryJSON.parts(of: attribute) { write(parts) }
        }
    }

    private mutating func enclose<Element>(
        _ open: String, _ close: String, _ elements: [Element],
        _ body: (inout JSONWriter, Element) -> Void
    ) {
        text += open
        level += 1
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            breakLine()
            body(&self, element)
        }
        level -= 1
        if !elements.isEmpty { breakLine() }
        text += close
    }

    private mutating func breakLine() {
        if isPretty { text += "\n" + String(repeating: "  ", count: level) }
    }

    private mutating func write(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{8}": text += "\\b"
            case "\u{C}": text += "\\f"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
