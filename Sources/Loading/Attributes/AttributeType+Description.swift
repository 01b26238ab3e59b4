extension AttributeType {
    /// The type as a file declares it: `attrs.list(attrs.dep(), default=[])`.
    ///
    /// Source: Buck2's messages about values, which leave out the providers of dependencies.
    ///
    /// - Parameter defaultValue: The default; nothing for an attribute without one, or for a type
    ///   that is part of another.
    /// - Returns: A call of a function of `attrs`.
    func declaration(default defaultValue: AttributeValue? = nil) -> String {
        let argument = defaultValue.map { "default=\($0)" }
        func call(_ name: String, _ inner: String...) -> String {
            "attrs.\(name)(" + (inner + (argument.map { [$0] } ?? [])).joined(separator: ", ") + ")"
        }
        func list(_ types: [AttributeType]) -> String {
            types.map { $0.declaration() }.joined(separator: ", ")
        }
        switch self {
        case .string: return call("string")
        case .bool: return call("bool")
        case .int: return call("int")
        case .any: return call("any")
        case .enumeration(let names):
            return call("enum", "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]")
        case .list(let element): return call("list", element.declaration())
        case .tuple(let types): return call("tuple", list(types))
        case .dict(let key, let value, let isSorted):
            return call("dict", list([key, value]), "sorted=\(isSorted)")
        case .option(let inner): return call("option", inner.declaration())
        case .oneOf(let types): return call("one_of", list(types))
        case .dependency(.execution, _, _): return call("exec_dep")
        case .dependency(.toolchain, _, _): return call("toolchain_dep")
        case .dependency(.configuration, _, _): return call("configuration_dep")
        case .dependency: return call("dep")
        case .transitionDependency(_, let isSplit, _):
            return call(isSplit ? "split_transition_dep" : "transition_dep")
        case .configuredDependency: return call("configured_dep")
        case .pluginDependency: return call("plugin_dep")
        case .query: return call("query")
        case .label: return call("label")
        case .source: return call("source")
        case .arg: return call("arg")
        case .hostTool: return call("host_tool")
        case .visibility: return call("visibility")
        case .metadata: return call("metadata")
        case .modifiers: return call("modifiers")
        }
    }
}
