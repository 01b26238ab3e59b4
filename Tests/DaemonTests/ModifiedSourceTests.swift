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

        def _check(ctx):
            script = "grep -q saved $1 || echo saved >>$1; echo run >>runs"
            test = ExternalRunnerTestInfo(
                type = "sh", command = ["sh", "-c", script, "--", ctx.attrs.src],
                run_from_project_root = True)
            return [DefaultInfo(), test]

        check = rule(impl = _check, attrs = {"src": attrs.source()})
        """,
        "BUCK": """
        load("//:rules.bzl", "check", "copy")
        copy(name = "copy", src = "src.txt")
        check(name = "check", src = "src.txt")
        """,
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

    /// What a test says of a source that changed under it is not known of the next one, even if the
    /// source is then what it was before.
    @Test func theTestRunsAgain() async throws {
        let workspace = try TemporaryWorkspace(Self.files)
        let first = await workspace.bld("test", "//:check")
        #expect(first.exitCode == .success, "\(first.errors)")
        #expect(first.errors.contains("`src.txt` was modified while test"), "\(first.errors)")
        try workspace.write("src.txt", "first\n")
        _ = await workspace.bld("test", "//:check")
        #expect(try workspace.read("runs") == "run\nrun\n")
        // It ends with the source that it began with, and is known from then on.
        for _ in 0..<2 { _ = await workspace.bld("test", "//:check") }
        #expect(try workspace.read("runs") == "run\nrun\nrun\n")
    }
}
