import Starlark

/// The functions of `attrs` whose values name targets that a rule depends on.
extension AttributeFunctions {
    static let dependencies: [NativeFunction] = [
        NativeFunction(
            "attrs.dep",
            "*, providers = [], default?, doc = \"\", pulls_plugins = [], "
                + "pulls_and_pushes_plugins = []"
        ) { arguments, evaluation in
            let plugins = try pulls(used: arguments, 3, pushed: 4)
            return try dependency(arguments, in: &evaluation) {
                .dependency(.target, providers: $0, plugins: plugins)
            }
        },
        NativeFunction("attrs.exec_dep", "*, providers = [], default?, doc = \"\"") {
            try dependency($0, in: &$1) { .dependency(.execution, providers: $0) }
        },
        NativeFunction("attrs.toolchain_dep", "*, providers = [], default?, doc = \"\"") {
            try dependency($0, in: &$1) { .dependency(.toolchain, providers: $0) }
        },
        NativeFunction("attrs.configured_dep", "*, providers = [], default?, doc = \"\"") {
            try dependency($0, in: &$1) { .configuredDependency(providers: $0) }
        },
        NativeFunction(
            "attrs.transition_dep", "*, providers = [], default?, doc = \"\", cfg = None"
        ) { arguments, evaluation in
            let transition = try arguments[3].isNone ? nil : transition(arguments, 3, evaluation)
            return try dependency(arguments, whose: nil, in: &evaluation) {
                .transitionDependency(transition, isSplit: false, providers: $0)
            }
        },
        NativeFunction(
            "attrs.split_transition_dep", "*, providers = [], default?, doc = \"\", cfg"
        ) { arguments, evaluation in
            guard arguments[3].asString == nil else {
                throw arguments.mismatch(3, "a transition, the result of `transition()`")
            }
            let transition = try transition(arguments, 3, evaluation)
            return try dependency(arguments, in: &evaluation) {
                .transitionDependency(transition, isSplit: true, providers: $0)
            }
        },
        NativeFunction("attrs.plugin_dep", "*, kind, default?, doc = \"\"") {
            let kind = try PluginKindObject.kind($0, 0)
            return try make(
                .pluginDependency(kind), default: $0.optional(1), documentation: $0[2], in: &$1)
        },
        NativeFunction("attrs.query", "*, doc = \"\"") {
            try make(.query, default: nil, documentation: $0[0], in: &$1)
        },
        NativeFunction("attrs.configuration_label", "*, doc = \"\"") {
            try make(
                .dependency(.target, providers: 0..<0), default: nil, documentation: $0[0],
                in: &$1)
        },
    ]

    /// Makes an attribute of a call that begins with `providers`, `default` and `doc`.
    private static func dependency(
        _ arguments: Arguments, whose step: String? = "Error coercing attribute default",
        in evaluation: inout Evaluation, _ type: (Range<Int>) -> AttributeType
    ) throws -> Value {
        let providers = Array(try arguments.sequence(0))
        return try make(
            type(0..<providers.count), providers: providers, default: arguments.optional(1),
            whose: step, documentation: arguments[2], in: &evaluation)
    }

    /// The transition that an argument names: an object, or the label of a target.
    private static func transition(
        _ arguments: Arguments, _ slot: Int, _ evaluation: borrowing Evaluation
    ) throws -> TransitionID {
        if let text = arguments[slot].asString {
            do {
                return .target(try LoadHost.of(evaluation).coercer.label(text))
            } catch let error as CoercionError {
                throw error.failure("Error coercing the parameter `cfg`")
            }
        }
        return try TransitionObject.id(of: arguments, slot)
    }

    /// The plugins that a dependency hands over.
    private static func pulls(
        used arguments: Arguments, _ usedSlot: Int, pushed pushedSlot: Int
    ) throws -> PluginPulls {
        if arguments[pushedSlot].native(as: AllPluginsObject.self) != nil { return .all }
        let pushed = try PluginKindObject.kinds(arguments, pushedSlot)
        let used = try PluginKindObject.kinds(arguments, usedSlot)
        if let kind = used.first(where: pushed.contains) {
            throw Failure(
                "The plugin kind `\(kind)` is both in `pulls_plugins` and in "
                    + "`pulls_and_pushes_plugins`")
        }
        return .kinds(used: used + pushed, pushed: pushed)
    }
}
