import BuildModel
import Diagnostics
import Incremental
import Testing

@testable import Analysis
@testable import Loading

/// Queries in attributes and macros.
@Suite struct AttributeQueryTests {
    static func workspace(_ user: String) -> AnalysisWorkspace {
        AnalysisWorkspace([
            ".buckconfig": "[cells]\nroot = .\n",
            "rules.bzl": """
            Set = transitive_set(args_projections = {"all": lambda file: file})
            SetInfo = provider(fields = ["set"])
            def _part(ctx):
                out = ctx.actions.write("out", ctx.attrs.labels)
                children = [d[SetInfo].set for d in ctx.attrs.deps]
                files = ctx.actions.tset(Set, value = out, children = children)
                info = TemplatePlaceholderInfo(keyed_variables = {
                    "classpath_including_targets_with_no_output": files.project_as_args("all"),
                    "first_order_classpath": cmd_args(out),
                })
                return [DefaultInfo(default_output = out), SetInfo(set = files), info]
            part = rule(impl = _part, attrs = {
                "deps": attrs.list(attrs.dep(), default = []),
                "tools": attrs.list(attrs.exec_dep(), default = []),
                "labels": attrs.list(attrs.string(), default = []),
            })
            def _user(ctx):
                found = [str(d.label.raw_target()) for d in ctx.attrs.found]
                out, _ = ctx.actions.write(
                    "out", found + [ctx.attrs.text], allow_args = True)
                return [DefaultInfo(default_output = out)]
            user = rule(impl = _user, attrs = {
                "found": attrs.query(),
                "text": attrs.arg(default = ""),
            })
            """,
            "BUCK": build(user),
        ])
    }

    static func build(_ user: String) -> String {
        """
        load(":rules.bzl", "part", "user")
        part(name = "a", labels = ["x"])
        part(name = "b", deps = [":a"])
        part(name = "tool", labels = ["x"])
        part(name = "c", deps = [":b"], tools = [":tool"], tests = [":t"])
        part(name = "t", deps = [":c"])
        \(user)
        """
    }

    @Test(arguments: [
        ("deps(:c)", ["tool", "a", "b", "c"]),
        ("deps(:c, 1)", ["c", "b", "tool"]),
        ("deps(:c, None, target_deps())", ["c", "b", "a"]),
        ("attrfilter(labels, x, deps(:c))", ["tool", "a"]),
        ("kind(part, set(:a :b)) - :a", ["b"]),
        ("testsof(:c)", ["t"]),
        ("classpath(:c)", ["c", "b", "a"]),
        ("classpath(:c, 1)", ["c"]),
    ])
    func findsTargets(_ query: String, _ expected: [String]) async throws {
        let workspace = Self.workspace("user(name = \"u\", found = \"\(query)\")")
        let found = try await workspace.analyse("//:u").lines(of: "out").dropLast()
        let expected = expected.map { "root//:\($0)" }
        if query.contains("classpath") || !query.contains("deps(") {
            #expect(Array(found) == expected)
        } else {
            #expect(found.sorted() == expected.sorted())
        }
    }

    @Test(arguments: [
        ("$(query_targets deps(:b))", "root//:a root//:b"),
        ("$(query_outputs :a)", "buck-out/bld/art/root/.../__a__/out"),
        (
            "$(query_targets_and_outputs ' = ' set(:a :b))",
            "root//:a = buck-out/bld/art/root/.../__a__/out"
                + " = root//:b = buck-out/bld/art/root/.../__b__/out"
        ),
    ])
    func expandsMacros(_ macro: String, _ expected: String) async throws {
        let workspace = Self.workspace(
            "user(name = \"u\", found = \":a\", text = \"\(macro)\")")
        let lines = try await workspace.analyse("//:u").lines(of: "out")
        let text = lines.last?.replacing(#/root/[0-9a-f]{16}/#, with: "root/...")
        #expect(text == expected)
    }

    @Test(arguments: [
        ("inputs(:a)", "finds files"),
        ("owner(BUCK)", "query function owner not available in this context"),
        ("classpath(:a, 2)", "`classpath` knows the depth 1 or none"),
    ])
    func refuses(_ query: String, _ message: String) async throws {
        let workspace = Self.workspace("user(name = \"u\", found = \"\(query)\")")
        let failure = try await workspace.failure(of: "//:u")
        #expect(failure?.message.contains(message) == true)
    }

    /// An edit that leaves alone what is found does not run the rule again.
    @Test func runsAgainForOtherTargetsOnly() async throws {
        let user = "user(name = \"u\", found = \"attrfilter(labels, x, deps(:b))\")"
        let workspace = Self.workspace(user)
        func edit(_ part: String) async throws -> [String] {
            let text = Self.build(user).replacing("name = \"b\",", with: "name = \"b\", \(part),")
            workspace.tree.set("BUCK", text)
            workspace.engine.commit { transaction in
                transaction.invalidate(FileBytesKey(location: .project(.init(unchecked: "BUCK"))))
            }
            _ = workspace.log.take()
            _ = try await workspace.analyse("//:u")
            return workspace.log.take().filter {
                $0.hasPrefix("recompute analysis(root//:u") || $0.hasPrefix("recompute query(")
            }
        }
        _ = try await workspace.analyse("//:u")
        let kept = try await edit("labels = [\"y\"]")
        #expect(kept.count { $0.hasPrefix("recompute query(") } == 1)
        let changed = try await edit("labels = [\"x\"]")
        #expect(changed.contains { $0.hasPrefix("recompute analysis(root//:u") })
        let lines = try await workspace.analyse("//:u").lines(of: "out")
        #expect(lines.dropLast() == ["root//:a", "root//:b"])
    }
}
