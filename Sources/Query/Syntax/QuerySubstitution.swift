public import Diagnostics

/// A query after its placeholders were replaced by the arguments behind it on the command line.
public enum QuerySubstitution: Hashable, Sendable {
    /// One query.
    case single(String)
    /// One query for each argument, whose results are reported by argument where the output format
    /// can, else together.
    case multiple([Item])

    /// The query for one argument.
    public struct Item: Hashable, Sendable {
        /// The argument.
        public let argument: String
        /// The query with the argument in it.
        public let query: String
    }

    /// Replaces `%Ss` by a set of all arguments, or `%s` by each argument in turn.
    ///
    /// - Throws: If there are arguments but no placeholder, the reverse, or an argument has one.
    public init(query: String, arguments: [String]) throws(Diagnostic) {
        if query.contains("%Ss") {
            let set = "set(\(arguments.map(Self.quoted).joined(separator: " ")))"
            self = .single(query.replacing("%Ss", with: set))
        } else if query.contains("%s") {
            if arguments.isEmpty {
                throw .error("The query has the placeholder `%s`, but no argument follows it")
            }
            if let argument = arguments.first(where: { $0.contains("%s") }) {
                throw .error("The query argument `\(argument)` has a placeholder itself")
            }
            self = .multiple(
                arguments.map { Item(argument: $0, query: query.replacing("%s", with: $0)) })
        } else if let first = arguments.first {
            throw .error(
                "The argument `\(first)` has no place in the query",
                help: ["Write `%s` where each argument goes, or `%Ss` for a set of all of them."])
        } else {
            self = .single(query)
        }
    }

    private static func quoted(_ argument: String) -> String {
        argument.contains("'") ? "\"\(argument)\"" : "'\(argument)'"
    }
}
