import ArgumentParser
import BuildEvents
import Diagnostics
import Query

/// What the three query commands have in common: the query, and how its result is printed.
struct QueryOptions: ParsableArguments {
    @OptionGroup var attributes: AttributeOptions
    @OptionGroup var starlark: StarlarkOptions

    @Option(
        name: .customLong("output-format"),
        help: "How to print: list, json, dot, dot_compact, starlark or html.")
    private var outputFormat: String?

    @Flag(help: "The same as --output-format json.")
    private var json = false

    @Flag(help: "The same as --output-format dot.")
    private var dot = false

    @Flag(
        name: [.customLong("dot-compact"), .customLong("dot_compact")],
        help: "The same as --output-format dot_compact.")
    private var dotCompact = false

    @Argument(help: "The query, such as \"deps(//app:app)\".")
    private var query: String

    @Argument(help: "What replaces `%s` or `%Ss`.")
    private var arguments: [String] = []

    /// How results are printed.
    ///
    /// - Throws: A diagnostic if the format is unknown, or an attribute is no regular expression.
    func output() throws(Diagnostic) -> QueryOutput {
        try QueryOutput(
            format(), attributes: attributes.patterns, showsCallStacks: starlark.showsCallStacks)
    }

    /// Asks the query, or one for each argument, and prints what comes of it.
    ///
    /// - Parameters:
    ///   - session: Where to print.
    ///   - environment: Makes the graph for one query, of the patterns in it.
    ///   - providers: The providers to print of nodes; nil to print none.
    /// - Returns: How the command ends.
    /// - Throws: What is wrong with the query or with what it asks for.
    func answer<Environment: QueryEnvironment>(
        in session: Session, environment: ([TargetLiteral]) async throws -> Environment,
        providers: (
            ([Environment.Node]) async throws -> [Environment.Node.Label: QueryProviders]
        )? =
            nil
    ) async throws -> CommandEnding {
        typealias Results = [(
            argument: String, result: Result<QueryResult<Environment.Node>, any Error>
        )]
        let output = try output()
        func ask(_ text: String) async throws -> QueryResult<Environment.Node> {
            let expression = try QueryExpression(parsing: text)
            return try await expression.evaluate(
                in: try await environment(expression.targetLiterals))
        }
        switch try QuerySubstitution(query: query, arguments: arguments) {
        case .single(let text):
            let result = try await ask(text)
            let shown = try await providers?(result.nodes)
            session.write(try output.render(result, providers: shown))
        case .multiple(let items):
            var results: Results = []
            for item in items {
                do {
                    results.append((item.argument, .success(try await ask(item.query))))
                } catch let error as CancellationError {
                    throw error
                } catch {
                    results.append((item.argument, .failure(error)))
                }
            }
            let nodes = results.flatMap { (try? $0.result.get())?.nodes ?? [] }
            let shown = try await providers?(nodes)
            let (text, failure) = try output.render(results, providers: shown)
            session.write(text)
            if let failure { throw failure }
        }
        return .exit(.success)
    }

    private func format() throws(Diagnostic) -> QueryOutputFormat {
        guard let name = outputFormat else {
            if json { return .json }
            if dot { return .dot }
            return dotCompact ? .dotCompact : .list
        }
        if let format = QueryOutputFormat(rawValue: name.lowercased().replacing("-", with: "_")) {
            return format
        }
        let names = QueryOutputFormat.allCases.map(\.rawValue)
        throw .error(
            "Unknown output format `\(name)`" + didYouMean(name, among: names),
            help: ["The formats are \(names.joined(separator: ", "))"])
    }
}

extension QueryResult {
    /// The nodes; none if it is files.
    fileprivate var nodes: [Node] {
        if case .targets(let targets) = self { targets.nodes } else { [] }
    }
}
