import Diagnostics
import Testing

@testable import Analysis

/// What a failure in a rule looks like.
@Suite struct AnalysisErrorTests {
    @Test func callStackAndTarget() async throws {
        let workspace = AnalysisWorkspace(
            rules: """
                def _compile(ctx, src):
                    ctx.actions.run(["cc", src], category = "compile")

                def _impl(ctx):
                    for src in ctx.attrs.srcs:
                        _compile(ctx, src)
                    return [DefaultInfo()]

                r = rule(impl = _impl, attrs = {"srcs": attrs.list(attrs.source())})
                """, names: ["r"],
            build: """
                r(
                    name = "t",
                    srcs = ["a.c"],
                )
                """, files: ["a.c": ""])
        let failure = try #require(try await workspace.failure(of: "//:t"))
        #expect(
            DiagnosticRenderer(color: false).render(failure) == """
                Error running analysis for `root//:t (<unspecified>)`

                Caused by:
                    error: Action `compile` has no output: expected at least one output artifact
                     --> rules.bzl:2:5
                      |
                    2 |     ctx.actions.run(["cc", src], category = "compile")
                      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                      |
                    Traceback (most recent call last):
                      File <builtin>, in <module>
                      * rules.bzl:6, in _impl
                          _compile(ctx, src)
                      * rules.bzl:2, in _compile
                          ctx.actions.run(["cc", src], category = "compile")
                \("    ")
                 = help: Put `.as_output()` of a declared output in its command line

                """)
    }

    @Test func unknownNamesOfferTheNearest() async throws {
        for (expression, nearest) in [
            ("ctx.atrs", "attrs"), ("ctx.attrs.scrs", "srcs"), ("ctx.actions.wirte", "write"),
            ("ctx.label.nme", "name"), ("ctx.attrs.srcs[0].basname", "basename"),
        ] {
            let workspace = AnalysisWorkspace(
                rules: """
                    def _impl(ctx):
                        \(expression)
                        return []
                    r = rule(impl = _impl, attrs = {"srcs": attrs.list(attrs.source())})
                    """, names: ["r"], build: "r(name = \"t\", srcs = [\"a.c\"])",
                files: ["a.c": ""])
            let failure = try #require(try await workspace.failure(of: "//:t"))
            #expect(failure.message.contains("did you mean `\(nearest)`?"), "\(failure.message)")
        }
    }

    @Test func contextCannotBeKept() async throws {
        let workspace = AnalysisWorkspace(
            rules: """
                KeepInfo = provider(fields = ["ctx"])
                def _impl(ctx):
                    return [DefaultInfo(), KeepInfo(ctx = ctx)]
                r = rule(impl = _impl, attrs = {})
                """, names: ["r"], build: "r(name = \"t\")")
        let failure = try #require(try await workspace.failure(of: "//:t"))
        #expect(failure.message == "The context of a rule cannot be kept in a provider")
        #expect(
            failure.contexts == [.step("Error running analysis for `root//:t (<unspecified>)`")])
    }

    /// A failing dependency is reported as it failed, once, for all who need it.
    @Test func failuresOfDependencies() async throws {
        let workspace = AnalysisWorkspace(
            rules: """
                def _impl(ctx):
                    if not ctx.attrs.deps:
                        fail("no deps")
                    return []
                r = rule(impl = _impl, attrs = {"deps": attrs.list(attrs.dep(), default = [])})
                """, names: ["r"],
            build: "r(name = \"bad\")\nr(name = \"t\", deps = [\":bad\"])")
        let failure = try #require(try await workspace.failure(of: "//:t"))
        #expect(failure.message.contains("no deps"))
        #expect(
            failure.contexts == [
                .step("Error running analysis for `root//:bad (<unspecified>)`"),
                .step("Error running analysis for `root//:t (<unspecified>)`"),
            ])
    }

    @Test func cycles() async throws {
        let workspace = AnalysisWorkspace(
            rules: """
                def _impl(ctx):
                    return []
                r = rule(impl = _impl, attrs = {"deps": attrs.list(attrs.dep())})
                """, names: ["r"],
            build: "r(name = \"a\", deps = [\":b\"])\nr(name = \"b\", deps = [\":a\"])")
        await #expect {
            _ = try await workspace.analyse("//:a")
        } throws: { error in
            "\(error)".contains("root//:a") && "\(error)".contains("root//:b")
        }
    }
}
