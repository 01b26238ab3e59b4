import BuildModel
import Incremental
import Testing

@testable import Analysis

/// Functions that rules leave to run once files are built.
@Suite struct DynamicStepTests {
    static let rules = """
        def assert_eq(a, b):
            if a != b:
                fail("{} != {}".format(a, b))

        def _old(ctx):
            names = ctx.actions.write("names", "unused")
            out = ctx.actions.declare_output("sub", "out")
            def step(ctx, artifacts, outputs):
                own = ctx.actions.write("own", "x")
                words = artifacts[names].read_lines()
                ctx.actions.write(outputs[out], [own, ctx.attrs.text] + words)
            ctx.actions.dynamic_output(dynamic = [names], inputs = [], outputs = [out.as_output()], f = step)
            return [DefaultInfo(default_output = out)]

        old = rule(impl = _old, attrs = {"text": attrs.string(default = "t")})

        ValueInfo = provider(fields = ["value"])

        def _count(actions, names):
            return [ValueInfo(value = len(names.read_lines()))]

        count = dynamic_actions(impl = _count, attrs = {"names": dynattrs.artifact_value()})

        def _use(actions, counted, outs, json, extra):
            actions.write(outs["a"], str(counted.providers[ValueInfo].value))
            actions.write(outs["b"], [str(json.read_json()), str(extra)])
            return []

        use = dynamic_actions(impl = _use, attrs = {
            "counted": dynattrs.dynamic_value(),
            "extra": dynattrs.option(dynattrs.value(int)),
            "json": dynattrs.artifact_value(),
            "outs": dynattrs.dict(str, dynattrs.output()),
        })

        def _new(ctx):
            names = ctx.actions.write("names", "unused")
            json = ctx.actions.write("json", "unused")
            a = ctx.actions.declare_output("a")
            b = ctx.actions.declare_output("b")
            counted = ctx.actions.dynamic_output_new(count(names = names))
            ctx.actions.dynamic_output_new(use(
                counted = counted, extra = 3, json = json,
                outs = {"a": a.as_output(), "b": b.as_output()},
            ))
            return [DefaultInfo(default_outputs = [a, b])]

        new = rule(impl = _new, attrs = {})
        """

    /// What files hold, by their short paths.
    struct FixedFiles: BuiltFiles {
        let texts: [String: String]

        func contents(
            of artifacts: [Artifact], in context: borrowing Context
        ) async throws -> [BuiltContent] {
            artifacts.map { .file(Array((texts[$0.shortPath.text] ?? "").utf8)) }
        }
    }

    static func step(
        _ target: String, _ index: Int, files: [String: String]
    ) async throws -> AnalysisResult {
        let workspace = AnalysisWorkspace(
            rules: rules, names: ["old", "new"],
            build: "old(name = \"old\")\nnew(name = \"new\")\n",
            contents: FixedFiles(texts: files))
        let result = try await workspace.analyse(target)
        return try await workspace.engine.withContext { context in
            try await context.analysis(of: result.owner.step(index))
        }
    }

    @Test func functionsSeeContentsAndMakeTheOutputsOfTheirRule() async throws {
        let result = try await Self.step("//:old", 0, files: ["names": "a\nb\n"])
        #expect(result.promises.map(\.index) == [1])
        let lines = try result.lines(of: "sub/out")
        #expect(lines.map(shortened) == ["out/__old__/__action___0__/own", "t", "a", "b"])
    }

    @Test func dynamicActionsPassValuesOn() async throws {
        let files = ["names": "a\nb\n", "json": #"{"k": [1]}"#]
        let result = try await Self.step("//:new", 1, files: files)
        #expect(try result.lines(of: "a") == ["2"])
        #expect(try result.lines(of: "b") == [#"{"k": [1]}"#, "3"])
    }

    /// An output that a step makes is known by a promise, and lies where its rule declared it.
    @Test func outputsOfStepsAreTargetsOutputs() async throws {
        let workspace = AnalysisWorkspace(
            rules: Self.rules, names: ["old"], build: "old(name = \"old\")\n")
        let result = try await workspace.analyse("//:old")
        let output = try #require(result.providers.defaultOutputs.first)
        #expect(output.buildArtifact?.key.promisedOutput == 0)
        #expect(
            shortened(AnalysisWorkspace.layout.path(of: output).text) == "out/__old__/sub/out")
    }
}
