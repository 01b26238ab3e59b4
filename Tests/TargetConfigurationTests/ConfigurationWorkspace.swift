import BuildModel
import Diagnostics
import Incremental
import Loading
import Starlark
import TargetConfiguration

/// A workspace whose configuration rules are read off their attributes, without analysis.
struct ConfigurationWorkspace {
    static let prelude = """
        def _impl(ctx):
            return []

        constraint_setting = rule(impl = _impl, attrs = {}, is_configuration_rule = True)
        constraint_value = rule(
            impl = _impl,
            attrs = {"constraint_setting": attrs.dep()},
            is_configuration_rule = True,
        )
        config_setting = rule(
            impl = _impl,
            attrs = {
                "constraint_values": attrs.list(attrs.dep(), default = []),
                "values": attrs.dict(attrs.string(), attrs.string(), default = {}),
            },
            is_configuration_rule = True,
        )
        platform = rule(
            impl = _impl,
            attrs = {"constraint_values": attrs.list(attrs.dep(), default = [])},
            is_configuration_rule = True,
        )
        execution_platforms = rule(
            impl = _impl,
            attrs = {"platforms": attrs.list(attrs.dep())},
        )
        toolchain = rule(
            impl = _impl,
            attrs = {"runs": attrs.option(attrs.exec_dep(), default = None)},
            is_toolchain_rule = True,
        )
        thing = rule(
            impl = _impl,
            attrs = {
                "args": attrs.list(attrs.arg(), default = []),
                "deps": attrs.list(attrs.dep(), default = []),
                "flags": attrs.list(attrs.string(), default = []),
                "label": attrs.option(attrs.label(), default = None),
                "opts": attrs.dict(attrs.string(), attrs.string(), default = {}),
                "runs": attrs.option(attrs.exec_dep(), default = None),
                "srcs": attrs.list(attrs.source(), default = []),
                "text": attrs.string(default = ""),
                "toolchain": attrs.option(attrs.toolchain_dep(), default = None),
            },
        )
        native = struct(
            constraint_setting = constraint_setting, constraint_value = constraint_value,
            config_setting = config_setting, platform = platform, toolchain = toolchain,
            execution_platforms = execution_platforms,
            thing = thing,
        )
        """

    static let platforms = """
        constraint_setting(name = "os", visibility = ["PUBLIC"])
        constraint_setting(name = "cpu", visibility = ["PUBLIC"])
        constraint_value(name = "linux", constraint_setting = ":os", visibility = ["PUBLIC"])
        constraint_value(name = "mac", constraint_setting = ":os", visibility = ["PUBLIC"])
        constraint_value(name = "x86", constraint_setting = ":cpu", visibility = ["PUBLIC"])
        constraint_value(name = "arm", constraint_setting = ":cpu", visibility = ["PUBLIC"])
        config_setting(name = "linux-x86", constraint_values = [":linux", ":x86"])
        config_setting(name = "both", constraint_values = [":mac", ":x86"])
        config_setting(name = "opt", values = {"build.mode": "opt"})
        platform(
            name = "default",
            constraint_values = [":linux", ":x86"],
            visibility = ["PUBLIC"],
        )
        platform(
            name = "phone",
            constraint_values = [":mac", ":arm"],
            visibility = ["PUBLIC"],
        )
        """

    let engine: Engine
    private let tree: MemorySourceTree

    /// Loads files of the project beside a prelude that has platforms.
    init(_ files: [String: String], hasPrelude: Bool = true, log: EventLog? = nil) {
        var files = files
        if files[".buckconfig"] == nil {
            files[".buckconfig"] = hasPrelude ? "[project]\n" : "[cells]\nroot = .\n"
        }
        tree = MemorySourceTree(
            files,
            bundled: ["prelude.bzl": Self.prelude, "platforms/BUCK": Self.platforms])
        var resources = Resources()
        resources[SourceTreeResource.self] = tree
        resources[RuleGlobals.self] = .standard
        resources[ConfigurationProvidersResource.self] = Reader()
        engine = Engine(resources: resources, workers: 2, log: log)
    }

    /// Changes a file of the project.
    func write(_ text: String, to path: String) {
        tree.set(path, text)
        engine.commit { $0.invalidateSource(.project(ProjectPath(unchecked: path))) }
    }

    /// A configured target, by the label it has in a configuration.
    func configured(_ label: ConfiguredTargetLabel) async throws -> ConfiguredTarget {
        try await engine.withContext { try await $0.configuredTarget(label) }
    }

    /// What becomes of a target.
    func outcome(_ text: String) async throws -> ConfiguredTargetOutcome {
        try await engine.withContext { context in
            try await context.configuredTargetOutcome(try await label(text, in: context))
        }
    }

    /// What becomes of a target that a command asks for.
    func requested(_ text: String) async throws -> ConfiguredTargetOutcome {
        try await engine.withContext { context in
            try await context.requestedTarget(try await label(text, in: context))
        }
    }

    private func label(
        _ text: String, in context: borrowing Context
    ) async throws -> ConfiguredTargetLabel {
        let cells = try await context.cells()
        let root = PackageLabel(cell: cells.rootCell, path: .base)
        return try await context.configuredLabel(of: try cells.targetLabel(text, in: root))
    }

