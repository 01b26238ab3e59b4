/// Targets and the edges among them in Graphviz's language, as Buck2 writes it.
struct DotGraph<Node: QueryNode> {
    private let targets: TargetSet<Node>
    private let attributes: AttributeFilter

    init(_ targets: TargetSet<Node>, attributes: AttributeFilter) {
        self.targets = targets
        self.attributes = attributes
    }

    /// The graph, each node followed by its edges.
    ///
    /// - Parameter isCompact: Names nodes by numbers, counted from 1 as they occur, and labels
    ///   them.
    /// - Returns: Lines from `digraph` to `}`.
    func render(isCompact: Bool) -> String {
        var numbers: [String: Int] = [:]
        func name(_ label: Node.Label) -> String {
            let text = escaped(label.description)
            guard isCompact else { return text }
            let number = numbers[text] ?? numbers.count + 1
            numbers[text] = number
            return String(number)
        }
        var text = "digraph result_graph {\n"
        for node in targets.nodes {
            var list = ["style=filled", "color=\"#DFECDF\""]
            list += attributes.chosen(of: node).map { entry in
                "\(escaped("buck_" + entry.key))=\(escaped(entry.value.starlark(.init(leavesOutQuotes: true))))"
            }
            if isCompact { list.append("label=\(escaped(node.label.description))") }
            text += "  \(name(node.label)) [\(list.joined(separator: ","))];\n"
            for dependency in node.dependencies(.all) where targets.contains(dependency) {
                text += "  \(name(node.label)) -> \(name(dependency));\n"
            }
        }
        return text + "}\n"
    }
}

/// An identifier of the language; what is not one by its letters is quoted.
private func escaped(_ name: String) -> String {
    let isPlain = name.utf8.enumerated().allSatisfy { index, byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
            || index > 0 && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    if isPlain && !name.isEmpty { return name }
    return "\"\(name.replacing("\"", with: "\\\""))\""
}
