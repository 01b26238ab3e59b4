public import Diagnostics

/// How a result is printed.
public enum QueryOutputFormat: String, Sendable, CaseIterable {
    /// One label or path a line.
    case list
    /// An array of labels, or an object of labels and attributes if attributes are asked for.
    case json
    /// A graph for Graphviz.
    case dot
    /// The same with numbers for labels.
    case dotCompact = "dot_compact"
    /// The calls that would declare the targets.
    case starlark
    /// A page that shows the graph in a browser.
    case html
}

/// The providers of a target, as a result shows them.
public struct QueryProviders: Sendable {
    /// The text, over several lines.
    public let text: String
    /// The object of all providers.
    public let json: QueryJSON

    /// Providers in both forms.
    public init(text: String, json: QueryJSON) {
        self.text = text
        self.json = json
    }
}

/// Prints results as Buck2 does.
public struct QueryOutput: Sendable {
    private let format: QueryOutputFormat
    private let patterns: [String]
    private let showsCallStacks: Bool

    /// Output in a format.
    ///
    /// - Parameters:
    ///   - format: How; a list with attributes is JSON, as in Buck2.
    ///   - attributes: Regular expressions for the names of attributes to print; none for none.
    ///   - showsCallStacks: Whether the calls that declared a target are printed with it.
    /// - Throws: If one is no regular expression.
    public init(
        _ format: QueryOutputFormat, attributes: [String] = [], showsCallStacks: Bool = false
    ) throws(Diagnostic) {
        _ = try AttributeFilter(attributes)
        patterns = attributes
        self.format = format == .list && !attributes.isEmpty ? .json : format
        self.showsCallStacks = showsCallStacks
    }

    /// The text for one result, with a line feed at the end unless it is empty.
    ///
    /// - Parameters:
    ///   - result: What to print.
    ///   - providers: What is printed of nodes besides, if it was asked for.
    /// - Returns: The whole text.
    /// - Throws: If the format cannot show files.
    public func render<Node>(
        _ result: QueryResult<Node>, providers: [Node.Label: QueryProviders]? = nil
    ) throws(Diagnostic) -> String {
        let renderer = QueryRenderer<Node>(
            attributes: try AttributeFilter(patterns), showsCallStacks: showsCallStacks,
            providers: providers)
        switch (result, format) {
        case (.files, _) where !patterns.isEmpty:
            throw .error(
                "The query result is a set of files, which have no attributes to output")
        case (.targets(let targets), .list):
            return targets.nodes.map { renderer.item($0) + "\n" }.joined()
        case (.files(let files), .list), (.files(let files), .starlark):
            return files.paths.map { $0 + "\n" }.joined()
        case (_, .json): return renderer.json(result).indented + "\n"
        case (.targets(let targets), .dot), (.targets(let targets), .dotCompact):
            let graph = DotGraph(targets, attributes: renderer.attributes)
            return graph.render(isCompact: format == .dotCompact)
        case (.targets(let targets), .html): return HTMLGraph(targets).page
        case (.targets(let targets), .starlark):
            return targets.nodes.map(renderer.starlark).joined(separator: "\n\n")
        case (.files, _):
            throw .error("The output format `\(format.rawValue)` shows targets, not files")
        }
    }

    /// The text for the results of a query with `%s`, by argument: an object in JSON, else the
    /// union.
    ///
    /// - Returns: The text, and the error of the last argument whose query failed: in JSON the
    ///   results of the others are shown all the same.
    /// - Throws: If the format cannot show it; without JSON the error of the first that failed.
    public func render<Node>(
        _ results: [(argument: String, result: Result<QueryResult<Node>, any Error>)],
        providers: [Node.Label: QueryProviders]? = nil
    ) throws -> (text: String, failure: (any Error)?) {
        guard format == .json, patterns.isEmpty else {
            guard let merged = QueryResult.merged(try results.map { try $0.result.get() }) else {
                throw Diagnostic.error(
                    "The query gives targets for one argument and files for another")
            }
            return (try render(merged, providers: providers), nil)
        }
        let renderer = QueryRenderer<Node>(
            attributes: try AttributeFilter([]), showsCallStacks: showsCallStacks,
            providers: providers)
        var members: [(key: String, value: QueryJSON)] = []
        var failure: (any Error)?
        for (argument, result) in results {
            switch result {
            case .success(let result): members.append((argument, renderer.json(result)))
            case .failure(let error):
                members.append((argument, .object([("$error", .string("\(error)"))])))
                failure = error
            }
        }
        return (QueryJSON.object(members).indented + "\n", failure)
    }
}

/// Renders nodes, with what is to be shown of each.
private struct QueryRenderer<Node: QueryNode> {
    let attributes: AttributeFilter
    let showsCallStacks: Bool
    let providers: [Node.Label: QueryProviders]?

    /// The label of a node, and what is shown below it.
    func item(_ node: Node) -> String {
        var text = node.label.description
        if showsCallStacks || providers != nil { text += "\n" }
        if showsCallStacks, let stack = node.callStack { text += stack.indented(by: "  ") }
        if let providers = providers?[node.label] { text += providers.text.indented(by: "  ") }
        return text
    }

    func json(_ result: QueryResult<Node>) -> QueryJSON {
        switch result {
        case .files(let files): return .array(files.paths.map(QueryJSON.string))
        case .targets(let targets)
        where attributes.isEmpty && !showsCallStacks && providers == nil:
            return .array(targets.labels.map { .string($0.description) })
        case .targets(let targets):
            return .object(targets.nodes.map { ($0.label.description, .object(members(of: $0))) })
        }
    }

    private func members(of node: Node) -> [(key: String, value: QueryJSON)] {
        var members: [(key: String, value: QueryJSON)] = attributes.chosen(of: node).map {
            ($0.key, .value($0.value))
        }
        if showsCallStacks {
            let stack = node.callStack.map { QueryAttribute.string($0) } ?? .null
            members.append(("buck.target_call_stack", .value(stack)))
        }
        if let providers = providers?[node.label] {
            members.append(("buck.providers", providers.json))
        }
        return members
    }

    /// The call that declares a target, its name first, then the other attributes by name.
    func starlark(_ node: Node) -> String {
        var text = ""
        if showsCallStacks, let stack = node.callStack { text += stack.indented(by: "#  ") }
        text += "\(node.ruleType)(\n"
        let given = node.givenAttributes
        let sorted =
            given.filter { $0.name == "name" }
            + given.filter { $0.name != "name" }.sorted { $0.name < $1.name }
        for attribute in sorted {
            let value = attribute.value.starlark(.init(isPretty: true))
            text += "\(attribute.name) = \(value),".indented(by: "  ") + "\n"
        }
        return text + ")\n"
    }
}
