import BuildModel
import Diagnostics
import Testing

@testable import Analysis

/// The values of `ctx.attrs`.
@Suite struct AttributeTests {
    static func workspace(_ expression: String, _ attributes: String = "") -> AnalysisWorkspace {
        AnalysisWorkspace(
            [
                ".buckconfig": "[cells]\nroot = .\n", "src/a.c": "", "folder/x": "", "folder/y": "",
                "rules.bzl": """
                def _gen_impl(ctx):
                    files = [ctx.actions.write(name, "") for name in ctx.attrs.outs]
                    extra = ctx.actions.write("extra", "")
                    return [
                        DefaultInfo(
                            default_outputs = files, other_outputs = [extra],
                            sub_targets = {"first": [DefaultInfo(default_output = files[0])]},
                        ),
                        RunInfo(args = [files[0], "--go"]),
                        TemplatePlaceholderInfo(
                            unkeyed_variables = {"cc": ["cc", files[0]]},
                            keyed_variables = {"flags": {"DEFAULT": "-d", "x": "-x"}},
                        ),
                    ]
                gen = rule(impl = _gen_impl, attrs = {"outs": attrs.list(attrs.string())})
                def _chain_impl(ctx):
                    return [DefaultInfo(), RunInfo(args = "chain")]
                chain = rule(impl = _chain_impl, attrs = {}, is_toolchain_rule = True)
                def _impl(ctx):
                    v = ctx.attrs
                    ctx.actions.write("case", \(expression))
                    return [DefaultInfo()]
                r = rule(impl = _impl, attrs = {
                    "any": attrs.any(default = None),
                    "arg": attrs.arg(default = ""),
                    "dep": attrs.option(attrs.dep(), default = None),
                    "deps": attrs.list(attrs.dep(), default = []),
                    "dict": attrs.dict(attrs.string(), attrs.source(), default = {}),
                    "enum": attrs.enum(["One", "two"], default = "two"),
                    "exec": attrs.option(attrs.exec_dep(), default = None),
                    "label": attrs.option(attrs.label(), default = None),
                    "one": attrs.one_of(attrs.int(), attrs.string(), default = 1),
                    "only": attrs.default_only(attrs.string(default = "fixed")),
                    "src": attrs.option(attrs.source(allow_directory = True), default = None),
                    "srcs": attrs.list(attrs.source(), default = []),
                    "tool": attrs.host_tool(default = ["cc"]),
                    "toolchain": attrs.option(attrs.toolchain_dep(), default = None),
                    "tuple": attrs.tuple(attrs.string(), attrs.int(), default = ("a", 1)),
                })
                """,
                "BUCK": """
                load(":rules.bzl", "chain", "gen", "r")
                gen(name = "gen", outs = ["g1", "g2"])
                gen(name = "single", outs = ["s"])
                chain(name = "chain")
                r(name = "t", \(attributes))
                """,
            ], tools: ["cc"])
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let attributes: String
        let expression: String
        let expected: [String]

        init(_ attributes: String, _ expression: String, _ expected: String...) {
            self.attributes = attributes
            self.expression = expression
            self.expected = expected
        }

        var testDescription: String { "\(attributes): \(expression)" }
    }

