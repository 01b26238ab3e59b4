import Starlark

/// The functions of `attrs`, with Buck2's parameters.
enum AttributeFunctions {
    /// The members of the `attrs` struct.
    static let namespace: Globals = {
        var builder = Globals.Builder()
        for function in plain + compound + dependencies {
            // Errors use the full name.
            let name = function.name.dropFirst("attrs.".count)
            builder.set(String(name), FrozenValue(function: function))
        }
        return builder.build()
    }()

    /// Types that take no type: each has a default and a documentation.
    private static let plain: [NativeFunction] = [
        simple("attrs.string", .string, extra: "validate = None, "),
        simple("attrs.regex", .string),
        simple("attrs.bool", .bool),
        simple("attrs.int", .int),
        simple("attrs.any", .any),
        simple("attrs.label", .label),
        simple("attrs.arg", .arg, extra: "json = False, anon_target_compatible = False, "),
        simple("attrs.host_tool", .hostTool),
        NativeFunction("attrs.source", "*, allow_directory = False, default?, doc = \"\"") {
            let type = AttributeType.source(allowsDirectory: try $0.bool(0))
            return try make(type, default: $0.optional(1), documentation: $0[2], in: &$1)
        },
        NativeFunction("attrs.enum", "variants, /, *, default?, doc = \"\"") {
            let variants = try $0.strings(0).map { $0.lowercased() }
            guard Set(variants).count == variants.count else {
                throw Failure("`attrs.enum` lists a variant twice; upper and lower case are one")
            }
            return try make(
                .enumeration(variants), default: $0.optional(1), documentation: $0[2], in: &$1)
        },
    ]

    /// Types made of other types.
    private static let compound: [NativeFunction] = [
        NativeFunction("attrs.list", "inner, /, *, default?, doc = \"\"") {
            let inner = try attribute($0, 0)
            return try make(
                .list(inner.type), providers: inner.providers, default: $0.optional(1),
                documentation: $0[2], in: &$1)
        },
        NativeFunction("attrs.set", "value_type, /, *, sorted = False, default?, doc = \"\"") {
            let inner = try attribute($0, 0)
            return try make(
                .list(inner.type), providers: inner.providers, default: $0.optional(2),
                documentation: $0[3], in: &$1)
        },
        NativeFunction("attrs.named_set", "value_type, /, *, sorted = False, default?, doc = \"\"")
        {
            let inner = try attribute($0, 0)
            let dict = AttributeType.dict(
                key: .string, value: inner.type, isSorted: try $0.bool(1))
            return try make(
                .oneOf([dict, .list(inner.type)]), providers: inner.providers,
                default: $0.optional(2), documentation: $0[3], in: &$1)
        },
        NativeFunction("attrs.versioned", "value_type, *, doc = \"\"") { arguments, evaluation in
            let inner = try attribute(arguments, 0)
            let version = AttributeType.dict(key: .string, value: .string, isSorted: false)
            let object = AttributeObject(
                type: .list(.tuple([version, inner.type])), defaultValue: .list([]),
                documentation: try arguments.string(1), providers: inner.providers)
            return evaluation.object(object)
        },
        NativeFunction("attrs.option", "inner, /, *, default?, doc = \"\"") {
            let inner = try attribute($0, 0)
            if let value = $0.optional(1), !value.isNone, value.native(as: SelectObject.self) == nil
            {
                throw Failure(
                    "The default of `attrs.option` must be None, but got `\(value.shortRepr)`",
                    help: ["With another default the attribute can never be None: drop the option"])
            }
            return try make(
                .option(inner.type), providers: inner.providers, default: $0.optional(1),
                documentation: $0[2], in: &$1)
        },
        NativeFunction("attrs.dict", "key, value, *, sorted = False, default?, doc = \"\"") {
            let (types, providers) = join([try attribute($0, 0), try attribute($0, 1)])
            let type = AttributeType.dict(
                key: types[0], value: types[1], isSorted: try $0.bool(2))
            return try make(
                type, providers: providers, default: $0.optional(3), documentation: $0[4],
                in: &$1)
        },
        NativeFunction("attrs.one_of", "*args, default?, doc = \"\"") {
            let (types, providers) = join(try attributes($0, 0))
            return try make(
                .oneOf(types), providers: providers, default: $0.optional(1),
                documentation: $0[2], in: &$1)
        },
        NativeFunction("attrs.tuple", "*args, default?, doc = \"\"") {
            let (types, providers) = join(try attributes($0, 0))
            return try make(
                .tuple(types), providers: providers, default: $0.optional(1),
                documentation: $0[2], in: &$1)
        },
        NativeFunction("attrs.default_only", "inner, /, *, doc = \"\"") { arguments, evaluation in
            let inner = try anyAttribute(arguments, 0)
            guard let value = inner.defaultValue else {
                throw Failure("The argument of `attrs.default_only` must have a default")
            }
            let object = AttributeObject(
                type: inner.type, defaultValue: value, isDefaultOnly: true,
                documentation: try arguments.string(1), providers: inner.providers)
            return evaluation.object(object)
        },
    ]

    private static func simple(
        _ name: String, _ type: AttributeType, extra: String = ""
    ) -> NativeFunction {
        let first = extra.utf8.count { $0 == UInt8(ascii: ",") }
        return NativeFunction(name, "*, \(extra)default?, doc = \"\"") {
            try make(type, default: $0.optional(first), documentation: $0[first + 1], in: &$1)
        }
    }

    static func make(
        _ type: AttributeType, providers: [Value] = [], default value: Value?,
        whose step: String? = "Error coercing attribute default", documentation: Value,
        in evaluation: inout Evaluation
    ) throws -> Value {
        var defaultValue: AttributeValue?
        if let value {
            let host = try LoadHost.of(evaluation)
            do {
                defaultValue = try host.coercer.coerce(value, as: type)
            } catch let error as CoercionError {
                throw error.failure(step)
            }
        }
        return evaluation.object(
            AttributeObject(
                type: type, defaultValue: defaultValue,
                documentation: documentation.asString ?? "", providers: providers))
    }

    private static func attribute(_ arguments: Arguments, _ slot: Int) throws -> AttributeObject {
        let attribute = try anyAttribute(arguments, slot)
        guard !attribute.isDefaultOnly else {
            throw Failure("`attrs.default_only` cannot be part of another attribute")
        }
        return attribute
    }

    private static func anyAttribute(_ arguments: Arguments, _ slot: Int) throws -> AttributeObject
    {
        try arguments.native(
            slot, as: AttributeObject.self, "an attribute such as `attrs.string()`")
    }

    private static func attributes(_ arguments: Arguments, _ slot: Int) throws -> [AttributeObject]
    {
        try arguments.sequence(slot).map { element in
            guard let attribute = element.native(as: AttributeObject.self) else {
                throw arguments.mismatch(
                    slot, "attributes such as `attrs.string()`", got: element)
            }
            return attribute
        }
    }

    /// The types of several attributes, their provider requirements in one list.
    private static func join(
        _ attributes: [AttributeObject]
    ) -> (types: [AttributeType], providers: [Value]) {
        var types: [AttributeType] = []
        var providers: [Value] = []
        for attribute in attributes {
            types.append(attribute.type.shiftingProviders(by: providers.count))
            providers += attribute.providers
        }
        return (types, providers)
    }
}
