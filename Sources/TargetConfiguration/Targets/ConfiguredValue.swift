public import BuildModel
public import Loading

/// The value of an attribute in a configuration: selects are resolved, dependencies configured.
public indirect enum ConfiguredValue: Sendable, Hashable {
    /// `None`.
    case null
    /// A boolean.
    case bool(Bool)
    /// An integer.
    case int(Int)
    /// A string; also the value of `attrs.enum`, in lower case.
    case string(String)
    /// A list.
    case list([ConfiguredValue])
    /// A tuple.
    case tuple([ConfiguredValue])
    /// A dict; its entries in order, no key twice.
    case dict([DictEntry])
    /// A target whose providers the rule sees.
    case dependency(ConfiguredProvidersLabel)
    /// A target that is part of a configuration, and has none itself; also a plugin, which whoever
    /// uses it configures.
    case configuration(ProvidersLabel)
    /// The targets that a query finds: its text, and the targets it names.
    case query(QueryText, [ConfiguredProvidersLabel])
    /// A target of which the rule sees the name only.
    case label(ConfiguredProvidersLabel)
    /// A source file or folder of the package.
    case source(SourceReference)
    /// The default outputs of a target, given where a source is expected.
    case sourceTarget(ConfiguredProvidersLabel)
    /// A string for a command line, its macros parsed.
    case arg([ConfiguredArgumentPart])
    /// The names of a program to be found on `PATH`, the preferred one first.
    case hostTool([String])

    /// One key of a dict and its value.
    public struct DictEntry: Sendable, Hashable {
        /// The key.
        public let key: ConfiguredValue
        /// The value.
        public let value: ConfiguredValue

        /// Makes an entry.
        public init(key: ConfiguredValue, value: ConfiguredValue) {
            self.key = key
            self.value = value
        }
    }
}

/// A piece of the string of an `attrs.arg`, its target configured.
public enum ConfiguredArgumentPart: Sendable, Hashable {
    /// Text as it is.
    case text(String)
    /// A macro; `label` is nothing for `$(source …)` and for variables without a label.
    case macro(
        ArgumentMacro.Kind, label: ConfiguredProvidersLabel?, isWrittenToFile: Bool)
    /// What a query finds: its text, what becomes of the targets, and those it names.
    case query(
        QueryText, QueryExpansion, [ConfiguredProvidersLabel], isWrittenToFile: Bool)
}

extension ConfiguredValue: CustomStringConvertible {
    /// The value as Starlark would write it, labels and sources in full.
    public var description: String {
        switch self {
        case .null: "None"
        case .bool(let value): value ? "True" : "False"
        case .int(let value): String(value)
        case .string(let text): "\"\(text)\""
        case .list(let elements):
            "[" + elements.map(\.description).joined(separator: ", ") + "]"
        case .tuple(let elements):
            "(" + elements.map(\.description).joined(separator: ", ")
                + (elements.count == 1 ? ",)" : ")")
        case .dict(let entries):
            "{" + entries.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
        case .dependency(let label), .label(let label), .sourceTarget(let label):
            "\"\(label)\""
        case .configuration(let label): "\"\(label)\""
        case .query(let query, _): "\"\(query.text)\""
        case .source(let source): "\"\(source.cellPath)\""
        case .arg(let parts): "\"" + parts.map(\.description).joined() + "\""
        case .hostTool(let names): "[" + names.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
        }
    }
}

extension ConfiguredArgumentPart: CustomStringConvertible {
    /// The text, or the macro with its label in full.
    public var description: String {
        switch self {
        case .text(let text): text
        case .macro(_, let label, _): "$(\(label?.description ?? ""))"
        case .query(let query, let expansion, _, _): "$(\(expansion.name) \(query.text))"
        }
    }
}
