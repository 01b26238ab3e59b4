import ArgumentParser
import BuildEvents
import BuildModel
import DaemonProtocol
import Diagnostics
import Query

/// `bld query`: questions about the graph of targets before configuration.
struct QueryCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Answers questions about the graph of targets.",
        discussion: """
            Functions: deps, rdeps, allpaths, somepath, kind, filter, attrfilter, nattrfilter, \
            attrregexfilter, inputs, buildfile, owner, testsof. Operators: + - ^ or union, except, \
            intersect. `%s` in the query is replaced by each argument in turn, `%Ss` by the set of \
            all.
            """,
        aliases: ["uquery"])

    @OptionGroup var common: CommonOptions

    @Option(
        name: .customLong("output-format"), help: "How to print: list, json, dot or dot_compact.")
    var outputFormat: String?

    @Flag(help: "The same as --output-format json.")
    var json = false

    @Flag(help: "The same as --output-format dot.")
    var dot = false

    @Option(
        name: [.customShort("a"), .customLong("output-attribute")],
        help: ArgumentHelp(
            "Print the attributes whose names match, as JSON.", valueName: "regex"))
    var attributes: [String] = []

    @Flag(
        name: [.customShort("A"), .customLong("output-all-attributes")],
        help: "Print all attributes, as JSON.")
    var allAttributes = false

    @Argument(help: "The query, such as \"deps(//app:app)\".")
    var query: String

    @Argument(help: "What replaces `%s` or `%Ss`.")
    var arguments: [String] = []

    func run(in session: Session) async throws -> CommandEnding {
        let output = try QueryOutput(format(), attributes: allAttributes ? [".*"] : attributes)
        return try await Workspace.open(for: session, common: common) { workspace in
            let environment = TargetQueryEnvironment(workspace: workspace)
            switch try QuerySubstitution(query: query, arguments: arguments) {
            case .single(let text):
                let result = try await QueryExpression(parsing: text).evaluate(in: environment)
                session.write(try output.render(result))
            case .multiple(let items):
                var results: [(argument: String, result: QueryResult<TargetQueryNode>)] = []
                for item in items {
                    let expression = try QueryExpression(parsing: item.query)
                    results.append((item.argument, try await expression.evaluate(in: environment)))
                }
                session.write(try output.render(results))
            }
            return .exit(.success)
        }
    }

    private func format() throws -> QueryOutputFormat {
        if let name = outputFormat {
            guard let format = QueryOutputFormat(rawValue: name) else {
                let names = QueryOutputFormat.allCases.map(\.rawValue)
                let hint = nearestName(to: name, among: names).map { "; did you mean `\($0)`?" }
                throw Diagnostic.error(
                    "Unknown output format `\(name)`\(hint ?? "")",
                    help: ["The formats are \(names.joined(separator: ", "))"])
            }
            return format
        }
        if json { return .json }
        return dot ? .dot : .list
    }
}
