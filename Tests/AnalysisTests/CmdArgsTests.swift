import Diagnostics
import Testing

@Suite struct CmdArgsTests {
    static let options: [ExpressionCase] = [
        .init(#"cmd_args("-c", a, ["x", ["y", b]])"#, "-c", "src/a.c", "x", "y", "./b.h"),
        .init("cmd_args()"),
        .init("[]"),
        .init(#"["a", cmd_args("b", "c")]"#, "a", "b", "c"),
        .init(#"cmd_args(a, b, format = "-I{}")"#, "-Isrc/a.c", "-I./b.h"),
        .init(#"cmd_args(a, b, delimiter = ":")"#, "src/a.c:./b.h"),
        .init(#"cmd_args(a, b, prepend = "-i")"#, "-i", "src/a.c", "-i", "./b.h"),
        .init(#"cmd_args("a b", quote = "shell")"#, #""a b""#),
        .init(#"cmd_args("a\"b", quote = "json")"#, #""a\"b""#),
        .init("cmd_args(a, parent = 1)", "./src"),
        .init("cmd_args(a, parent = 2)", "."),
        .init(#"cmd_args(a, absolute_prefix = "$R/", absolute_suffix = ")")"#, "$R/src/a.c)"),
        .init("cmd_args(out, relative_to = dir)", "../out"),
        .init("cmd_args(a, relative_to = (b, 1))", "src/a.c"),
        .init("cmd_args(b, relative_to = (a, 1))", "../b.h"),
        .init("cmd_args(a, relative_to = ctx.label.cell_root)", "src/a.c"),
        .init("cmd_args(out, relative_to = ctx.label.project_root)", "out/__t__/out"),
        .init(#"cmd_args(a, replace_regex = ("\\.c$", ".o"))"#, "src/a.o"),
        .init(
            #"cmd_args("xyx", replace_regex = [("x", "y"), ("(y+)", "<$1>")])"#, "<yyy>"),
        .init(#"cmd_args(b, ignore_artifacts = True)"#, "./b.h"),
        .init(#"cmd_args("x", hidden = [a, b])"#, "x"),
    ]

    static let nesting: [ExpressionCase] = [
        .init(
            #"cmd_args(cmd_args("a", "b", delimiter = "+"), "c", format = "[{}]")"#,
            "[a+b]", "[c]"),
        .init(#"cmd_args(cmd_args(a, parent = 1), parent = 1)"#, "."),
        .init(#"cmd_args(dir.project("sub/x"))"#, "out/__t__/dir/sub/x"),
        .init("cmd_args(dep[RunInfo])", "out/__tool__/bin/tool", "--run"),
        .init("cmd_args(dep[ToolInfo].flags)", "<-x>", "<out/__tool__/bin/tool>"),
        .init(
            #"cmd_args(dep[ToolInfo].flags, format = "'{}'")"#, "'<-x>'",
            "'<out/__tool__/bin/tool>'"),
        .init("cmd_args(ctx.label.raw_target())", "root//:t"),
        .init(
            #"cmd_args(dep[ToolInfo].flags.copy().add("y"))"#, "<-x>", "<out/__tool__/bin/tool>",
            "<y>"),
        .init(#"cmd_args(out).relative_to(dir)"#, "../out"),
    ]

    @Test(arguments: options + nesting)
    func expansion(_ test: ExpressionCase) async throws {
        #expect(try await test.lines() == test.expected)
    }

    static let values: [ExpressionCase] = [
        .init(#"repr(cmd_args("a", b))"#, #"cmd_args("a", <source artifact b.h>)"#),
        .init(
            #"repr(cmd_args("a", hidden = b, format = "-{}", delimiter = ",", parent = 1))"#,
            #"cmd_args("a", hidden=[<source artifact b.h>], parent=1, delimiter=",", format="-{}")"#
        ),
        .init(
            "repr(dep[RunInfo])",
            "RunInfo(args=cmd_args(<build artifact bin/tool bound to "
                + #"root//:tool (<unspecified>)>, "--run"))"#),
        .init("str(len(cmd_args(a, a, [b], hidden = out).inputs))", "3"),
        .init("str(cmd_args(a, b).inputs == cmd_args(b, hidden = a).inputs)", "True"),
        .init("str(len(cmd_args(a, ignore_artifacts = True).inputs))", "0"),
        .init("str(cmd_args(out.as_output()).outputs)", "[<output artifact for out>]"),
    ]

    @Test(arguments: values)
    func attributes(_ test: ExpressionCase) async throws {
        #expect(try await test.lines() == test.expected)
    }

    /// What contains a command line sees what is added to it later, as in Buck2.
    @Test func sharedPartsGrow() async throws {
        let workspace = ExpressionCase.workspace(
            "grow()",
            definitions: """
                def grow():
                    inner = cmd_args("a")
                    outer = cmd_args(inner, inner.copy())
                    inner.add("b")
                    return outer
                """)
        #expect(try await workspace.analyse("//:t").lines(of: "case") == ["a", "b", "a"])
    }

    static let mistakes: [(String, String)] = [
        (
            "cmd_args(1)",
            "Expected `Artifact | CellPath | CellRoot | Label | OutputArtifact | ProjectRoot | "
                + "ResolvedStringWithMacros | TaggedCommandLine | TargetLabel | "
                + "TransitiveSetArgsProjection | WriteJsonCliArgs | cmd_args | str | RunInfo`, "
                + "but got `int (repr: 1)`"
        ),
        (
            #"cmd_args("a", quote = "cmd")"#,
            "Unknown quoting style `cmd`; there are `shell` and `json`"
        ),
        (
            #"cmd_args("a", parent = -1)"#,
            "Type of parameter `parent` doesn't match: `cmd_args` takes an int that is not negative, "
                + "but got `-1` of type `int`"
        ),
        (
            #"cmd_args("a", relative_to = "x")"#,
            "Type of parameter `relative_to` doesn't match: `cmd_args` takes an artifact, a cell root or a pair of "
                + "one and a number of parents, but got `\"x\"` of type `string`"
        ),
        (
            #"dep[ToolInfo].flags.add("y")"#, "A frozen `cmd_args` cannot be changed"
        ),
    ]

    @Test(arguments: mistakes)
    func mistake(_ expression: String, _ message: String) async throws {
        let failure = try await ExpressionCase.workspace(expression).failure(of: "//:t")
        #expect(failure?.message == message)
    }
}
