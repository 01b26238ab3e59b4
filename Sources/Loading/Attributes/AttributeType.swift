/// What an attribute accepts: the result of an `attrs.…` call, without its default.
public indirect enum AttributeType: Sendable, Hashable {
    /// Any string.
    case string
    /// `True` or `False`.
    case bool
    /// An integer.
    case int
    /// Strings, numbers, booleans, `None`, and lists, tuples and dicts of them.
    case any
    /// One of a few strings, whatever their case; the rule sees lower case.
    case enumeration([String])
    /// A list of one type; also `attrs.set`.
    case list(AttributeType)
    /// A tuple of given types.
    case tuple([AttributeType])
    /// A dict; sorted by key if so asked.
    case dict(key: AttributeType, value: AttributeType, isSorted: Bool)
    /// `None`, or the inner type.
    case option(AttributeType)
    /// The first of several types that takes the value.
    case oneOf([AttributeType])
    /// A target whose providers the rule sees; `providers` are positions in the list of provider
    /// requirements of the attribute.
    case dependency(DependencyKind, providers: Range<Int>, plugins: PluginPulls = .none)
    /// A target in the configuration that a transition makes, or in several, one for each part of
    /// a split; without a transition here, the value is a pair of the target and the transition.
    case transitionDependency(TransitionID?, isSplit: Bool, providers: Range<Int>)
    /// A pair of a target and the platform it is built for.
    case configuredDependency(providers: Range<Int>)
    /// A target that is passed up the graph by its name, and used by rules that use the plugins.
    case pluginDependency(PluginKind)
    /// A query, which stands for the targets it finds.
    case query
    /// The name of a target, without a dependency on it.
    case label
    /// A source file, or a target's default outputs.
    case source(allowsDirectory: Bool)
    /// A string for a command line, with macros.
    case arg
    /// Names to look for on `PATH`.
    case hostTool
    /// `visibility` and `within_view`: target patterns.
    case visibility
    /// `metadata`: a dict with dotted keys.
    case metadata
    /// `modifiers`: what JSON can say.
    case modifiers

    /// How messages name the type, for example ``list of strings``.
    public var summary: String {
        switch self {
        case .string: "a string"
        case .bool: "a bool"
        case .int: "an int"
        case .any: "a string, number, bool, None, list, tuple or dict"
        case .enumeration(let names):
            "one of " + names.map { "\"\($0)\"" }.joined(separator: ", ")
        case .list(let element): "a list, each element \(element.summary)"
        case .tuple(let elements):
            "a tuple of (" + elements.map(\.summary).joined(separator: ", ") + ")"
        case .dict(let key, let value, _):
            "a dict, each key \(key.summary) and each value \(value.summary)"
        case .option(let inner): "\(inner.summary) or None"
        case .oneOf(let types): types.map(\.summary).joined(separator: ", or ")
        case .dependency: "a target label"
        case .transitionDependency(nil, _, _): "a pair of a target label and a transition"
        case .transitionDependency: "a target label"
        case .configuredDependency: "a pair of a target label and a platform"
        case .pluginDependency: "a target label"
        case .query: "a query"
        case .label: "a target label"
        case .source: "a source file or a target label"
        case .arg: "a string with macros"
        case .hostTool: "a list of program names"
        case .visibility: "a list of \"PUBLIC\", target patterns and `target_name_glob` values"
        case .metadata: "a dict, each key a string with a dot"
        case .modifiers: "a list that JSON can express"
        }
    }

    /// The same type, its provider requirements found `offset` further on.
    func shiftingProviders(by offset: Int) -> AttributeType {
        guard offset != 0 else { return self }
        switch self {
        case .list(let element): return .list(element.shiftingProviders(by: offset))
        case .tuple(let elements):
            return .tuple(elements.map { $0.shiftingProviders(by: offset) })
        case .dict(let key, let value, let isSorted):
            return .dict(
                key: key.shiftingProviders(by: offset), value: value.shiftingProviders(by: offset),
                isSorted: isSorted)
        case .option(let inner): return .option(inner.shiftingProviders(by: offset))
        case .oneOf(let types): return .oneOf(types.map { $0.shiftingProviders(by: offset) })
        case .dependency(let kind, let range, let plugins):
            return .dependency(kind, providers: range.shifted(by: offset), plugins: plugins)
        case .transitionDependency(let transition, let isSplit, let range):
            return .transitionDependency(
                transition, isSplit: isSplit, providers: range.shifted(by: offset))
        case .configuredDependency(let range):
            return .configuredDependency(providers: range.shifted(by: offset))
        case .string, .bool, .int, .any, .enumeration, .label, .source, .arg, .hostTool,
            .visibility, .metadata, .modifiers, .pluginDependency, .query:
            return self
        }
    }
}

extension Range<Int> {
    fileprivate func shifted(by offset: Int) -> Range<Int> {
        lowerBound + offset..<upperBound + offset
    }
}

extension AttributeType {
    /// Whether plugins can come through values of the type.
    public var mayHavePlugins: Bool {
        switch self {
        case .pluginDependency: true
        case .dependency(_, _, let plugins): plugins != .none
        case .list(let inner), .option(let inner): inner.mayHavePlugins
        case .tuple(let types), .oneOf(let types): types.contains(where: \.mayHavePlugins)
        case .dict(let key, let content, _): key.mayHavePlugins || content.mayHavePlugins
        default: false
        }
    }
}
