import Starlark

/// What `provider_field` makes: the type and the default of a field.
final class ProviderFieldObject: NativeObject {
    let type: TypeValue?
    let fallback: ProviderDefinition.Fallback

    init(type: TypeValue?, fallback: ProviderDefinition.Fallback) {
        self.type = type
        self.fallback = fallback
    }

    override var typeName: String { "ProviderField" }
}

/// `provider` and `provider_field`.
enum ProviderFunctions {
    static let all = [provider, providerField]

    private static let provider = NativeFunction("provider", "*, doc = \"\", fields") {
        arguments, evaluation in
        var fields: [ProviderDefinition.Field] = []
        if let table = arguments[1].asDict {
            for (name, value) in table {
                guard let name = name.asString else {
                    throw arguments.mismatch(1, "a dict with string keys", got: name)
                }
                fields.append(try field(name, value))
            }
        } else {
            fields = try arguments.strings(1).map {
                .init(name: $0, type: nil, fallback: .value(.none))
            }
        }
        var seen: Set<String> = []
        for field in fields where !seen.insert(field.name).inserted {
            throw Failure("Field `\(field.name)` of the provider is declared twice")
        }
        return evaluation.object(
            ProviderCallable(
                ProviderDefinition(fields: fields, documentation: try arguments.string(0))))
    }

    private static func field(_ name: String, _ value: Value) throws -> ProviderDefinition.Field {
        if let field = value.native(as: ProviderFieldObject.self) {
            return .init(name: name, type: field.type, fallback: field.fallback)
        }
        return .init(name: name, type: try value.annotatedType(), fallback: .required)
    }

    private static let providerField = NativeFunction("provider_field", "ty, /, *, default?") {
        arguments, evaluation in
        let type = try arguments[0].annotatedType()
        guard let value = arguments.optional(1) else {
            return evaluation.object(ProviderFieldObject(type: type, fallback: .required))
        }
        if !type.matches(value) {
            throw Failure(
                "The default `\(value.shortRepr)` of type `\(value.typeName)` is not of the "
                    + "field's type `\(type.name)`")
        }
        return evaluation.object(
            ProviderFieldObject(type: type, fallback: try fallback(value, arguments)))
    }

    private static func fallback(
        _ value: Value, _ arguments: Arguments
    ) throws -> ProviderDefinition.Fallback {
        if value.isNone { return .value(.none) }
        if let bool = value.asBool { return .value(FrozenValue(bool: bool)) }
        if let text = value.asString { return .value(FrozenValue(string: text)) }
        if let integer = value.asInt { return .value(FrozenValue.none.part(Value(small: integer))) }
        if let elements = value.asTuple {
            return .tuple(try elements.map { try fallback($0, arguments) })
        }
        if value.asList?.isEmpty == true { return .emptyList }
        if value.asDict?.isEmpty == true { return .emptyDict }
        throw arguments.mismatch(
            1, "a string, a number, a bool, None, a tuple of these or an empty list or dict")
    }
}
