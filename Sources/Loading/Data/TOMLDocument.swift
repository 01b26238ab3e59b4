/// Where a text is no TOML, and why.
struct TOMLError: Error, Equatable {
    /// The byte at which it is noticed.
    let offset: Int
    /// What is wrong, or was expected.
    let reason: String
}

/// A TOML document, read into a table.
///
/// Source: TOML v1.0.0. Dates and times become strings, as in Buck2.
struct TOMLDocument {
    /// A value of the document.
    indirect enum Item {
        case string(String)
        /// An integer or a float, as JSON writes it.
        case number(String)
        case bool(Bool)
        case array([Item])
        case table(Table)
    }

    /// Names and values in the order in which they are written.
    struct Table {
        var names: [String] = []
        var items: [String: Item] = [:]
        /// Whether nothing can be added any more: it was written in braces.
        var isClosed = false
        /// Whether a header or its own keys have defined it; then a second header is an error.
        var isDefined = false

        mutating func set(_ name: String, _ item: Item) {
            if items.updateValue(item, forKey: name) == nil { names.append(name) }
        }
    }

    private(set) var root = Table()

    /// Reads a document.
    ///
    /// - Throws: The first error.
    init(_ bytes: [UInt8]) throws(TOMLError) {
        var reader = TOMLReader(bytes)
        var path: [String] = []
        while true {
            reader.skipBlank()
            guard let byte = reader.peek else { return }
            if byte == UInt8(ascii: "[") {
                path = try readHeader(&reader)
            } else {
                let start = reader.offset
                let key = try reader.key()
                try reader.expect("=")
                let item = try reader.value()
                try insert(item, at: path + key, inside: path.count, start)
            }
            try reader.endOfLine()
        }
    }

    private mutating func readHeader(_ reader: inout TOMLReader) throws(TOMLError) -> [String] {
        let start = reader.offset
        reader.advance()
        let isArray = reader.peek == UInt8(ascii: "[")
        if isArray { reader.advance() }
        let path = try reader.key()
        try reader.expect("]")
        if isArray { try reader.expect("]") }
        if isArray {
            try Self.appendTable(to: &root, path[...], start)
        } else {
            try Self.change(&root, path[...], start) { table throws(TOMLError) in
                guard !table.isDefined, !table.isClosed else {
                    throw TOMLError(
                        offset: start,
                        reason: "the table `\(path.joined(separator: "."))` is defined twice")
                }
                table.isDefined = true
            }
        }
        return path
    }

    private mutating func insert(
        _ item: Item, at path: [String], inside count: Int, _ start: Int
    ) throws(TOMLError) {
        guard let name = path.last else { return }
        try Self.change(&root, path.dropLast(), start) { table throws(TOMLError) in
            guard table.items[name] == nil, !table.isClosed else {
                throw TOMLError(
                    offset: start,
                    reason: "the key `\(path.dropFirst(count).joined(separator: "."))` is set twice"
                )
            }
            table.set(name, item)
        }
    }

    /// Changes the table at a path, making those that are missing on the way.
    ///
    /// The way through an array of tables leads into its last one.
    private static func change(
        _ table: inout Table, _ path: ArraySlice<String>, _ start: Int,
        _ body: (inout Table) throws(TOMLError) -> Void
    ) throws(TOMLError) {
        guard let name = path.first else { return try body(&table) }
        var inner: Table
        switch table.items[name] {
        case nil: inner = Table()
        case .table(let known): inner = known
        case .array(var elements):
            guard case .table(var last)? = elements.popLast() else {
                throw TOMLError(offset: start, reason: "`\(name)` is no table")
            }
            try change(&last, path.dropFirst(), start, body)
            table.set(name, .array(elements + [.table(last)]))
            return
        default: throw TOMLError(offset: start, reason: "`\(name)` is no table")
        }
        guard !inner.isClosed else {
            throw TOMLError(
                offset: start, reason: "the table `\(name)` is written in braces, and complete")
        }
        try change(&inner, path.dropFirst(), start, body)
        table.set(name, .table(inner))
    }

    private static func appendTable(
        to table: inout Table, _ path: ArraySlice<String>, _ start: Int
    ) throws(TOMLError) {
        guard let name = path.last else { return }
        try change(&table, path.dropLast(), start) { table throws(TOMLError) in
            switch table.items[name] {
            case nil: table.set(name, .array([.table(Table(isDefined: true))]))
            case .array(let elements):
                if case .table(let last)? = elements.last, !last.isClosed {
                    table.set(name, .array(elements + [.table(Table(isDefined: true))]))
                } else {
                    fallthrough
                }
            default: throw TOMLError(offset: start, reason: "`\(name)` is no array of tables")
            }
        }
    }

    /// The document as JSON.
    var json: String { Item.table(root).json }
}

extension TOMLDocument.Item {
    /// The value as JSON.
    var json: String {
        switch self {
        case .string(let text): Self.quoted(text)
        case .number(let text): text
        case .bool(let value): value ? "true" : "false"
        case .array(let items): "[" + items.map(\.json).joined(separator: ",") + "]"
        case .table(let table):
            "{"
                + table.names.map { name in
                    Self.quoted(name) + ":" + (table.items[name]?.json ?? "null")
                }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
