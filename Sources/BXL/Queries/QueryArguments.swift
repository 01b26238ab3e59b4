import Query
import Starlark

/// What the arguments of a query method are, in the order of its parameters.
enum QueryParameter {
    /// Targets.
    case targets
    /// Files.
    case files
    /// A word: a regular expression, or the name or value of an attribute.
    case word
    /// How far a traversal goes and what it follows: two parameters.
    case depthAndFilter
    /// What a path follows.
    case filter

    /// How signatures write it, under a name.
    func text(_ name: String) -> String {
        switch self {
        case .targets, .files, .word: name
        case .depthAndFilter: "depth = None, filter = None"
        case .filter: "filter = None"
        }
    }
}

/// A query function as a method of scripts.
struct QueryMethod {
    /// The function of the query language, which is the method's name too.
    let name: String
    /// Its parameters by name.
    let parameters: [(name: String, kind: QueryParameter)]

    /// The parameters in text.
    var signature: String {
        parameters.map { $0.kind.text($0.name) }.joined(separator: ", ")
    }

    /// The functions that graphs of targets know.
    static let ofTargets: [QueryMethod] = [
        QueryMethod("allpaths", ("from", .targets), ("to", .targets), ("", .filter)),
        QueryMethod("somepath", ("from", .targets), ("to", .targets), ("", .filter)),
        QueryMethod("attrfilter", ("attr", .word), ("value", .word), ("targets", .targets)),
        QueryMethod("nattrfilter", ("attr", .word), ("value", .word), ("targets", .targets)),
        QueryMethod(
            "attrregexfilter", ("attribute", .word), ("value", .word), ("targets", .targets)),
        QueryMethod("kind", ("regex", .word), ("targets", .targets)),
        QueryMethod("filter", ("regex", .word), ("targets", .targets)),
        QueryMethod("inputs", ("targets", .targets)),
        QueryMethod("testsof", ("targets", .targets)),
        QueryMethod("buildfile", ("targets", .targets)),
        QueryMethod("allbuildfiles", ("universe", .targets)),
        QueryMethod("rbuildfiles", ("universe", .files), ("argset", .files)),
        QueryMethod("deps", ("universe", .targets), ("", .depthAndFilter)),
        QueryMethod("rdeps", ("universe", .targets), ("from", .targets), ("", .depthAndFilter)),
    ]

    /// The functions that only the graph before configuration knows.
    static let ofDeclaredTargets: [QueryMethod] = [
        QueryMethod("owner", ("files", .files)),
        QueryMethod("targets_in_buildfile", ("files", .files)),
    ]

    /// The functions that the graph of actions knows.
    static let ofActions: [QueryMethod] = [
        QueryMethod("deps", ("universe", .targets), ("", .depthAndFilter)),
        QueryMethod("all_actions", ("targets", .targets)),
        QueryMethod("all_outputs", ("targets", .targets)),
        QueryMethod("attrfilter", ("attr", .word), ("value", .word), ("targets", .targets)),
    ]

    private init(_ name: String, _ parameters: (String, QueryParameter)...) {
        self.name = name
        self.parameters = parameters.map { (name: $0.0, kind: $0.1) }
    }
}

/// An argument of a query method, read on the thread of the script.
enum QueryArgument<Targets: Sendable>: Sendable {
    case targets(Targets)
    case files(FileArgument)
    case word(String)
    case depthAndFilter(Int?, String?)
    case filter(String?)
}

extension QueryMethod {
    /// Reads the arguments of a call.
    ///
    /// - Parameters:
    ///   - arguments: The call.
    ///   - targets: Reads targets from a slot.
    /// - Returns: The arguments in order.
    /// - Throws: When one is of the wrong type.
    func read<Targets: Sendable>(
        _ arguments: Arguments, targets: (Int) throws -> Targets
    ) throws -> [QueryArgument<Targets>] {
        var read: [QueryArgument<Targets>] = []
        var slot = 0
        for (_, kind) in parameters {
            switch kind {
            case .targets: read.append(.targets(try targets(slot)))
            case .files: read.append(.files(try FileArgument(arguments, slot)))
            case .word: read.append(.word(try arguments.string(slot)))
            case .filter: read.append(.filter(try arguments.optionalString(slot)))
            case .depthAndFilter:
                let depth = try arguments.present(slot).map { _ in try arguments.integer(slot) }
                slot += 1
                read.append(.depthAndFilter(depth, try arguments.optionalString(slot)))
            }
            slot += 1
        }
        return read
    }

    /// Makes a query of the arguments.
    ///
    /// - Parameters:
    ///   - arguments: As ``read(_:targets:)`` has read them.
    ///   - nodes: Finds the nodes of targets.
    ///   - files: Finds files.
    /// - Returns: The query.
    /// - Throws: What finding throws.
    func query<Targets: Sendable, Node: QueryNode>(
        _ arguments: [QueryArgument<Targets>],
        nodes: (Targets) async throws -> [Node], files: (FileArgument) async throws -> FileSet
    ) async throws -> ScriptQuery<Node> {
        var query = ScriptQuery<Node>(name)
        for argument in arguments {
            switch argument {
            case .targets(let targets): query.add(try await nodes(targets))
            case .files(let argument): query.add(try await files(argument))
            case .word(let text): try query.add(word: text)
            case .filter(let filter): query.add(filter: filter)
            case .depthAndFilter(let depth, let filter): query.add(depth: depth, filter: filter)
            }
        }
        return query
    }
}
