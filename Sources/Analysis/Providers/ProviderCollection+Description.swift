public import BuildModel
import Starlark

extension ProviderCollection {
    /// The names of the providers, in the order in which the rule returned them.
    public var names: [String] { read { $0.names } }

    /// All providers, written out over several lines.
    public var text: String { withExtendedLifetime(frozen) { frozen.value.prettyRepr } }

    /// All providers, written out on one line.
    public var line: String { withExtendedLifetime(frozen) { frozen.value.repr } }

    /// The provider of a name, written out over several lines; nil if there is none.
    public func text(of name: String) -> String? { read { $0.value(named: name)?.prettyRepr } }

    /// An object with a member for each provider.
    public var json: JSONContent {
        read { collection in
            .object(
                collection.providers.compactMap { provider in
                    guard let instance = provider.native(as: ProviderInstance.self) else {
                        return nil
                    }
                    return (instance.definition.name, described(provider))
                })
        }
    }
}

extension ProviderCollectionObject {
    fileprivate func value(named name: String) -> Value? {
        providers.first { $0.native(as: ProviderInstance.self)?.definition.name == name }
    }
}

/// A value of a provider for people and scripts to look at; what JSON has no notion of is text.
private func described(_ value: Value) -> JSONContent {
    if value.isNone { return .null }
    if let flag = value.asBool { return .bool(flag) }
    if let number = value.asInt { return .number(String(number)) }
    if let text = value.asString { return .string(text) }
    if let elements = value.asSequence { return .array(elements.map(described)) }
    if let entries = value.asDict ?? value.asStructure {
        return .object(entries.map { ($0.key.asString ?? $0.key.repr, described($0.value)) })
    }
    if let instance = value.native(as: ProviderInstance.self) {
        return .object(
            zip(instance.definition.fields, instance.values).map { ($0.name, described($1)) })
    }
    if let collection = value.native(as: ProviderCollectionObject.self) {
        return .object(
            collection.providers.compactMap { provider in
                provider.native(as: ProviderInstance.self).map {
                    ($0.definition.name, described(provider))
                }
            })
    }
    if let line = value.native(as: CmdArgsObject.self) {
        let draft = line.draft
        return .object([
            ("items", .array(draft.elements.map { .string($0.summary) })),
            ("hidden", .array(draft.hidden.map { .string($0.summary) })),
            ("options", .null),
        ])
    }
    return .string(value.repr)
}
