import BuildModel
import Incremental
import Testing

@testable import Analysis
@testable import Loading

/// Which analyses an edit repeats.
@Suite struct ReanalysisTests {
    static func workspace() -> AnalysisWorkspace {
        AnalysisWorkspace([
            ".buckconfig": "[cells]\nroot = .\n",
            "rules.bzl": """
            WordInfo = provider(fields = ["words"])
            def _impl(ctx):
                words = list(ctx.attrs.words)
                for dep in ctx.attrs.deps:
                    words += dep[WordInfo].words
                out = ctx.actions.write("out", words)
                return [DefaultInfo(default_output = out), WordInfo(words = words)]
            r = rule(impl = _impl, attrs = {
                "deps": attrs.list(attrs.dep(), default = []),
                "labels": attrs.list(attrs.string(), default = []),
                "words": attrs.list(attrs.string(), default = []),
            })
            """,
            "lib/BUCK": """
            load("//:rules.bzl", "r")
            r(name = "a", words = ["a"], visibility = ["PUBLIC"])
            r(name = "b", words = ["b"], visibility = ["PUBLIC"])
            """,
            "BUCK": """
            load("//:rules.bzl", "r")
            r(name = "t", deps = ["//lib:a"])
            r(name = "u", deps = ["//lib:b"])
            """,
        ])
    }

    /// Edits a file, asks for both targets again and says which analyses ran.
    static func rerun(_ workspace: AnalysisWorkspace, lib: String) async throws -> [String] {
        for target in ["//:t", "//:u"] { _ = try await workspace.analyse(target) }
        _ = workspace.log.take()
        workspace.tree.set("lib/BUCK", lib)
        workspace.engine.commit { transaction in
            transaction.invalidate(FileBytesKey(location: .project(.init(unchecked: "lib/BUCK"))))
        }
        for target in ["//:t", "//:u"] { _ = try await workspace.analyse(target) }
        return workspace.log.take().filter { $0.contains("analysis(") && $0.hasPrefix("recompute") }
    }

    @Test func onlyWhatDependsOnTheEditedTarget() async throws {
        let workspace = Self.workspace()
        let log = try await Self.rerun(
            workspace,
            lib: """
                load("//:rules.bzl", "r")
                r(name = "a", words = ["changed"], visibility = ["PUBLIC"])
                r(name = "b", words = ["b"], visibility = ["PUBLIC"])
                """)
        #expect(
            log == [
                "recompute analysis(root//lib:a (<unspecified>))",
                "recompute analysis(root//:t (<unspecified>))",
            ])
        #expect(try await workspace.analyse("//:t").lines(of: "out") == ["changed"])
    }

    /// The rule of `a` makes the same as before, so its users are left alone.
    @Test func sameResultStopsThere() async throws {
        let workspace = Self.workspace()
        let log = try await Self.rerun(
            workspace,
            lib: """
                load("//:rules.bzl", "r")
                r(name = "a", words = ["a"], labels = ["new"], visibility = ["PUBLIC"])
                r(name = "b", words = ["b"], visibility = ["PUBLIC"])
                """)
        #expect(log == ["recompute analysis(root//lib:a (<unspecified>))"])
    }
}