    /// A configured target, by label.
    func configured(_ text: String, platform: String? = nil) async throws -> ConfiguredTarget {
        try await engine.withContext { context in
            let cells = try await context.cells()
            let root = PackageLabel(cell: cells.rootCell, path: .base)
            let label = try await context.configuredLabel(
                of: try cells.targetLabel(text, in: root),
                as: ConfigurationRequest(
                    platform: try platform.map { try cells.targetLabel($0, in: root) }))
            return try await context.configuredTarget(label)
        }
    }
}

/// Reads configurations off the attributes of their targets, and makes platforms of transitions'
/// names.
private struct Reader: ConfigurationProviders {
    let configurations = ConfigurationTable()

    func facts(
        of label: ProvidersLabel, in context: borrowing Context
    ) async throws -> ConfigurationFacts {
        let target = try await context.configuredTarget(
            ConfiguredTargetLabel(target: label.target, configuration: .unbound))
        var constraints: [ConstraintSetting: ProvidersLabel] = [:]
        var values: [String: String] = [:]
        for (name, value) in target.attributes {
            switch (name, value) {
            case ("constraint_setting", .dependency(let setting)):
                constraints[ConstraintSetting(label: setting.providers.target)] = label
            case ("default_value", .string(let name)):
                // The only value of a setting of its own, which other configurations have as well.
                let fallback = ProvidersLabel(target: label.target, subTargets: [name])
                constraints[ConstraintSetting(label: label.target, defaultValue: fallback)] = label
            case ("constraint_values", .list(let elements)):
                for case .dependency(let element) in elements {
                    let facts = try await facts(of: element.providers, in: context)
                    constraints.merge(facts.constraints) { $1 }
                }
            case ("values", .dict(let entries)):
                for case let entry in entries {
                    guard case .string(let key) = entry.key, case .string(let value) = entry.value
                    else { continue }
                    values[key] = value
                }
            default:
                throw Diagnostic.error("`\(label)` is no part of a configuration")
            }
        }
        return ConfigurationFacts(constraints: constraints, values: values)
    }

    func platform(
        _ label: TargetLabel, in context: borrowing Context
    ) async throws -> PlatformDescription {
        PlatformDescription(
            name: label.description,
            facts: try await facts(of: ProvidersLabel(target: label), in: context))
    }

    func executionPlatforms(
        _ label: TargetLabel, in context: borrowing Context
    ) async throws -> ExecutionPlatformRegistration {
        let target = try await context.configuredTarget(
            ConfiguredTargetLabel(target: label, configuration: .unbound))
        var platforms: [ExecutionPlatformRegistration.Platform] = []
        for dependency in target.dependencies {
            let platform = dependency.label.providers.target
            platforms.append(
                .init(
                    target: platform,
                    facts: try await facts(of: dependency.label.providers, in: context),
                    executor: .local))
        }
        return ExecutionPlatformRegistration(
            platforms: platforms, fallback: .unspecified, marker: nil)
    }

    func constraint(
        _ label: ProvidersLabel, in context: borrowing Context
    ) async throws -> (setting: ConstraintSetting, value: ProvidersLabel) {
        guard let constraint = try await facts(of: label, in: context).constraints.first else {
            throw Diagnostic.error("`\(label)` is no constraint")
        }
        return (constraint.key, constraint.value)
    }

    func dependencyRollouts(
        _ label: ProvidersLabel, in context: borrowing Context
    ) async throws -> [DependencyRollout] { [] }

    func attributes(
        of transition: TransitionID, in context: borrowing Context
    ) async throws -> [String]? {
        guard case .function(_, let name) = transition else { return nil }
        return name.hasPrefix("by_") ? [String(name.dropFirst("by_".count))] : nil
    }

    /// `to_x` leads to the platform `x`, `by_text` to the one that the attribute `text` names,
    /// `longer` to one of another name each time.
    func apply(
        _ transition: TransitionID, to platform: PlatformDescription,
        attributes: [ConfiguredValue?]?, in context: borrowing Context
    ) async throws -> TransitionOutcome {
        guard case .function(_, let name) = transition else {
            return .single(platform)
        }
        func named(_ name: String) async throws -> PlatformDescription {
            let package = PackageLabel(cell: .prelude, path: RelativePath(unchecked: "platforms"))
            let label = TargetLabel(package: package, name: name)
            let facts = try await facts(of: ProvidersLabel(target: label), in: context)
            return PlatformDescription(name: "<\(name)>", facts: facts)
        }
        if name == "longer" {
            return .single(PlatformDescription(name: platform.name + "!", facts: platform.facts))
        }
        if name == "_both" {
            return .split([
                .init(name: "one", platform: try await named("default")),
                .init(name: "two", platform: try await named("phone")),
            ])
        }
        if case .string(let text)?? = attributes?.first { return .single(try await named(text)) }
        return .single(try await named(String(name.dropFirst("to_".count))))
    }

    func apply(
        _ modifiers: ConfigurationModifiers, to platform: PlatformDescription?,
        in context: borrowing Context
    ) async throws -> PlatformDescription? { nil }
}
