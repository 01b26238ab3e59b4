import Starlark

/// A value does not fit an attribute.
struct CoercionError: Error {
    /// What was coerced, from the outside in, then what is wrong there and why.
    private(set) var links: [String]
    /// What the user can do.
    var help: [String] = []

    init(_ problem: String, causes: [String] = [], help: [String] = []) {
        links = [problem] + causes
        self.help = help
    }

    /// A value that is of the wrong kind.
    init(expected type: AttributeType, got value: Value) {
        self.init(
            "Expected `\(type.starlarkType)`, but got "
                + "`\(value.typeName) (repr: \(value.shortRepr))`")
    }

    /// All of it in one line.
    var line: String { links.joined(separator: ": ") }

    /// The same error, seen from outside something that was under way.
    func inside(_ step: String) -> CoercionError {
        var error = self
        error.links.insert(step, at: 0)
        return error
    }

    /// The error as what goes wrong in a call.
    ///
    /// - Parameter step: What the call was doing; nothing if the error says it.
    /// - Returns: A failure with that message, and what is wrong as its causes.
    func failure(_ step: String? = nil) -> Failure {
        let links = (step.map { [$0] } ?? []) + links
        return Failure(links[0], help: help, causes: Array(links.dropFirst()))
    }
}

extension AttributeType {
    /// What values of the type are in Starlark, as its type annotations call it.
    fileprivate var starlarkType: String {
        switch self {
        case .bool: "bool"
        case .int: "int"
        case .any: "any"
        case .list, .visibility, .hostTool, .modifiers: "list"
        case .dict, .metadata: "dict"
        case .tuple, .configuredDependency, .transitionDependency(nil, _, _): "tuple"
        case .option(let inner): "None | \(inner.starlarkType)"
        case .oneOf(let types): types.map(\.starlarkType).joined(separator: " | ")
        case .string, .enumeration, .dependency, .transitionDependency, .pluginDependency, .query,
            .label, .source, .arg:
            "str"
        }
    }
}
