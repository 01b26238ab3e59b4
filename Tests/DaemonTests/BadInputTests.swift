import BuildModel
import Foundation
import Glibc
import TestSupport
import Testing

/// Everything a user can get wrong: what it says, the exit code, and that it can be mended.
@Suite struct BadInputTests {
    /// One mistake in a small workspace.
    struct Mistake: Sendable, CustomTestStringConvertible {
        /// Also the name of the golden file.
        let name: String
        /// Files over those of `workspace`.
        let files: [String: String]
        /// The words after `bld`.
        var arguments = ["build", "//pkg:good"]
        var exitCode = CommandExitCode.userError

        var testDescription: String { name }
    }

    private static let workspace = [
        ".buckconfig": "[cells]\nroot = .\n",
        "rules.bzl": """
        def _copy_impl(ctx):
            out = ctx.actions.declare_output(ctx.attrs.name + ".out")
            ctx.actions.run(
                cmd_args("/bin/sh", "-c", ctx.attrs.script, "sh", out.as_output(), ctx.attrs.src, hidden = [
                    dep[DefaultInfo].default_outputs
                    for dep in ctx.attrs.deps
                ]),
                category = "copy",
            )
            return [DefaultInfo(default_output = out)]

        copy = rule(
            impl = _copy_impl,
            attrs = {
                "deps": attrs.list(attrs.dep(), default = []),
                "script": attrs.string(default = "cp \\"$2\\" \\"$1\\""),
                "src": attrs.source(),
            },
        )
        """,
        "pkg/BUCK": """
        load("//:rules.bzl", "copy")
        copy(name = "good", src = "good.txt")
        """,
        "pkg/good.txt": "good\n",
        "pkg/private/BUCK": """
        load("//:rules.bzl", "copy")
        copy(name = "secret", src = "secret.txt")
        """,
        "pkg/private/secret.txt": "secret\n",
    ]

    private static func buck(_ text: String) -> [String: String] {
        ["pkg/BUCK": "load(\"//:rules.bzl\", \"copy\")\n" + text + "\n"]
    }

