import BuildEvents
import TestSupport
import Testing

@testable import Daemon

/// Files that list the inputs of commands.
@Suite struct InputListTests {
    @Test func commandsFindTheirInputs() async throws {
        let workspace = try TemporaryWorkspace([
            ".buckconfig": "[project]\n",
            "rules.bzl": """
            def _impl(ctx):
                tag = ctx.actions.artifact_tag()
                out = ctx.actions.declare_output("out")
                script = "cat $LIST > $0"
                ctx.actions.run(
                    cmd_args(
                        ["sh", "-c", script, out.as_output()],
                        hidden = ctx.attrs.srcs + [tag.tag_artifacts(ctx.attrs.ignored)]),
                    category = "list", metadata_env_var = "LIST", metadata_path = "list.json",
                    incremental_metadata_ignore_tags = [tag])
                return [DefaultInfo(default_output = out)]
            list = rule(impl = _impl, attrs = {
                "ignored": attrs.source(),
                "srcs": attrs.list(attrs.source()),
            })
            """,
            "BUCK": """
            load(":rules.bzl", "list")
            list(name = "list", srcs = ["b", "a"], ignored = "c")
            """,
            "a": "one\n", "b": "two\n", "c": "three\n",
        ])
        let outcome = await workspace.bld("build", "//:list", "--out", "copy")
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        let one = "2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806:4"
        let two = "27dd8ed44a83ff94d557f9fd0412ed5a8cbca69ea04922d88c01184a07300a5a:4"
        #expect(
            try workspace.read("copy")
                == "{\"version\":1,\"digests\":[{\"path\":\"a\",\"digest\":\"\(one)\"},"
                + "{\"path\":\"b\",\"digest\":\"\(two)\"}]}")
    }
}
