import Starlark

/// What a call such as `attrs.string()` returns: a type and a default, to be given to `rule()`.
final class AttributeObject: NativeObject {
    let type: AttributeType
    let defaultValue: AttributeValue?
    let isDefaultOnly: Bool
    let documentation: String
    /// The providers that dependencies must have; `type` refers to them by position.
    let providers: [Value]

    init(
        type: AttributeType, defaultValue: AttributeValue? = nil, isDefaultOnly: Bool = false,
        documentation: String = "", providers: [Value] = []
    ) {
        self.type = type
        self.defaultValue = defaultValue
        self.isDefaultOnly = isDefaultOnly
        self.documentation = documentation
        self.providers = providers
    }

    override var typeName: String { "Attr" }

    override func write(into buffer: inout TextBuffer, this: Value) {
        buffer.append("<attribute: \(type.summary)>")
    }

    override func freeze(_ freezer: inout Freezer) throws -> NativeObject {
        if providers.isEmpty { return self }
        return AttributeObject(
            type: type, defaultValue: defaultValue, isDefaultOnly: isDefaultOnly,
            documentation: documentation, providers: try freezer.freeze(providers))
    }
}
