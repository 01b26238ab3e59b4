import BuildModel
import Diagnostics
import Incremental
import Loading
import TargetConfiguration
import Testing

@testable import Analysis

/// Plugins: how they go up the graph, and for which platform they are built.
@Suite struct PluginTests {
    static func workspace(_ build: String) -> AnalysisWorkspace {
        AnalysisWorkspace([
            ".buckconfig": "[cells]\nroot = .\n",
            "rules.bzl": """
            Macro = plugins.kind()
            Other = plugins.kind()
            NameInfo = provider(fields = ["name"])
            def _nothing(ctx):
                return [DefaultInfo(), NameInfo(name = ctx.label.name)]
            plain = rule(impl = _nothing, attrs = {})
            tool = rule(impl = _nothing, attrs = {}, is_toolchain_rule = True)
            stub = rule(impl = _nothing, attrs = {"actual": attrs.plugin_dep(kind = Macro)})
            alias = rule(impl = _nothing, attrs = {
                "actual": attrs.dep(pulls_and_pushes_plugins = plugins.All),
            })
            def _lib(ctx):
                names = [p[NameInfo].name for p in ctx.plugins[ctx.attrs.kind or Macro]]
                return [DefaultInfo(default_output = ctx.actions.write("out", names)), NameInfo()]
            lib = rule(impl = _lib, attrs = {
                "deps": attrs.list(attrs.dep(pulls_and_pushes_plugins = [Macro]), default = []),
                "kind": attrs.default_only(attrs.option(attrs.string(), default = None)),
                "private": attrs.list(attrs.dep(pulls_plugins = [Macro]), default = []),
            }, uses_plugins = [Macro])
            def _wrong(ctx):
                ctx.plugins[Other]
            wrong = rule(impl = _wrong, attrs = {
                "dep": attrs.dep(pulls_plugins = [Other]),
            }, uses_plugins = [Macro])
            """,
            "BUCK": """
            load(":rules.bzl", "alias", "lib", "plain", "stub", "tool", "wrong")
            plain(name = "real_a")
            plain(name = "real_b")
            stub(name = "a", actual = ":real_a")
            stub(name = "b", actual = ":real_b")
            \(build)
            """,
        ])
    }

    @Test(arguments: [
        ("lib(name = \"x\", deps = [\":a\"])", ["real_a"]),
        ("alias(name = \"y\", actual = \":a\")\nlib(name = \"x\", deps = [\":y\"])", ["real_a"]),
        (
            "lib(name = \"y\", deps = [\":a\"], private = [\":b\"])\n"
                + "lib(name = \"x\", deps = [\":y\"])", ["real_a"]
        ),
        ("lib(name = \"x\", deps = [\":a\"], private = [\":a\", \":b\"])", ["real_a", "real_b"]),
        ("lib(name = \"x\", deps = [\":real_a\"])", []),
    ])
    func arePulledAndPushed(_ build: String, _ expected: [String]) async throws {
        #expect(try await Self.workspace(build).analyse("//:x").lines(of: "out") == expected)
    }

    @Test(arguments: [
        (
            "wrong(name = \"x\", dep = \":a\")",
            "The rule did not declare that it uses plugins of kind Other"
        ),
        (
            "tool(name = \"y\")\nstub(name = \"x\", actual = \":y\")",
            "Plugin dep `root//:y` is a toolchain rule"
        ),
        ("stub(name = \"x\", actual = \"//p:hidden\")", "is not visible to `root//:x`"),
    ])
    func mistakes(_ build: String, _ message: String) async throws {
        let workspace = Self.workspace(build)
        workspace.tree.set(
            "p/BUCK", "load(\"//:rules.bzl\", \"plain\")\nplain(name = \"hidden\")\n")
        let failure = try await workspace.failure(of: "//:x")
        #expect(failure?.message.contains(message) == true, "\(String(describing: failure))")
    }

    /// Two plugins that name each other are no cycle: a plugin is configured by who uses it.
    @Test func mayNameEachOther() async throws {
        let build = """
            stub(name = "x", actual = ":y")
            stub(name = "y", actual = ":x")
            """
        _ = try await Self.workspace(build).analyse("//:x")
    }

    /// The platform that runs the actions is one on which the plugins can be built.
    @Test func chooseThePlatform() async throws {
        let workspace = Self.workspace("lib(name = \"x\", deps = [\":a\"])")
        let target = try await workspace.engine.withContext { context in
            let label = try TargetLabel(
                package: PackageLabel(cell: .root, path: .base), name: "x")
            return try await context.configuredTarget(context.configuredLabel(of: label))
        }
        #expect(target.usedPlugins.flatMap(\.targets).map(\.target.name) == ["real_a"])
        #expect(target.plugins.plugins.map(\.target.name) == ["real_a"])
        let plugin = target.dependencies.first { $0.label.target.target.name == "real_a" }
        #expect(plugin?.kind == .execution)
    }
}
