import BuildEvents
import TestSupport
import Testing

/// Sources that somebody saves while a command reads them.
@Suite struct ModifiedSourceTests {
    private static let files = [
        ".buckconfig": "[cells]\nroot = .\n",
        "rules.bzl": """
        def _copy(ctx):
            out = ctx.actions.declare_output("out")
            script = "grep -q saved $1 || echo saved >>$1; cp $1 $2"
            ctx.actions.run(
                cmd_args("sh", "-c", script, "--", ctx.attrs.src, out.as_output()),
                category = "copy",
            )
            return [DefaultInfo(default_output = out)]

        copy = rule(impl = _copy, attrs = {"src": attrs.source()})
        """,
        "BUCK": "load(\"//:rules.bzl\", \"copy\")\ncopy(name = \"copy\", src = \"src.txt\")\n",
        "src.txt": "first\n",
    ]

    @Test func theActionFailsOnceAndRunsAgain() async throws {
        let workspace = try TemporaryWorkspace(Self.files)
        let build = await workspace.bld("build", "//:copy")
        #expect(build.exitCode == .userError)
        #expect(
            build.errors.contains(
                "You have modified files while the build was in progress: `src.txt`"),
            "\(build.errors)")
        let again = await workspace.bld("build", "//:copy", "--out", "-")
        #expect(again.exitCode == .success, "\(again.errors)")
        #expect(again.output == "first\nsaved\n")
    }
}
