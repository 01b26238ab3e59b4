/// The result of a query.
public enum QueryResult<Node: QueryNode>: Sendable {
    /// Targets.
    case targets(TargetSet<Node>)
    /// Files.
    case files(FileSet)

    /// The union of results of the same sort, for queries with `%s` whose output format cannot tell
    /// them apart.
    ///
    /// - Returns: Nil if there are targets in one and files in another.
    public static func merged(_ results: [QueryResult]) -> QueryResult? {
        var merged: QueryResult?
        for result in results {
            switch (merged, result) {
            case (nil, _): merged = result
            case (.targets(let left), .targets(let right)): merged = .targets(left.union(right))
            case (.files(let left), .files(let right)):
                merged = .files(FileSet(left.paths + right.paths))
            default: return nil
            }
        }
        return merged ?? .targets(TargetSet())
    }
}

/// What an expression evaluates to.
///
/// A word stays a word until it is known what is wanted of it.
enum QueryValue<Node: QueryNode> {
    case none
    case word(String)
    case integer(Int)
    case targets(TargetSet<Node>)
    case files(FileSet)

    /// What a message calls it.
    var description: String {
        switch self {
        case .none: "`None`"
        case .word(let text): "the word `\(text)`"
        case .integer(let value): "the number \(value)"
        case .targets: "a set of targets"
        case .files: "a set of files"
        }
    }
}
