import Starlark

/// `cli_args`: the functions that declare what a script's command line takes.
enum ArgumentFunctions {
    static let namespace: Globals = {
        var builder = Globals.Builder()
        builder.add(all)
        return builder.build()
    }()

    private static let all: [NativeFunction] = [
        simple("bool", .bool, standard: "False"), simple("int", .integer),
        simple("float", .float), simple("string", .string),
        bare("target_label", .targetLabel),
        bare("configured_target_label", .configuredTargetLabel),
        bare("sub_target", .subTarget), bare("target_expr", .targetExpression),
        bare("configured_target_expr", .configuredTargetExpression),
        bare("sub_target_expr", .subTargetExpression), bare("json", .json),
        bare("json_file", .jsonFile),
        NativeFunction("enum", "variants, default?, doc = \"\", *, short = None") {
            arguments, evaluation in
            try declare(
                .enumeration(try arguments.strings(0)), fallback: arguments.optional(1), arguments,
                2, in: &evaluation)
        },
        NativeFunction("list", "inner, default?, doc = \"\", *, short = None") {
            arguments, evaluation in
            try declare(
                .list(try inner(arguments)), fallback: arguments.optional(1), arguments, 2,
                in: &evaluation)
        },
        NativeFunction("option", "inner, doc = \"\", default?, *, short = None") {
            arguments, evaluation in
            let type = ArgumentType.option(try inner(arguments))
            return evaluation.object(
                ArgumentDeclarationObject(
                    ArgumentDeclaration(
                        type: type, fallback: try arguments.optional(2).map(type.fallback),
                        documentation: try arguments.string(1), short: try short(arguments, 3))))
        },
    ]

    /// A function for a type that can have a default.
    private static func simple(
        _ name: String, _ type: ArgumentType, standard: String? = nil
    ) -> NativeFunction {
        let fallback = standard.map { "default = \($0)" } ?? "default?"
        return NativeFunction(name, "\(fallback), doc = \"\", *, short = None") {
            arguments, evaluation in
            try declare(type, fallback: arguments.optional(0), arguments, 1, in: &evaluation)
        }
    }

    /// A function for a type that has no default.
    private static func bare(_ name: String, _ type: ArgumentType) -> NativeFunction {
        NativeFunction(name, "doc = \"\", *, short = None") { arguments, evaluation in
            try declare(type, fallback: nil, arguments, 0, in: &evaluation)
        }
    }

    private static func inner(_ arguments: Arguments) throws -> ArgumentType {
        try arguments.native(0, as: ArgumentDeclarationObject.self, "what `cli_args` makes")
            .declaration.type
    }

    /// Declares an argument, whose documentation is in a slot and its letter in the next one.
    private static func declare(
        _ type: ArgumentType, fallback: Value?, _ arguments: Arguments, _ slot: Int,
        in evaluation: inout Evaluation
    ) throws -> Value {
        evaluation.object(
            ArgumentDeclarationObject(
                ArgumentDeclaration(
                    type: type, fallback: try fallback.map(type.fallback),
                    documentation: try arguments.string(slot),
                    short: try short(arguments, slot + 1))))
    }

    private static func short(_ arguments: Arguments, _ slot: Int) throws -> Character? {
        guard let text = try arguments.optionalString(slot) else { return nil }
        guard text.count == 1, let letter = text.first else {
            throw arguments.mismatch(slot, "a single character")
        }
        return letter
    }
}
