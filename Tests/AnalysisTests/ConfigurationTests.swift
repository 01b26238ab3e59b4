import BuildModel
import Diagnostics
import Testing

@testable import Analysis

/// Selects and platforms, whose facts come from the analysis of configuration rules.
@Suite struct ConfigurationTests {
    static let prelude = [
        "prelude.bzl": """
        def _setting_impl(ctx):
            return [DefaultInfo(), ConstraintSettingInfo(label = ctx.label.raw_target())]
        constraint_setting = rule(
            impl = _setting_impl, attrs = {}, is_configuration_rule = True)
        def _value_impl(ctx):
            setting = ctx.attrs.setting[ConstraintSettingInfo]
            value = ConstraintValueInfo(setting = setting, label = ctx.label.raw_target())
            return [
                DefaultInfo(), value,
                ConfigurationInfo(constraints = {setting.label: value}, values = {}),
            ]
        constraint_value = rule(
            impl = _value_impl, attrs = {"setting": attrs.dep()},
            is_configuration_rule = True)
        def _platform_impl(ctx):
            constraints = {}
            for dep in ctx.attrs.constraint_values:
                constraints.update(dep[ConfigurationInfo].constraints)
            return [DefaultInfo(), PlatformInfo(
                label = str(ctx.label.raw_target()),
                configuration = ConfigurationInfo(constraints = constraints, values = {}),
            )]
        platform = rule(
            impl = _platform_impl, attrs = {"constraint_values": attrs.list(attrs.dep())},
            is_configuration_rule = True)
        native = struct(
            constraint_setting = constraint_setting,
            constraint_value = constraint_value,
            platform = platform,
        )
        """,
        "platforms/BUCK": """
        load("@prelude//:prelude.bzl", "constraint_setting", "constraint_value", "platform")
        constraint_setting(name = "os", visibility = ["PUBLIC"])
        constraint_value(name = "linux", setting = ":os", visibility = ["PUBLIC"])
        constraint_value(name = "mac", setting = ":os", visibility = ["PUBLIC"])
        platform(name = "default", constraint_values = [":linux"], visibility = ["PUBLIC"])
        platform(name = "other", constraint_values = [":mac"], visibility = ["PUBLIC"])
        """,
    ]

    static func workspace(_ key: String = "prelude//platforms:linux") -> AnalysisWorkspace {
        AnalysisWorkspace(
            [
                "rules.bzl": """
                def _impl(ctx):
                    ctx.actions.write("case", ctx.attrs.words)
                    return [DefaultInfo()]
                r = rule(impl = _impl, attrs = {"words": attrs.list(attrs.string())})
                """,
                "BUCK": """
                load(":rules.bzl", "r")
                WORDS = ["both"] + select({
                    "\(key)": ["linux"],
                    "prelude//platforms:mac": ["mac"],
                    "DEFAULT": ["other"],
                })
                r(name = "t", words = WORDS)
                r(name = "m", words = WORDS, default_target_platform = "prelude//platforms:other")
                """,
            ], bundled: prelude)
    }

    @Test(arguments: [("//:t", ["both", "linux"]), ("//:m", ["both", "mac"])])
    func selects(_ target: String, _ expected: [String]) async throws {
        let result = try await Self.workspace().analyse(target)
        #expect(try result.lines(of: "case") == expected)
        #expect(result.label.configuration.name.hasPrefix("prelude//platforms:"))
    }

    @Test func platformsHaveFolders() async throws {
        let workspace = Self.workspace()
        let (linux, mac) = (
            try await workspace.analyse("//:t").label, try await workspace.analyse("//:m").label
        )
        #expect(linux.configuration.hash != mac.configuration.hash)
    }

    @Test func keyWithoutConfigurationInfo() async throws {
        let failure = try await Self.workspace("prelude//platforms:os").failure(of: "//:t")
        #expect(
            failure?.message
                == "`prelude//platforms:os` target doesn't have a `ConfigurationInfo` provider so it "
                + "can't be selected. Possible selectable rules are `config_setting` and "
                + "`constraint_value`.")
    }
}
