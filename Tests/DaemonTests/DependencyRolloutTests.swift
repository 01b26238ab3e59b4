import BuildEvents
import TestSupport
import Testing

/// Soft errors in categories of one's own about targets that only a dependency rules out.
@Suite struct DependencyRolloutTests {
    private static func files(naming patterns: String) -> [String: String] {
        var files = GraphWorkspace.files
        files[".buckconfig"] = "[cells]\nroot = .\n[buck2]\ndep_only_incompatible_info = //c:info\n"
        files["c/BUCK"] = """
            load(":info.bzl", "info")
            info(name = "info")
            """
        files["c/info.bzl"] = """
            def _impl(ctx):
                return [DefaultInfo(), DepOnlyIncompatibleInfo(custom_soft_errors = {
                    "ours": DepOnlyIncompatibleRollout(\(patterns)),
                })]

            info = rule(impl = _impl, attrs = {}, is_configuration_rule = True)
            """
        files["user/BUCK"] = """
            load("//:rules.bzl", "thing")
            thing(name = "user", deps = ["//lib:mac"], default_target_platform = "//os:on_linux")
            """
        return files
    }

    @Test(arguments: [
        ("target_patterns = [\"//user/...\"], exclusions = []", true),
        ("target_patterns = [\"//user/...\"], exclusions = [\"//user:user\"]", false),
        ("target_patterns = [\"//lib/...\"], exclusions = []", false),
    ])
    func logsTellOfThem(patterns: String, isTold: Bool) async throws {
        let workspace = try TemporaryWorkspace(Self.files(naming: patterns))
        let outcome = await workspace.bld("cquery", "//user:user")
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        let log = await workspace.bld("log", "show")
        #expect(log.output.contains("Soft Error: ours: root//user:user") == isTold)
    }

    @Test func aTargetWithoutTheInfoIsAnError() async throws {
        var files = Self.files(naming: "target_patterns = [], exclusions = []")
        files["c/BUCK"] = "load(\"//:rules.bzl\", \"setting\")\nsetting(name = \"info\")\n"
        let outcome = await (try TemporaryWorkspace(files)).bld("cquery", "//user:user")
        #expect(outcome.exitCode == .userError)
        #expect(outcome.errors.contains("to provide a `DepOnlyIncompatibleInfo`"))
    }
}
