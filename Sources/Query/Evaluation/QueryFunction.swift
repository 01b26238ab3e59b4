import Diagnostics

/// The functions of the language and what they take.
enum QueryFunction: String, CaseIterable {
    case allbuildfiles
    case allpaths
    case attrfilter
    case attrregexfilter
    case buildfile
    case deps
    case filter
    case inputs
    case kind
    case nattrfilter
    case owner
    case rbuildfiles
    case rdeps
    case somepath
    case targetsInBuildfile = "targets_in_buildfile"
    case testsof

    /// What an argument must be.
    enum Sort {
        case word
        case depth
        case targets
        case files
        /// Targets or files.
        case either
        /// An expression that is evaluated for each target on the way.
        case traversal
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
        case .allbuildfiles, .buildfile, .inputs, .testsof: [targets("targets")]
        case .owner, .targetsInBuildfile: [files("files")]
        case .rbuildfiles: [files("universe"), files("files")]
        case .kind: [word("regex"), targets("targets")]
        case .filter: [word("regex"), Parameter(name: "set", sort: .either)]
        case .attrfilter, .nattrfilter: [word("attribute"), word("value"), targets("targets")]
        case .attrregexfilter: [word("attribute"), word("regex"), targets("targets")]
        case .allpaths, .somepath: [targets("from"), targets("to"), filter]
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

    /// Checks the number of arguments.
    func check(_ count: Int, at span: SourceSpan) throws(Diagnostic) {
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
    }
}
