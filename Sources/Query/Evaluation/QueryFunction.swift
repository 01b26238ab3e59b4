import Diagnostics

/// The functions of the language and what they take.
///
/// One table for the graphs of targets, configured targets and actions: an environment says which
/// of them it has an answer to.
public enum QueryFunction: String, CaseIterable, Sendable {
    /// The actions that targets declare.
    case allActions = "all_actions"
    /// The actions behind the outputs of targets.
    case allOutputs = "all_outputs"
    /// Build files with all that they load.
    case allbuildfiles
    /// All nodes on paths from some nodes to others.
    case allpaths
    /// Nodes with a value in an attribute.
    case attrfilter
    /// Nodes with a match in an attribute.
    case attrregexfilter
    /// The files that define targets.
    case buildfile
    /// Whose outputs are on the class paths of targets, as their rules say.
    case classpath
    /// What nodes depend on.
    case deps
    /// Nodes or files by their names.
    case filter
    /// The source files of targets.
    case inputs
    /// Nodes by their rules.
    case kind
    /// Of Buck1, and answered with an error: a set holds targets or files, not both.
    case labels
    /// Nodes without a value in an attribute.
    case nattrfilter
    /// The targets that files belong to.
    case owner
    /// The build files that load files.
    case rbuildfiles
    /// What depends on nodes.
    case rdeps
    /// The nodes on one path.
    case somepath
    /// The targets of build files.
    case targetsInBuildfile = "targets_in_buildfile"
    /// The tests of targets.
    case testsof

    /// Whether it is about actions, which only the graph of actions has.
    public var isOfActions: Bool { self == .allActions || self == .allOutputs }

    /// Whether only queries in attributes have an answer to it.
    public var isOfAttributes: Bool { self == .classpath }

    /// What an argument must be.
    enum Sort: String {
        case word = "string"
        case depth = "integer"
        case targets = "target expression"
        case files = "file expression"
        /// Targets or files.
        case either = "target or file expression"
        /// An expression that is evaluated for each target on the way.
        case traversal = "query expression"
    }

    struct Parameter {
        let name: String
        let sort: Sort
        var isOptional = false
    }

    var parameters: [Parameter] {
        let filter = Parameter(name: "filter", sort: .traversal, isOptional: true)
        let depth = Parameter(name: "depth", sort: .depth, isOptional: true)
        return switch self {
        case .allActions, .allOutputs, .allbuildfiles, .buildfile, .inputs, .testsof:
            [targets("targets")]
        case .owner, .targetsInBuildfile: [files("files")]
        case .rbuildfiles: [files("universe"), files("files")]
        case .kind: [word("regex"), targets("targets")]
        case .labels: [word("attribute"), targets("targets")]
        case .filter: [word("regex"), Parameter(name: "set", sort: .either)]
        case .attrfilter, .nattrfilter: [word("attribute"), word("value"), targets("targets")]
        case .attrregexfilter: [word("attribute"), word("regex"), targets("targets")]
        case .allpaths, .somepath: [targets("from"), targets("to"), filter]
        case .classpath: [targets("targets"), depth]
        case .deps: [targets("targets"), depth, filter]
        case .rdeps: [targets("universe"), targets("targets"), depth, filter]
        }
    }

    private func targets(_ name: String) -> Parameter { Parameter(name: name, sort: .targets) }
    private func files(_ name: String) -> Parameter { Parameter(name: name, sort: .files) }
    private func word(_ name: String) -> Parameter { Parameter(name: name, sort: .word) }

    /// How the function is called: `deps(targets, depth = None, filter = None)`.
    var signature: String {
        let list = parameters.map { $0.isOptional ? "\($0.name) = None" : $0.name }
        return "\(rawValue)(\(list.joined(separator: ", ")))"
    }

    /// Checks the number of arguments, and that none that is needed is `None`.
    func check(_ arguments: [QueryExpression.Node], at span: SourceSpan) throws(Diagnostic) {
        let count = arguments.count
        let required = parameters.count { !$0.isOptional }
        if count < required {
            throw .error(
                "`\(rawValue)` needs an argument for `\(parameters[count].name)`", at: span,
                help: ["It is called as `\(signature)`."])
        }
        if count > parameters.count {
            throw .error(
                "`\(rawValue)` takes \(parameters.count) arguments at most, \(count) are given",
                at: span, help: ["It is called as `\(signature)`."])
        }
        for (index, parameter) in parameters.prefix(count).enumerated()
        where !parameter.isOptional {
            guard case .none = arguments[index].kind else { continue }
            throw .error(
                "None is not a valid value for function `\(rawValue)` argument [\(index)] "
                    + "`\(parameter.name): *\(parameter.sort.rawValue)*`",
                at: SourceSpan(file: span.file, range: arguments[index].range))
        }
    }
}
