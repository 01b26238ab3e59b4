import BuildModel
import Starlark

/// The functions of `PACKAGE` files, and those by which BUCK files read what these have set.
enum PackageFileFunctions {
    /// The key of the modifiers that `set_modifiers` sets.
    static let modifiersKey = "buck.cfg_modifiers"

    static let all: [NativeFunction] = [
        NativeFunction(
            "package", "*, inherit = False, visibility = None, within_view = []"
        ) { arguments, evaluation in
            let host = try PackageFileHost.of(evaluation, for: "package")
            guard host.declaration == nil else {
                throw Failure("`package()` function can be used at most once per `PACKAGE` file")
            }
            let withinView = try visibility(arguments[2], host)
            host.declaration = PackageFileHost.Declaration(
                inherits: try arguments.bool(0),
                visibility: arguments[1].isNone ? nil : try visibility(arguments[1], host),
                withinView: withinView == .patterns([]) ? .everyone : withinView)
            return .none
        },
        TargetNameGlobObject.function,
        NativeFunction("enforce_visibility_intersection", "") { _, evaluation in
            let name = "enforce_visibility_intersection"
            let host = try PackageFileHost.of(evaluation, for: name)
            guard evaluation.callDepth <= 1 else {
                throw Failure("`\(name)()` can only be called from a `PACKAGE` file")
            }
            guard !host.enforcesIntersection else {
                throw Failure("`\(name)()` function can be used at most once per `PACKAGE` file")
            }
            host.enforcesIntersection = true
            return .none
        },
        NativeFunction(
            "write_package_value", "key, value, /, *, overwrite = False"
        ) { arguments, evaluation in
            let host = try PackageFileHost.of(evaluation, for: "write_package_value")
            try host.write(
                try arguments.string(0), arguments[1], overwrites: try arguments.bool(2),
                in: &evaluation)
            return .none
        },
        NativeFunction("read_parent_package_value", "key, /") { arguments, evaluation in
            let host = try PackageFileHost.of(evaluation, for: "read_parent_package_value")
            let value = host.parent.value(try arguments.string(0))
            return value.map { evaluation.adopt($0.value) } ?? .none
        },
        NativeFunction("read_package_value", "key, /") { arguments, evaluation in
            guard !(evaluation.host is PackageFileHost) else {
                throw Failure(
                    "`read_package_value` can only be called while a BUCK file is evaluated",
                    help: ["In a `PACKAGE` file, `read_parent_package_value` reads the parent's"])
            }
            let host = try PackageHost.of(evaluation, for: "read_package_value")
            let value = host.builder.superPackage.value(try arguments.string(0))
            return value.map { evaluation.adopt($0.value) } ?? .none
        },
        NativeFunction("set_modifiers", "value, /") { arguments, evaluation in
            let host = try PackageFileHost.of(evaluation, for: "set_modifiers")
            try host.write(modifiersKey, arguments[0], overwrites: true, in: &evaluation)
            return .none
        },
        NativeFunction("get_parent_modifiers", "") { _, evaluation in
            let host = try PackageFileHost.of(evaluation, for: "get_parent_modifiers")
            return host.parent.value(modifiersKey).map { evaluation.adopt($0.value) } ?? .none
        },
        NativeFunction(
            "set_cfg_constructor",
            "*, stage0, stage1, key, aliases = None, extra_data = None"
        ) { arguments, evaluation in
            let host = try PackageFileHost.of(evaluation, for: "set_cfg_constructor")
            _ = try arguments.string(2)
            let constructor = evaluation.structure([
                ("stage0", arguments[0]), ("stage1", arguments[1]), ("key", arguments[2]),
                ("aliases", arguments[3]), ("extra_data", arguments[4]),
            ])
            try host.setConstructor(constructor, in: &evaluation)
            return .none
        },
        NativeFunction("test_config_unification_rollout", "enabled") { arguments, evaluation in
            _ = try PackageFileHost.of(evaluation, for: "test_config_unification_rollout")
            _ = try arguments.bool(0)
            return .none
        },
    ]

    private static func visibility(_ value: Value, _ host: PackageFileHost) throws -> Visibility {
        do {
            let elements = try host.coercer.visibility(value, .visibility)
            return try host.coercer.visibility(of: .list(elements))
        } catch let error as CoercionError {
            throw error.failure("Error coercing the visibility given to `package`")
        }
    }
}
