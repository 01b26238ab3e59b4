import BuildModel
import Incremental
import Testing

@testable import Analysis

/// `host_info()` where no file is loaded: in rules, dynamic steps and anonymous targets.
@Suite struct HostInfoTests {
    static let rules = """
        SystemInfo = provider(fields = ["name"])

        def _system():
            return "linux" if host_info().os.is_linux else "other"

        def _rule(ctx):
            return [DefaultInfo(), SystemInfo(name = ctx.actions.write("out", _system()))]

        asks = rule(impl = _rule, attrs = {})

        def _anonymous(ctx):
            return [DefaultInfo(), SystemInfo(name = ctx.actions.write("out", _system()))]

        _asks = anon_rule(
            impl = _anonymous,
            attrs = {},
            artifact_promise_mappings = {"file": lambda providers: providers[SystemInfo].name},
        )

        def _through(ctx):
            return ctx.actions.anon_target(_asks, {}).promise

        asks_anonymous_target = rule(impl = _through, attrs = {})

        def _step(actions, out):
            actions.write(out, _system())
            return []

        step = dynamic_actions(impl = _step, attrs = {"out": dynattrs.output()})

        def _dynamic(ctx):
            out = ctx.actions.declare_output("out")
            ctx.actions.dynamic_output_new(step(out = out.as_output()))
            return [DefaultInfo(default_output = out)]

        asks_step = rule(impl = _dynamic, attrs = {})

        def _configured(actions, out):
            actions.write(out, read_config("a", "b", ""))
            return []

        configured_step = dynamic_actions(
            impl = _configured, attrs = {"out": dynattrs.output()})

        def _reads(ctx):
            out = ctx.actions.declare_output("out")
            ctx.actions.dynamic_output_new(configured_step(out = out.as_output()))
            return [DefaultInfo(default_output = out)]

        reads_in_step = rule(impl = _reads, attrs = {})
        """

    static let workspace = AnalysisWorkspace(
        rules: rules, names: ["asks", "asks_anonymous_target", "asks_step", "reads_in_step"],
        build: """
            asks(name = "r")
            asks_anonymous_target(name = "a")
            asks_step(name = "s")
            reads_in_step(name = "c")
            """)

    @Test func inRules() async throws {
        let result = try await Self.workspace.analyse("//:r")
        #expect(try result.lines(of: "out") == ["linux"])
    }

    @Test func inAnonymousTargets() async throws {
        #expect(try await Self.workspace.analyse("//:a").actions.isEmpty)
    }

    @Test func inDynamicSteps() async throws {
        let result = try await Self.workspace.analyse("//:s")
        let step = try await Self.workspace.engine.withContext { context in
            try await context.analysis(of: result.owner.step(0))
        }
        #expect(try step.lines(of: "out") == ["linux"])
    }

    /// The cell whose configuration is meant is not known to a step.
    @Test func stepsReadNoConfiguration() async throws {
        let result = try await Self.workspace.analyse("//:c")
        await #expect {
            _ = try await Self.workspace.engine.withContext { context in
                try await context.analysis(of: result.owner.step(0))
            }
        } throws: {
            "\($0)".contains("`read_config` can only be called while files are loaded, or by rules")
        }
    }
}