    static let cases: [Case] = [
        Case(
            "", "str([v.any, v.dict, v.enum, v.one, v.only, v.src, v.tuple])",
            #"[None, {}, "two", 1, "fixed", None, ("a", 1)]"#),
        Case(
            #"any = [1, {"a": None}], enum = "ONE", one = "x""#, "str([v.any, v.enum, v.one])",
            #"[[1, {"a": None}], "one", "x"]"#),
        Case(
            #"src = "src/a.c", dict = {"k": "src/a.c"}"#, "[v.src, v.dict[\"k\"]]", "src/a.c",
            "src/a.c"),
        Case(#"src = "folder""#, "v.src", "./folder"),
        Case(
            #"srcs = ["src/a.c", ":gen"]"#, "v.srcs", "src/a.c", "out/__gen__/g1", "out/__gen__/g2"),
        Case(#"src = ":gen[first]""#, "v.src", "out/__gen__/g1"),
        Case(#"dep = ":gen""#, "str(v.dep.label)", "root//:gen (<unspecified>)"),
        Case(
            #"dep = ":gen[first]""#, "[str(v.dep.label), v.dep[DefaultInfo].default_outputs]",
            "root//:gen[first] (<unspecified>)", "out/__gen__/g1"),
        Case(#"exec = ":gen""#, "v.exec[RunInfo]", "out/__gen__/g1", "--go"),
        Case(#"toolchain = ":chain""#, "v.toolchain[RunInfo]", "chain"),
        Case(#"label = ":nothing""#, "str(v.label)", "root//:nothing (<unspecified>)"),
        Case("", "[v.tool, v.tool.path, v.tool.name]", "/tools/cc", "/tools/cc", "cc"),
        Case(#"arg = "plain""#, "[str(v.arg == \"plain\"), v.arg]", "True", "plain"),
        Case(#"arg = "-I$(location :gen) x""#, "v.arg", "-Iout/__gen__/g1 out/__gen__/g2 x"),
        Case(#"arg = "$(exe_target :gen) x""#, "v.arg", "out/__gen__/g1 --go x"),
        Case(#"arg = "$(source src/a.c)""#, "v.arg", "src/a.c"),
        Case(#"arg = "$(flags :gen)$(flags :gen x)""#, "v.arg", "-d-x"),
        Case(#"arg = "$(cc)", deps = [":gen"]"#, "v.arg", "cc out/__gen__/g1"),
        Case(
            #"arg = "@$(@location :gen)""#, "v.arg", "@@out/__t__/__macros/0.macro"),
        Case(
            #"arg = "a$(location :single)""#, "repr(v.arg)",
            #"a$(cmd_args(<build artifact s bound to root//:single (<unspecified>)>, hidden=["#
                + #"<build artifact extra bound to root//:single (<unspecified>)>], "#
                + #"delimiter=" "))"#),
    ]

    @Test(arguments: cases)
    func value(_ test: Case) async throws {
        let result = try await Self.workspace(test.expression, test.attributes).analyse("//:t")
        #expect(try result.lines(of: "case").map(shortened) == test.expected)
    }

    @Test func macrosBringInputs() async throws {
        let result = try await Self.workspace(
            "cmd_args(v.arg)", #"arg = "$(@location :gen)""#
        ).analyse("//:t")
        #expect(
            try result.lines(of: "__macros/0.macro").map(shortened) == [
                "out/__gen__/g1 out/__gen__/g2"
            ])
        guard case .write(let write)? = result.action(making: "case")?.kind,
            case .lines(let line) = write.content
        else {
            Issue.record("`case` is written")
            return
        }
        #expect(
            line.artifacts.inputs.map(\.shortPath.text)
                == ["__macros/0.macro", "g1", "g2", "extra"])
    }

    static let mistakes: [(String, String)] = [
        (
            #"src = ":gen""#,
            "`root//:t` needs one file of `root//:gen`, which has 2 default outputs"
        ),
        (
            #"dep = ":gen[frst]""#,
            "`root//:gen` has no sub-target `frst`; did you mean `first`?"
        ),
        (
            #"arg = "$(exe_target :gen[first])""#,
            "`root//:t` runs `root//:gen[first]`, which provides no `RunInfo`"
        ),
        (
            #"arg = "$(nope)""#,
            "`root//:t` uses the macro `$(nope)`, which no `TemplatePlaceholderInfo` of its "
                + "dependencies defines"
        ),
        (
            #"tool = ["gcc", "clang"]"#,
            "`root//:t` needs one of `gcc`, `clang`, and this machine has none"
        ),
    ]

    @Test(arguments: mistakes)
    func mistake(_ attributes: String, _ message: String) async throws {
        let failure = try await Self.workspace("\"\"", attributes).failure(of: "//:t")
        #expect(failure?.message == message)
    }

    @Test func requiredProviders() async throws {
        let workspace = AnalysisWorkspace(
            rules: """
                AInfo = provider(fields = [])
                BInfo = provider(fields = [])
                def _a_impl(ctx):
                    return [DefaultInfo(), AInfo()]
                a = rule(impl = _a_impl, attrs = {})
                def _impl(ctx):
                    return [DefaultInfo()]
                r = rule(impl = _impl, attrs = {
                    "deps": attrs.list(attrs.dep(providers = [AInfo, BInfo])),
                })
                """, names: ["a", "r"],
            build: "a(name = \"a\")\nr(name = \"t\", deps = [\":a\"])")
        let failure = try #require(try await workspace.failure(of: "//:t"))
        #expect(
            failure.message
                == "Attribute `deps` of `root//:t` needs a target with provider `BInfo`, but "
                + "`root//:a` has `DefaultInfo`, `AInfo`")
        #expect(failure.span?.file.path == "BUCK")
    }
}
