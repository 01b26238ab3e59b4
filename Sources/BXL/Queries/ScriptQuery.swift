import Analysis
import BuildModel
import Diagnostics
import GraphQueries
import Incremental
import Loading
import Query
import Starlark

/// A call of a query function by a script: the text of a query in which words stand for the sets
/// that the script has at hand.
struct ScriptQuery<Node: QueryNode>: Sendable {
    private let function: String
    private var arguments: [String] = []
    private(set) var given: [String: QueryResult<Node>] = [:]

    /// A call without arguments yet.
    init(_ function: String) { self.function = function }

    /// Adds nodes.
    mutating func add(_ nodes: [Node]) { add(.targets(TargetSet(nodes))) }

    /// Adds files.
    mutating func add(_ files: FileSet) { add(.files(files)) }

    private mutating func add(_ result: QueryResult<Node>) {
        // No pattern and no path that a script can write has these brackets.
        let word = "<\(given.count)>"
        given[word] = result
        arguments.append("'\(word)'")
    }

    /// Adds a word.
    ///
    /// - Throws: When it has quotes of both kinds, which no query can express.
    mutating func add(word: String) throws {
        guard word.contains("'") else { return arguments.append("'\(word)'") }
        guard !word.contains("\"") else {
            throw Failure("A query cannot have a word with both kinds of quotes: `\(word)`")
        }
        arguments.append("\"\(word)\"")
    }

    /// Adds the depth and the filter of a traversal, as far as they are given.
    mutating func add(depth: Int?, filter: String?) {
        guard depth != nil || filter != nil else { return }
        arguments.append(depth.map { "\($0)" } ?? "None")
        if let filter { arguments.append(filter) }
    }

    /// Adds the filter of a path, if it is given.
    mutating func add(filter: String?) {
        if let filter { arguments.append(filter) }
    }

    /// Answers the call.
    ///
    /// - Throws: A diagnostic about the query, or what the environment throws.
    func answer<Environment: QueryEnvironment>(
        in environment: Environment
    ) async throws -> QueryResult<Node> where Environment.Node == Node {
        let text = "\(function)(\(arguments.joined(separator: ", ")))"
        return try await QueryExpression(parsing: text).evaluate(in: environment, given: given)
    }
}

/// What a script gives where files are expected: a path, or a set that a query has found.
enum FileArgument: Sendable {
    case path(String)
    case files(FileSet)

    init(_ arguments: Arguments, _ slot: Int) throws {
        if let text = arguments[slot].asString {
            self = .path(text)
        } else if let set = arguments[slot].native(as: FileSetObject.self) {
            self = .files(set.files)
        } else {
            throw arguments.mismatch(slot, "a path or a set of files")
        }
    }

    /// The files, a path as one below the root of the script's cell.
    func files(in environment: TargetQueryEnvironment) async throws -> FileSet {
        switch self {
        case .path(let text): FileSet(try await environment.files(matching: text))
        case .files(let files): files
        }
    }
}
