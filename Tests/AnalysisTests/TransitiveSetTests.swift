import BuildModel
import Diagnostics
import Starlark
import Testing

@testable import Analysis

@Suite struct TransitiveSetTests {
    /// `t` uses a diamond of targets whose set values are their names.
    static func workspace(_ expression: String) -> AnalysisWorkspace {
        let rules = """
            def _as_args(v):
                return cmd_args(v.name, v.file, format = "-{}")
            def _as_json(v):
                return {"name": v.name, "file": v.file}
            def _count(children, v):
                return sum(children) + (1 if v else 0)
            def sum(numbers):
                total = 0
                for n in numbers:
                    total += n
                return total
            NameSet = transitive_set(
                args_projections = {"args": _as_args},
                json_projections = {"json": _as_json},
                reductions = {"count": _count},
            )
            OtherSet = transitive_set()
            NameInfo = provider(fields = ["set"])
            def make(ctx):
                file = ctx.actions.write(ctx.label.name + ".txt", "")
                return ctx.actions.tset(
                    NameSet,
                    value = struct(name = ctx.label.name, file = file),
                    children = [d[NameInfo].set for d in ctx.attrs.deps],
                )
            def _node_impl(ctx):
                return [DefaultInfo(), NameInfo(set = make(ctx))]
            node = rule(impl = _node_impl, attrs = {"deps": attrs.list(attrs.dep(), default = [])})
            def _impl(ctx):
                set = make(ctx)
                empty = ctx.actions.tset(NameSet, children = [set])
                child = ctx.attrs.deps[0][NameInfo].set
                ctx.actions.write("case", \(expression))
                return [DefaultInfo(), NameInfo(set = empty)]
            test = rule(impl = _impl, attrs = {"deps": attrs.list(attrs.dep(), default = [])})
            """
        let build = """
            node(name = "c")
            node(name = "d")
            node(name = "a", deps = [":c", ":d"])
            node(name = "b", deps = [":d", ":c"])
            test(name = "t", deps = [":a", ":b"])
            """
        return AnalysisWorkspace(rules: rules, names: ["node", "test"], build: build)
    }

    @Test(arguments: [
        ("preorder", "tacdb"), ("postorder", "cdabt"), ("topological", "tabdc"), ("bfs", "tabcd"),
        ("dfs", "tacdb"),
    ])
    func orders(_ ordering: String, _ expected: String) async throws {
        let expression = """
            ["".join([v.name for v in set.traverse(ordering = "\(ordering)")]),
            cmd_args(set.project_as_args("args", ordering = "\(ordering)"))]
            """
        let lines = try await Self.workspace(expression).analyse("//:t").lines(of: "case")
        #expect(lines.first == expected)
        let names = lines.dropFirst().filter { !$0.contains("/") }.map { String($0.dropFirst()) }
        #expect(names.joined() == expected)
    }

    static let values: [ExpressionCase] = [
        // A reduction sees its children only, so shared ones count twice.
        .init("str(set.reduce(\"count\"))", "7"),
        .init("str(empty.reduce(\"count\"))", "7"),
        .init("str(empty.value)", "None"),
        .init("str(len(set.children))", "2"),
        .init("child.value.name", "a"),
        .init("str(child.definition == NameSet)", "True"),
        .init("repr(ctx.actions.tset(NameSet, children = [child]))", "NameSet(1 children)"),
        .init(
            "cmd_args(child.project_as_args(\"args\"), format = \"<{}>\", delimiter = \",\")",
            "<-a>,<-out/__a__/a.txt>,<-c>,<-out/__c__/c.txt>,<-d>,<-out/__d__/d.txt>"),
        .init("str(len(cmd_args(child.project_as_args(\"args\")).inputs))", "3"),
        .init("set.project_as_args(\"args\").projection_name", "args"),
        .init("str(type(child))", "TransitiveSet"),
    ]

    @Test(arguments: values)
    func value(_ test: ExpressionCase) async throws {
        let lines = try await Self.workspace(test.expression).analyse("//:t").lines(of: "case")
        #expect(lines.map(shortened) == test.expected)
    }

    static let mistakes: [(String, String)] = [
        (
            "set.project_as_args(\"arg\")",
            "Transitive set `NameSet` has no args projection `arg`; did you mean `args`?"
        ),
        (
            "set.project_as_json(\"args\")",
            "Transitive set `NameSet` has no json projection `args`"
        ),
        ("set.reduce(\"x\")", "Transitive set `NameSet` has no reduction `x`"),
        ("set.traverse(ordering = \"pre\")", "Unknown ordering `pre`"),
        (
            "ctx.actions.tset(OtherSet, children = [set])",
            "Child of transitive set `OtherSet` is a `NameSet`"
        ),
        (
            "ctx.actions.tset(NameSet, children = [1])",
            "Child `1` of transitive set `NameSet` is of type `int`, not a transitive set"
        ),
        (
            "ctx.actions.tset(NameInfo)",
            "`tset` needs what `transitive_set()` made, but got `NameInfo` of type "
                + "`ProviderCallable`"
        ),
    ]

    @Test(arguments: mistakes)
    func mistake(_ expression: String, _ message: String) async throws {
        let failure = try await Self.workspace(expression).failure(of: "//:t")
        #expect(failure?.message.hasPrefix(message) == true, "\(failure?.message ?? "")")
    }

    /// A set of another target and what an action makes of it are one graph.
    @Test func nodesAreShared() async throws {
        let workspace = Self.workspace("\"x\"")
        let result = try await workspace.analyse("//:a")
        let child = try await workspace.analyse("//:c")
        let id = ProviderID(module: result.providers.ids[1].module, name: "NameInfo")
        let set = result.providers[id, "set"]?.value.native(as: TransitiveSetObject.self)
        let below = child.providers[id, "set"]?.value.native(as: TransitiveSetObject.self)
        let root = try #require(try set?.argumentSet(0))
        let leaf = try #require(try below?.argumentSet(0))
        #expect(root.children.first === leaf)
    }

    @Test func jsonProjection() async throws {
        let workspace = Self.workspace(
            "ctx.actions.write_json(\"j\", child.project_as_json(\"json\", ordering = \"postorder\"))"
        )
        guard
            case .write(let write)? = try await workspace.analyse("//:t").action(making: "j")?.kind
        else {
            Issue.record("no action writes `j`")
            return
        }
        let text = try write.text(layout: AnalysisWorkspace.layout, projectRoot: .root)
        #expect(
            shortened(text)
                == #"[{"name":"c","file":"out/__c__/c.txt"},{"name":"d","file":"out/__d__/d.txt"},"#
                + #"{"name":"a","file":"out/__a__/a.txt"}]"#)
    }
}
