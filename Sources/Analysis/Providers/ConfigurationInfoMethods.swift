import Starlark

/// What can be called on an instance of `ConfigurationInfo`.
///
/// `get`, `insert` and `pop` answer with the default of the setting where there was no value.
enum ConfigurationInfoMethods {
    static let all = MethodTable([
        NativeFunction("get", "key, /") { arguments, evaluation in
            let setting = try Setting(arguments[0])
            let value = try constraints(arguments).asDict?.value(of: setting.label)
            return value ?? setting.defaultValue(in: &evaluation)
        },
        NativeFunction("insert", "value, /") { arguments, evaluation in
            guard let value = instance(arguments[0], of: BuiltinProviders.constraintValueInfo),
                let setting = value["setting"]
            else { throw mismatch(arguments[0], "ConstraintValueInfo") }
            let constraints = try constraints(arguments)
            let key = try Setting(setting)
            let previous = try constraints.asDict?.value(of: key.label)
            try evaluation.insert(key.label, arguments[0], into: constraints)
            return previous ?? key.defaultValue(in: &evaluation)
        },
        NativeFunction("pop", "key, /") { arguments, evaluation in
            let setting = try Setting(arguments[0])
            let value = try evaluation.remove(setting.label, from: try constraints(arguments))
            return value ?? setting.defaultValue(in: &evaluation)
        },
        NativeFunction("copy", "") { arguments, evaluation in
            let info = try arguments.receiver(as: ProviderInstance.self)
            let tables = try info.values.map { table in
                try evaluation.dict(table.asDict?.map { ($0.key, $0.value) } ?? [])
            }
            return evaluation.object(ProviderInstance(info.definition, values: tables))
        },
    ])

    /// A `ConstraintSettingInfo`.
    private struct Setting {
        let info: Value
        let label: Value
        let fallback: Value

        init(_ info: Value) throws {
            guard let setting = instance(info, of: BuiltinProviders.constraintSettingInfo),
                let label = setting["label"], let fallback = setting["default"]
            else { throw mismatch(info, "ConstraintSettingInfo") }
            (self.info, self.label, self.fallback) = (info, label, fallback)
        }

        /// The `ConstraintValueInfo` that holds where a configuration says nothing, or `None`.
        func defaultValue(in evaluation: inout Evaluation) -> Value {
            guard !fallback.isNone else { return .none }
            return evaluation.object(
                ProviderInstance(BuiltinProviders.constraintValueInfo, values: [info, fallback]))
        }
    }

    private static func instance(
        _ value: Value, of definition: ProviderDefinition
    ) -> ProviderInstance? {
        let instance = value.native(as: ProviderInstance.self)
        return instance?.definition.id == definition.id ? instance : nil
    }

    private static func constraints(_ arguments: Arguments) throws -> Value {
        try arguments.receiver(as: ProviderInstance.self)["constraints"] ?? .none
    }

    private static func mismatch(_ value: Value, _ expected: String) -> Failure {
        Failure(
            "Expected a `\(expected)`, but got `\(value.shortRepr)` of type `\(value.typeName)`")
    }
}
