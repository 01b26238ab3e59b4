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
}

/// Prints results as Buck2 does.
public struct QueryOutput: Sendable {
    private let format: QueryOutputFormat
    private let attributePatterns: [String]

    /// Output in a format.
    ///
    /// - Parameters:
    ///   - format: How; a list with attributes is JSON, as in Buck2.
    ///   - attributes: Regular expressions for the names of attributes to print; none for none.
    /// - Throws: If one is no regular expression.
    public init(_ format: QueryOutputFormat, attributes: [String] = []) throws(Diagnostic) {
        for pattern in attributes {
            do { _ = try PartialPattern(pattern) } catch {
                throw .error("`\(pattern)` is no regular expression: \(error)")
            }
        }
        self.format = format == .list && !attributes.isEmpty ? .json : format
        attributePatterns = attributes
    }

    /// The text for one result, with a line feed at the end unless it is empty.
    ///
    /// - Throws: If the format cannot show files.
    public func render<Node>(_ result: QueryResult<Node>) throws(Diagnostic) -> String {
        switch (result, format) {
        case (.targets(let targets), .list): return Self.lines(targets.labels.map(\.description))
        case (.files(let files), .list): return Self.lines(files.paths)
        case (_, .json): return Self.text(json(result))
        case (.targets(let targets), .dot), (.targets(let targets), .dotCompact):
            let graph = DotGraph(targets) { attributes(of: $0) }
            return graph.render(isCompact: format == .dotCompact)
        case (.files, _):
            throw .error("The output format `\(format.rawValue)` shows targets, not files")
        }
    }

    /// The text for the results of a query with `%s`, by argument: an object in JSON, else the
    /// union.
    public func render<Node>(
        _ results: [(argument: String, result: QueryResult<Node>)]
    ) throws(Diagnostic) -> String {
        if format == .json, attributePatterns.isEmpty {
            let entries = results.map { QueryAttribute.Entry($0.argument, json($0.result)) }
            return Self.text(.dictionary(entries))
        }
        guard let merged = QueryResult.merged(results.map(\.result)) else {
            throw .error("The query gives targets for one argument and files for another")
        }
        return try render(merged)
    }

    private func json<Node>(_ result: QueryResult<Node>) -> QueryAttribute {
        switch result {
        case .files(let files): return .list(files.paths.map { .string($0) })
        case .targets(let targets) where attributePatterns.isEmpty:
            return .list(targets.labels.map { .string($0.description) })
        case .targets(let targets):
            return .dictionary(
                targets.nodes.map { node in
                    QueryAttribute.Entry(
                        node.label.description, .dictionary(attributes(of: node)))
                })
        }
    }

    /// The attributes to print, those of the rule's own name order last, special ones first.
    private func attributes(of node: some QueryNode) -> [QueryAttribute.Entry] {
        let patterns = attributePatterns.compactMap { try? PartialPattern($0) }
        if patterns.isEmpty { return [] }
        return node.attributes
            .filter { attribute in patterns.contains { $0.matches(attribute.name) } }
            .map { QueryAttribute.Entry($0.name, $0.value) }
    }

    private static func lines(_ lines: [String]) -> String {
        lines.map { $0 + "\n" }.joined()
    }

    private static func text(_ value: QueryAttribute) -> String {
        var text = ""
        value.write(into: &text)
        return text + "\n"
    }
}
