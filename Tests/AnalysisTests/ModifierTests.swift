import BuildModel
import Diagnostics
import Incremental
import Loading
import TargetConfiguration
import Testing

@testable import Analysis

/// Modifiers, applied by the functions that the root `PACKAGE` file sets.
@Suite struct ModifierTests {
    static let constructor = """
        def _first(
                *, legacy_platform, package_modifiers, target_modifiers, cli_modifiers, rule_name,
                aliases, extra_data, configuring_exec_dep):
            names = (package_modifiers or []) + (target_modifiers or []) + cli_modifiers
            labels = [(aliases or {}).get(name, name) for name in names]
            return (labels, struct(
                order = labels,
                base = legacy_platform,
                name = "exec" if configuring_exec_dep else rule_name,
            ))

        def _second(*, refs, params):
            base = params.base
            constraints = dict(base.configuration.constraints) if base else {}
            for label in params.order:
                constraints.update(refs[label][ConfigurationInfo].constraints)
            return PlatformInfo(
                label = "modified-" + params.name,
                configuration = ConfigurationInfo(constraints = constraints, values = {}),
            )

        def set_up():
            set_cfg_constructor(
                stage0 = _first, stage1 = _second, key = "buck.cfg_modifiers",
                aliases = {"mac": "//:mac"},
            )
        """

    static let rules = """
        def _setting(ctx):
            return [DefaultInfo(), ConstraintSettingInfo(label = ctx.label.raw_target())]

        def _value(ctx):
            value = ConstraintValueInfo(
                setting = ctx.attrs.setting[ConstraintSettingInfo],
                label = ctx.label.raw_target(),
            )
            constraints = {value.setting.label: value}
            return [DefaultInfo(), value, ConfigurationInfo(constraints = constraints, values = {})]

        def _impl(ctx):
            return [DefaultInfo()]

        setting = rule(impl = _setting, attrs = {}, is_configuration_rule = True)
        value = rule(impl = _value, attrs = {"setting": attrs.dep()}, is_configuration_rule = True)
        thing = rule(impl = _impl, attrs = {})
        """

    static func workspace(_ build: String, package: String = "") -> AnalysisWorkspace {
        AnalysisWorkspace([
            "rules.bzl": rules, "constructor.bzl": constructor,
            "PACKAGE": "load(\"//:constructor.bzl\", \"set_up\")\nset_up()\n",
            "BUCK": """
            load(":rules.bzl", "setting", "value")
            setting(name = "os", visibility = ["PUBLIC"])
            setting(name = "cpu", visibility = ["PUBLIC"])
            value(name = "mac", setting = ":os", visibility = ["PUBLIC"])
            value(name = "linux", setting = ":os", visibility = ["PUBLIC"])
            value(name = "arm", setting = ":cpu", visibility = ["PUBLIC"])
            """,
            "a/PACKAGE": package,
            "a/BUCK": "load(\"//:rules.bzl\", \"thing\")\n" + build,
        ])
    }

    /// What the target, the package and the command say, and the constraints that come of it.
    static let cases: [(target: String, package: String, command: [String], result: [String])] = [
        ("", "", [], []),
        ("", "", ["//:mac"], ["root//:mac"]),
        ("", "", ["mac"], ["root//:mac"]),
        ("modifiers = [\"//:arm\"]", "", ["//:mac"], ["root//:arm", "root//:mac"]),
        ("", "set_modifiers([\"//:linux\"])", [], ["root//:linux"]),
        ("modifiers = [\"//:mac\"]", "set_modifiers([\"//:linux\"])", [], ["root//:mac"]),
        (
            "modifiers = [\"//:mac\"]", "set_modifiers([\"//:linux\"])", ["//:linux"],
            ["root//:linux"]
        ),
    ]

    @Test(arguments: cases)
    func theMostImportantCounts(
        _ test: (target: String, package: String, command: [String], result: [String])
    ) async throws {
        let workspace = Self.workspace(
            "thing(name = \"t\", \(test.target))", package: test.package)
        let (label, values) = try await workspace.engine.withContext { context in
            let cells = try await context.cells()
            let target = try cells.targetLabel(
                "//a:t", in: PackageLabel(cell: .root, path: .base))
            let label = try await context.configuredLabel(
                of: target, as: ConfigurationRequest(modifiers: test.command)
            ).configuration
            let facts = try await context.configuration(label).facts
            return (label, facts.sortedConstraints.map(\.value.description).sorted())
        }
        #expect(values == test.result)
        #expect(label.name == (test.result.isEmpty ? "<unspecified>" : "modified-thing"))
    }

    @Test func onlyConfigurationRulesAreModifiers() async throws {
        let workspace = Self.workspace(
            "thing(name = \"t\", modifiers = [\"//a:other\"])\nthing(name = \"other\")")
        let failure = try await workspace.failure(of: "//a:t")
        #expect(failure?.message.contains("must only contain configuration rules") == true)
    }

    @Test func withoutAFunctionModifiersMeanNothing() async throws {
        let workspace = AnalysisWorkspace([
            "rules.bzl": Self.rules,
            "BUCK": "load(\":rules.bzl\", \"thing\")\n"
                + "thing(name = \"t\", modifiers = [\"//:mac\"])",
        ])
        let result = try await workspace.analyse("//:t")
        #expect(result.label.configuration == .unspecified)
    }
}