    static let mistakes: [Mistake] = [
        Mistake(name: "missing-package", files: [:], arguments: ["build", "//pkgg:good"]),
        Mistake(name: "missing-target", files: [:], arguments: ["build", "//pkg:god"]),
        Mistake(
            name: "missing-dependency",
            files: buck("copy(name = \"good\", src = \"good.txt\", deps = [\":goood\"])")),
        Mistake(
            name: "unknown-attribute",
            files: buck("copy(name = \"good\", source = \"good.txt\")")),
        Mistake(
            name: "missing-attribute", files: buck("copy(name = \"good\")")),
        Mistake(
            name: "wrong-attribute-type",
            files: buck("copy(name = \"good\", src = \"good.txt\", deps = \":other\")")),
        Mistake(name: "syntax-error", files: buck("copy(name = \"good\" src = \"good.txt\")")),
        Mistake(name: "unknown-name", files: buck("copyy(name = \"good\", src = \"good.txt\")")),
        Mistake(
            name: "unknown-load-symbol",
            files: ["pkg/BUCK": "load(\"//:rules.bzl\", \"cpy\")\n"]),
        Mistake(
            name: "missing-load", files: ["pkg/BUCK": "load(\"//:rule.bzl\", \"copy\")\n"]),
        Mistake(
            name: "failing-command",
            files: buck(
                "copy(name = \"good\", src = \"good.txt\", "
                    + "script = \"echo out; echo oh no >&2; exit 3\")")),
        Mistake(
            name: "missing-program",
            files: [
                "pkg/BUCK": "load(\":bad.bzl\", \"bad\")\nbad(name = \"good\")\n",
                "pkg/bad.bzl": """
                def _impl(ctx):
                    out = ctx.actions.declare_output("out")
                    ctx.actions.run(["no-such-program", out.as_output()], category = "x")
                    return [DefaultInfo(default_output = out)]

                bad = rule(impl = _impl, attrs = {})
                """,
            ]),
        Mistake(
            name: "output-not-written",
            files: buck(
                "copy(name = \"good\", src = \"good.txt\", script = \"true\")")),
        Mistake(
            name: "target-cycle",
            files: buck(
                """
                copy(name = "good", src = "good.txt", deps = [":a"])
                copy(name = "a", src = "good.txt", deps = [":b"])
                copy(name = "b", src = "good.txt", deps = [":a"])
                """)),
        Mistake(
            name: "load-cycle",
            files: [
                "pkg/BUCK": "load(\":a.bzl\", \"a\")\n", "pkg/a.bzl": "load(\":b.bzl\", \"b\")\n",
                "pkg/b.bzl": "load(\":a.bzl\", \"a\")\n",
            ]),
        Mistake(
            name: "duplicate-target",
            files: buck(
                """
                copy(name = "good", src = "good.txt")
                copy(name = "good", src = "good.txt")
                """)),
        Mistake(
            name: "missing-source", files: buck("copy(name = \"good\", src = \"god.txt\")")),
        Mistake(
            name: "source-outside-package",
            files: buck("copy(name = \"good\", src = \"../rules.bzl\")")),
        Mistake(
            name: "source-of-another-package",
            files: buck("copy(name = \"good\", src = \"private/secret.txt\")")),
        Mistake(
            name: "not-visible",
            files: buck(
                "copy(name = \"good\", src = \"good.txt\", deps = [\"//pkg/private:secret\"])")
        ),
        Mistake(name: "malformed-label", files: [:], arguments: ["build", "pkg:good:bad"]),
        Mistake(name: "unknown-cell", files: [:], arguments: ["build", "rot//pkg:good"]),
        Mistake(name: "unknown-command", files: [:], arguments: ["biuld", "//pkg:good"]),
        Mistake(name: "not-runnable", files: [:], arguments: ["run", "//pkg:good"]),
        Mistake(
            name: "failing-rule",
            files: [
                "pkg/BUCK": "load(\":bad.bzl\", \"bad\")\nbad(name = \"good\")\n",
                "pkg/bad.bzl": """
                def _inner(x):
                    return x.nmae

                def _impl(ctx):
                    return _inner(ctx.label)

                bad = rule(impl = _impl, attrs = {})
                """,
            ]),
        Mistake(
            name: "query-syntax", files: [:], arguments: ["query", "deps(//pkg:good"]),
        Mistake(
            name: "query-unknown-function", files: [:],
            arguments: ["query", "dep(//pkg:good)"]),
        Mistake(
            name: "bad-config-override", files: [:],
            arguments: ["build", "-c", "novalue", "//pkg:good"]),
    ]

    @Test(arguments: mistakes) func saysWhatIsWrong(_ mistake: Mistake) async throws {
        let files = BadInputTests.workspace.merging(mistake.files) { $1 }
        let workspace = try TemporaryWorkspace(files)
        let outcome = await workspace.bld(mistake.arguments)
        #expect(outcome.exitCode == mistake.exitCode)
        try expectGolden(
            outcome.errors.replacingOccurrences(of: workspace.root.path, with: "<project>"),
            golden(mistake.name))
    }

    /// After a mistake is mended, nothing of it is left.
    @Test(arguments: ["failing-command", "output-not-written", "missing-source", "target-cycle"])
    func mendingIsEnough(name: String) async throws {
        let mistake = try #require(BadInputTests.mistakes.first { $0.name == name })
        let workspace = try TemporaryWorkspace(
            BadInputTests.workspace.merging(mistake.files) { $1 })
        #expect(await workspace.bld(mistake.arguments).exitCode == .userError)
        for (path, text) in BadInputTests.workspace { try workspace.write(path, text) }
        let outcome = await workspace.bld(mistake.arguments)
        #expect(outcome.exitCode == .success)
        #expect(outcome.count(.ran) == 1)
    }

    @Test func anUnreadableSourceIsNamed() async throws {
        guard geteuid() != 0 else { return }  // Root reads everything.
        let workspace = try TemporaryWorkspace(BadInputTests.workspace)
        chmod(workspace.root.appendingPathComponent("pkg/good.txt").path, 0)
        let outcome = await workspace.bld("build", "//pkg:good")
        #expect(outcome.exitCode == .infrastructureFailure)
        #expect(outcome.errors.contains("good.txt"))
    }

    private func golden(_ name: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Goldens/\(name).txt")
    }
}
