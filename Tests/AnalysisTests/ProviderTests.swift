import BuildModel
import Diagnostics
import Testing

@testable import Analysis

@Suite struct ProviderTests {
    static let definitions = """
        PlainInfo = provider(fields = ["a", "b"])
        TypedInfo = provider(doc = "Typed.", fields = {
            "n": int,
            "s": provider_field(str, default = "none"),
            "l": provider_field(list, default = []),
        })
        OtherInfo = provider(fields = [])
        """

    static let values: [ExpressionCase] = [
        .init("repr(PlainInfo(a = 1))", "PlainInfo(a=1, b=None)"),
        .init("repr(TypedInfo(n = 1))", #"TypedInfo(n=1, s="none", l=[])"#),
        .init("str(TypedInfo(n = 2, s = \"x\").s)", "x"),
        .init("str(PlainInfo(a = [1]) == PlainInfo(a = [1]))", "True"),
        .init("str(PlainInfo(a = 1) == TypedInfo(n = 1))", "False"),
        .init("str(isinstance(PlainInfo(), PlainInfo))", "True"),
        .init("str(isinstance(PlainInfo(), TypedInfo))", "False"),
        .init("str([RunInfo in dep, TypedInfo in dep])", "[True, False]"),
        .init("str([dep.get(TypedInfo), dep.get(RunInfo) == None])", "[None, False]"),
        .init("str(len(dep.providers))", "3"),
        .init(
            "repr(dep[DefaultInfo].sub_targets[\"doc\"][DefaultInfo].default_outputs)",
            "[<source artifact tool.txt>]"),
        .init("dep.sub_target(\"doc\")[DefaultInfo].default_outputs", "./tool.txt"),
        .init("repr(PlainInfo)", "PlainInfo"),
        .init("repr(dep)", "<dependency root//:tool (<unspecified>)>"),
        .init(
            "repr(DefaultInfo())",
            "DefaultInfo(sub_targets={}, default_outputs=[], other_outputs=[])"),
        .init("cmd_args(RunInfo(args = [\"x\", a]))", "x", "src/a.c"),
    ]

    @Test(arguments: values)
    func value(_ test: ExpressionCase) async throws {
        #expect(try await test.lines(definitions: Self.definitions) == test.expected)
    }

    static let mistakes: [(String, String)] = [
        (
            "dep[PlainInfo]",
            "`root//:tool (<unspecified>)` has no provider `PlainInfo`; it has `DefaultInfo`, "
                + "`RunInfo`, `ToolInfo`"
        ),
        (
            "dep[\"PlainInfo\"]",
            "Providers are looked up by provider, but got `\"PlainInfo\"` of type `string`"
        ),
        (
            "TypedInfo(n = \"1\")",
            "Field `n` of provider `TypedInfo` must be of type `int`, but got `\"1\"` of type "
                + "`string`"
        ),
        (
            "DefaultInfo(default_output = a, default_outputs = [a])",
            "`DefaultInfo` takes `default_output` or `default_outputs`, not both"
        ),
        (
            "DefaultInfo(default_output = \"a\")",
            "Type of parameter `default_output` doesn't match: `DefaultInfo` takes an artifact, but got `\"a\"` of "
                + "type `string`"
        ),
        (
            "DefaultInfo(sub_targets = {\"x\": [1]})",
            "Providers of sub-target `x` must be a list of providers, but it contains `1` of type "
                + "`int`"
        ),
        (
            "DefaultInfo(sub_targets = {\"x\": [PlainInfo(), PlainInfo()]})",
            "Provider `PlainInfo` of sub-target `x` is given twice"
        ),
        ("provider(fields = [\"a\", \"a\"])", "Field `a` of the provider is declared twice"),
        (
            "provider(fields = [\"a\"])(a = 1)",
            "The result of `provider()` must be assigned to a top-level variable before it can be "
                + "called"
        ),
        (
            "provider_field(int, default = \"x\")",
            "The default `\"x\"` of type `string` is not of the field's type `int`"
        ),
    ]

    @Test(arguments: mistakes)
    func mistake(_ expression: String, _ message: String) async throws {
        let workspace = ExpressionCase.workspace(expression, definitions: Self.definitions)
        #expect(try await workspace.failure(of: "//:t")?.message == message)
    }

    /// Calls with a wrong name say so, wherever the runtime finds it out.
    @Test(arguments: [
        ("PlainInfo(c = 1)", "`c`"), ("TypedInfo()", "`n`"), ("TypedInfo(n = 1).nn", "`n`"),
    ])
    func wrongField(_ expression: String, _ part: String) async throws {
        let workspace = ExpressionCase.workspace(expression, definitions: Self.definitions)
        let failure = try #require(try await workspace.failure(of: "//:t"))
        #expect(([failure.message] + failure.help).joined().contains(part))
    }

    @Test func resultsForThoseAbove() async throws {
        let workspace = ExpressionCase.workspace("\"x\"")
        let result = try await workspace.analyse("//:tool")
        #expect(result.providers.ids.map(\.name) == ["DefaultInfo", "RunInfo", "ToolInfo"])
        #expect(result.providers.defaultOutputs.map(\.shortPath.text) == ["bin/tool"])
        #expect(
            try result.providers.runCommand?.arguments() == ["out/__tool__/bin/tool", "--run"])
        #expect(result.providers.subTargetNames == ["doc"])
        let doc = try result.providers.subTarget(["doc"], of: result.label)
        #expect(doc.defaultOutputs.map(\.shortPath.text) == ["tool.txt"])
        #expect(doc.runCommand == nil)
        let error = #expect(throws: Diagnostic.self) {
            try result.providers.subTarget(["doc", "x"], of: result.label)
        }
        #expect(error?.message == "`root//:tool[doc]` has no sub-target `x`")
    }

    @Test func otherOutputsAreBuiltToo() async throws {
        let workspace = AnalysisWorkspace(
            rules: """
                def _impl(ctx):
                    a = ctx.actions.write("a", "")
                    b = ctx.actions.write("b", [a], with_inputs = True)
                    c = ctx.actions.write("c", "")
                    return [DefaultInfo(default_output = b, other_outputs = [cmd_args(hidden = c)])]
                r = rule(impl = _impl, attrs = {})
                """, names: ["r"], build: "r(name = \"t\")")
        let providers = try await workspace.analyse("//:t").providers
        #expect(providers.defaultOutputs.map(\.shortPath.text) == ["b"])
        #expect(
            providers.outputsToBuild.artifacts.inputs.map(\.shortPath.text) == ["b", "a", "c"])
    }
}
