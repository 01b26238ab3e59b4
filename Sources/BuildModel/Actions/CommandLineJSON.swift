public import Diagnostics

/// A JSON value that may contain artifacts and command lines: what `write_json` writes.
public indirect enum JSONContent: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, in JSON's notation.
    case number(String)
    /// Text.
    case string(String)
    /// Values in order.
    case array([JSONContent])
    /// Members in order.
    case object([(name: String, value: JSONContent)])
    /// Members in order, whose names are put together of arguments, such as paths of artifacts.
    case table([(name: CommandLine, value: JSONContent)])
    /// A list of arguments.
    case arguments(CommandLine)
    /// Arguments put together without anything between them, such as the path of an artifact.
    case text(CommandLine)
    /// The values of all nodes of a transitive set.
    case set(JSONContentSet, TransitiveOrdering)
}

/// One JSON projection of a transitive set: the value of a node, and its children.
public final class JSONContentSet: TransitiveNode, Sendable {
    /// The value of this node; `nil` for a node without a value.
    public let value: JSONContent?
    /// Written by `deinit` only, when no one else can hold the node; see ``CommandLineSet``.
    private nonisolated(unsafe) var links: [JSONContentSet]

    /// Makes a node.
    public init(value: JSONContent?, children: [JSONContentSet]) {
        self.value = value
        self.links = children
    }

    /// The sets below this one, left to right.
    public var children: [JSONContentSet] { links }

    /// Releases long chains in a loop.
    deinit {
        var pending = links
        links = []
        while var node = pending.popLast() {
            guard isKnownUniquelyReferenced(&node) else { continue }
            pending += node.links
            node.links = []
        }
    }
}

extension JSONContent {
    /// Writes the value.
    ///
    /// - Parameters:
    ///   - layout: Says where artifacts lie.
    ///   - absoluteRoot: The project root when paths are to be absolute.
    ///   - isPretty: Two spaces a level and a line end at the end, or all on one line.
    /// - Returns: The JSON text.
    /// - Throws: What ``CommandLine/expand(layout:absoluteRoot:)`` throws.
    public func text(
        layout: ArtifactLayout, absoluteRoot: AbsolutePath? = nil, isPretty: Bool = false
    ) throws(Diagnostic) -> String {
        var writer = JSONWriter(layout: layout, absoluteRoot: absoluteRoot, isPretty: isPretty)
        try writer.write(self, depth: 0)
        if isPretty { writer.text += "\n" }
        return writer.text
    }

    /// The command line that reads and writes what this value contains, for those who use it all.
    public var mentioned: CommandLine {
        var elements: [CommandLine.Element] = []
        var stack = [self]
        var seen: Set<ObjectIdentifier> = []
        while let value = stack.popLast() {
            switch value {
            case .null, .bool, .number, .string: break
            case .array(let values): stack += values.reversed()
            case .object(let members): stack += members.reversed().map(\.value)
            case .table(let members):
                stack += members.reversed().map(\.value)
                elements += members.map { .nested($0.name) }
            case .arguments(let line), .text(let line): elements.append(.nested(line))
            case .set(let set, _):
                guard seen.insert(ObjectIdentifier(set)).inserted else { continue }
                stack += set.children.reversed().map { .set($0, .preorder) }
                if let value = set.value { stack.append(value) }
            }
        }
        return CommandLine(hidden: elements)
    }
}

private struct JSONWriter {
    let layout: ArtifactLayout
    let absoluteRoot: AbsolutePath?
    let isPretty: Bool
    var text = ""

    init(layout: ArtifactLayout, absoluteRoot: AbsolutePath?, isPretty: Bool) {
        self.layout = layout
        self.absoluteRoot = absoluteRoot
        self.isPretty = isPretty
    }

    mutating func write(_ value: JSONContent, depth: Int) throws(Diagnostic) {
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let digits): text += digits
        case .string(let string): text += quoteAsJSON(string)
        case .array(let values): try writeArray(values, depth: depth)
        case .object(let members): try writeObject(members, depth: depth)
        case .table(let members):
            var named: [(name: String, value: JSONContent)] = []
            for (name, value) in members { named.append((try expand(name).joined(), value)) }
            try writeObject(named, depth: depth)
        case .arguments(let line):
            try writeArray(try expand(line).map { .string($0) }, depth: depth)
        case .text(let line): text += quoteAsJSON(try expand(line).joined())
        case .set(let set, let ordering):
            var values: [JSONContent] = []
            ordering.visit(set) { node in
                if let value = node.value { values.append(value) }
            }
            try writeArray(values, depth: depth)
        }
    }

    private func expand(_ line: CommandLine) throws(Diagnostic) -> [String] {
        try line.expand(layout: layout, absoluteRoot: absoluteRoot)
    }

    private mutating func writeArray(_ values: [JSONContent], depth: Int) throws(Diagnostic) {
        text += "["
        for (index, value) in values.enumerated() {
            startItem(index, depth: depth)
            try write(value, depth: depth + 1)
        }
        end("]", isEmpty: values.isEmpty, depth: depth)
    }

    private mutating func writeObject(
        _ members: [(name: String, value: JSONContent)], depth: Int
    ) throws(Diagnostic) {
        text += "{"
        for (index, member) in members.enumerated() {
            startItem(index, depth: depth)
            text += quoteAsJSON(member.name) + (isPretty ? ": " : ":")
            try write(member.value, depth: depth + 1)
        }
        end("}", isEmpty: members.isEmpty, depth: depth)
    }

    private mutating func startItem(_ index: Int, depth: Int) {
        if index > 0 { text += "," }
        if isPretty { text += "\n" + String(repeating: "  ", count: depth + 1) }
    }

    private mutating func end(_ bracket: String, isEmpty: Bool, depth: Int) {
        if isPretty, !isEmpty { text += "\n" + String(repeating: "  ", count: depth) }
        text += bracket
    }
}

extension WriteAction {
    /// The content of the file.
    ///
    /// - Parameters:
    ///   - layout: Says where artifacts lie.
    ///   - projectRoot: Used only if the action asks for absolute paths.
    /// - Returns: The text to write.
    /// - Throws: What ``CommandLine/expand(layout:absoluteRoot:)`` throws.
    public func text(
        layout: ArtifactLayout, projectRoot: AbsolutePath
    ) throws(Diagnostic) -> String {
        let root = usesAbsolutePaths ? projectRoot : nil
        switch content {
        case .lines(let line):
            return try line.expand(layout: layout, absoluteRoot: root).joined(separator: "\n")
        case .json(let value, let isPretty):
            return try value.text(layout: layout, absoluteRoot: root, isPretty: isPretty)
        }
    }
}
