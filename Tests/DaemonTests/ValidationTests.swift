import BuildEvents
import TestSupport
import Testing

@testable import Daemon

/// Targets that say whether they are valid.
@Suite struct ValidationTests {
    private static func workspace() throws -> TemporaryWorkspace {
        try TemporaryWorkspace([
            ".buckconfig": "[project]\n",
            "rules.bzl": """
            def _impl(ctx):
                status = "failure" if ctx.attrs.fails else "success"
                result = ctx.actions.write_json("result", {
                    "version": 1, "data": {"status": status, "message": "this is wrong"},
                })
                spec = ValidationSpec(
                    name = "check", validation_result = result, optional = ctx.attrs.optional)
                return [
                    DefaultInfo(),
                    ExternalRunnerTestInfo(type = "x", command = ["true"]),
                    ValidationInfo(validations = [spec]),
                ]
            thing = rule(impl = _impl, attrs = {
                "deps": attrs.list(attrs.dep(), default = []),
                "fails": attrs.bool(default = False),
                "optional": attrs.bool(default = False),
            })
            """,
            "BUCK": """
            load(":rules.bzl", "thing")
            thing(name = "bad", fails = True)
            thing(name = "user", deps = [":bad"])
            thing(name = "lax", fails = True, optional = True)
            """,
        ])
    }

    @Test(arguments: ["build", "test"])
    func countBelowATarget(_ command: String) async throws {
        let outcome = try await Self.workspace().bld(command, "//:user")
        #expect(outcome.exitCode != .success)
        #expect(outcome.errors.contains("Validation for `root//:bad ("))
        #expect(outcome.errors.contains("this is wrong"))
    }

    /// One command asks for an optional validation, the next one does not.
    @Test func areOptionalUnlessAskedFor() async throws {
        let workspace = try Self.workspace()
        #expect(await workspace.bld("build", "//:lax").exitCode == .success)
        let asked = await workspace.bld(
            "build", "//:lax", "--enable-optional-validations", "check")
        #expect(asked.errors.contains("Validation for `root//:lax ("))
        let other = await workspace.bld(
            "build", "//:lax", "--enable-optional-validations", "another")
        #expect(other.exitCode == .success, "\(other.errors)")
    }
}
