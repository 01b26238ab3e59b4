import Testing

/// A Starlark expression in a rule, and the lines that `ctx.actions.write` makes of it.
///
/// The expression sees `ctx`, the sources `a` (`src/a.c`) and `b` (`b.h`), the output `out` of an
/// action, the folder `dir` of another one, and the dependency `dep`.
struct ExpressionCase: CustomTestStringConvertible, Sendable {
    let expression: String
    let expected: [String]

    init(_ expression: String, _ expected: String...) {
        self.expression = expression
        self.expected = expected
    }

    var testDescription: String { expression }

    /// A workspace whose target `//:t` writes the expression.
    static func workspace(_ expression: String, definitions: String = "") -> AnalysisWorkspace {
        let rules = """
            \(definitions)
            ToolInfo = provider(fields = ["flags"])
            def _dep_impl(ctx):
                tool = ctx.actions.declare_output("bin/tool")
                ctx.actions.run(["make", tool.as_output()], category = "make")
                return [
                    DefaultInfo(
                        default_output = tool,
                        sub_targets = {"doc": [DefaultInfo(default_output = ctx.attrs.doc)]},
                    ),
                    RunInfo(args = cmd_args(tool, "--run")),
                    ToolInfo(flags = cmd_args("-x", tool, format = "<{}>")),
                ]
            dep_rule = rule(impl = _dep_impl, attrs = {"doc": attrs.source()})
            def _impl(ctx):
                a = ctx.attrs.srcs[0]
                b = ctx.attrs.srcs[1]
                dep = ctx.attrs.dep
                out = ctx.actions.declare_output("out")
                dir = ctx.actions.declare_output("dir", dir = True)
                ctx.actions.run(["make", out.as_output(), dir.as_output()], category = "make")
                ctx.actions.write("case", \(expression))
                return [DefaultInfo(default_output = out)]
            test_rule = rule(impl = _impl, attrs = {
                "srcs": attrs.list(attrs.source()),
                "dep": attrs.dep(),
            })
            """
        let build = """
            dep_rule(name = "tool", doc = "tool.txt")
            test_rule(name = "t", srcs = ["src/a.c", "b.h"], dep = ":tool")
            """
        return AnalysisWorkspace(
            rules: rules, names: ["dep_rule", "test_rule"], build: build,
            files: ["src/a.c": "", "b.h": "", "tool.txt": ""])
    }

    /// The lines that the expression makes.
    func lines(definitions: String = "") async throws -> [String] {
        try await Self.workspace(expression, definitions: definitions).analyse("//:t")
            .lines(of: "case").map(shortened)
    }
}
