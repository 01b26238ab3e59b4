import TestSupport
import Testing

/// Dynamic steps and anonymous targets in a process that finds the graph of the one before it.
@Suite struct DynamicRestartTests {
    static let files = [
        ".buckconfig": "[cells]\nroot = .\n",
        "rules.bzl": """
        PartInfo = provider(fields = ["out"])

        def _part(ctx):
            out = ctx.actions.declare_output("part")
            ctx.actions.run(["sh", "-c", 'cat "$1" > "$2"', "--", ctx.attrs.src, out.as_output()], category = "part")
            return [DefaultInfo(default_output = out), PartInfo(out = out)]

        _part_rule = anon_rule(
            impl = _part,
            attrs = {"src": attrs.source()},
            artifact_promise_mappings = {"part": lambda p: p[PartInfo].out},
        )

        def _step(actions, names, part, out):
            words = names.read_string().split()
            scratch = '[ -d "$BUCK_SCRATCH_PATH" ] && cat "$1" > "$2" && echo ' + " ".join(words) + ' >> "$2"'
            actions.run(["sh", "-c", scratch, "--", part, out], category = "step")
            return []

        _step_actions = dynamic_actions(impl = _step, attrs = {
            "names": dynattrs.artifact_value(),
            "out": dynattrs.output(),
            "part": dynattrs.value(Artifact),
        })

        def _impl(ctx):
            part = ctx.actions.anon_target(_part_rule, {"src": ctx.attrs.src}).artifact("part")
            out = ctx.actions.declare_output("out")
            ctx.actions.dynamic_output_new(_step_actions(names = ctx.attrs.names, part = part, out = out.as_output()))
            return [
                DefaultInfo(default_output = out),
                ValidationInfo(validations = [ValidationSpec(
                    name = "check",
                    validation_result = ctx.actions.write_json("check.json", {
                        "data": {"message": "It is bad", "status": "failure" if ctx.attrs.bad else "success"},
                        "version": 1,
                    }),
                )]),
            ]

        r = rule(impl = _impl, attrs = {
            "bad": attrs.bool(default = False),
            "names": attrs.source(),
            "src": attrs.source(),
        })
        """,
        "BUCK": "load(\":rules.bzl\", \"r\")\nr(name = \"t\", names = \"names\", src = \"src\")\n",
        "names": "a b\n",
        "src": "source\n",
    ]

    private func built() async throws -> KeptWorkspace {
        let workspace = try KeptWorkspace(TemporaryWorkspace(Self.files))
        let first = try await workspace.build("//...")
        try #require(first.errors == [])
        #expect(first.ran == ["anon//:_part_rule (part)", "root//:t (step)"])
        let second = try await workspace.build("//...")
        #expect(second.evaluated == [])
        return workspace
    }

    @Test func anotherProcessHasNothingToDo() async throws {
        let next = try await built().build("//...")
        #expect(next.errors == [])
        #expect(next.complaints == [])
        #expect(next.computed == [])
    }

    /// What only actions read runs these, without a look at Starlark.
    @Test func editingASourceEvaluatesNothing() async throws {
        let workspace = try await built()
        try workspace.edit("src") { $0 + "more\n" }
        let next = try await workspace.build("//...")
        #expect(next.errors == [])
        #expect(next.complaints == [])
        #expect(next.evaluated == [])
        let again = next.computed.filter {
            $0.contains(" dynamic(") || $0.contains(" anonymous(")
        }
        #expect(again == [])
        #expect(next.ran == ["anon//:_part_rule (part)", "root//:t (step)"])
    }

    /// What a step reads runs that step again, and the actions that it makes otherwise.
    @Test func editingWhatAStepReadsRunsIt() async throws {
        let workspace = try await built()
        try workspace.edit("names") { _ in "c\n" }
        let next = try await workspace.build("//...")
        #expect(next.errors == [])
        #expect(next.complaints == [])
        #expect(
            next.computed.filter { $0.hasPrefix("recompute dynamic(") }
                == ["recompute dynamic(root//:t (<unspecified>) step 0)"])
        #expect(next.ran == ["root//:t (step)"])
        // White space is nothing to the step: it is left with the same action.
        try workspace.edit("names") { _ in "  c\n" }
        #expect(try await workspace.build("//...").ran == [])
    }

    @Test func failedValidationsFailTheBuild() async throws {
        let workspace = try await built()
        try workspace.edit("BUCK") { $0.replacing("r(name", with: "r(bad = True, name") }
        let next = try await workspace.build("//...")
        #expect(next.errors.count == 1)
        #expect(
            next.errors.first?.contains(
                "Validation for `root//:t (<unspecified>)` failed:\n\nIt is bad\n\nFull validation "
                    + "result is located at buck-out/bld/art/root/") == true, "\(next.errors)")
    }
}
