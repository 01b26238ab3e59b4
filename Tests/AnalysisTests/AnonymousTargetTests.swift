import BuildModel
import Diagnostics
import Incremental
import Starlark
import Testing

@testable import Analysis

/// Targets that rules ask for by a rule and its attributes.
@Suite struct AnonymousTargetTests {
    static let rules = """
        InfoX = provider(fields = ["value", "out"])

        def _made(ctx):
            out = ctx.actions.write("dir/made.txt", ctx.attrs.text)
            return [DefaultInfo(default_output = out), InfoX(value = ctx.attrs, out = out)]

        _maker = anon_rule(
            impl = _made,
            attrs = {
                "text": attrs.string(default = "none"),
                "src": attrs.option(attrs.source(), default = None),
                "deps": attrs.list(attrs.dep(), default = []),
                "kind": attrs.enum(["red", "green"], default = "red"),
                "number": attrs.int(default = 7),
                "table": attrs.dict(attrs.string(), attrs.one_of(attrs.bool(), attrs.string()), default = {}),
                "where": attrs.option(attrs.label(), default = None),
            },
            artifact_promise_mappings = {"file": lambda providers: providers[InfoX].out},
        )

        def _leaf(ctx):
            return [DefaultInfo(default_output = ctx.actions.write("leaf", "x"))]

        leaf = rule(impl = _leaf, attrs = {})

        def _user(ctx):
            return CASE(ctx)

        user = rule(impl = _user, attrs = {"dep": attrs.option(attrs.dep(), default = None)})
        """

    /// What a rule does with anonymous targets.
    static func workspace(_ body: String) -> AnalysisWorkspace {
        let text = rules.replacing("return CASE(ctx)", with: body)
        return AnalysisWorkspace(
            rules: text, names: ["leaf", "user"],
            build: "leaf(name = \"leaf\")\nuser(name = \"u\", dep = \":leaf\")\n")
    }

    @Test(arguments: [
        (#"{"text": "hello"}"#, ["hello", "red", "7", "{}", "0"]),
        (
            #"{"kind": "GREEN", "number": 1 << 70}"#,
            ["none", "green", "1180591620717411303424", "{}", "0"]
        ),
        (
            #"{"table": {"b": True, "a": "x"}, "deps": [ctx.attrs.dep]}"#,
            ["none", "red", "7", #"{"b": True, "a": "x"}"#, "1"]
        ),
    ])
    func attributesArriveAsTheyWereGiven(attributes: String, lines: [String]) async throws {
        let body = """
            def done(providers):
                    info = providers[InfoX].value
                    line = [info.text, info.kind, str(info.number), repr(info.table), str(len(info.deps))]
                    return [DefaultInfo(default_output = ctx.actions.write("out", line))]
                return ctx.actions.anon_target(_maker, \(attributes)).promise.map(done)
            """
        let result = try await Self.workspace(body).analyse("//:u")
        #expect(try result.lines(of: "out") == lines)
    }

    @Test func promisedArtifactsAreInputsBeforeTheyAreKnown() async throws {
        let body = """
            target = ctx.actions.anon_target(_maker, {"text": "a", "name": "x//y:z"})
                file = ctx.actions.assert_short_path(target.artifact("file"), short_path = "dir/made.txt")
                again = ctx.actions.anon_target(_maker, {"src": target.artifact("file")}).artifact("file")
                out = ctx.actions.declare_output("out")
                ctx.actions.run(["cp", file, again, out.as_output()], category = "cp")
                return [DefaultInfo(default_output = out)]
            """
        let result = try await Self.workspace(body).analyse("//:u")
        let inputs = try #require(result.command(making: "out")).command.artifacts.inputs
        #expect(inputs.map(\.shortPath.text) == ["dir/made.txt", "dir/made.txt"])
        #expect(inputs.map { $0.owner?.target.description } == ["x//y:z", "anon//:_maker"])
        let path = AnalysisWorkspace.layout.path(of: inputs[0]).text
        #expect(path.hasPrefix("buck-out/bld/art-anon/x/"))
    }

    @Test func sameAttributesAreOneTarget() async throws {
        let body = """
            def done(all):
                    a, b, c = [p[InfoX].out for p in all]
                    return [DefaultInfo(), InfoX(value = [a == b, a == c], out = a)]
                return ctx.actions.anon_targets([(_maker, {"text": "a"}), (_maker, {"text": "a"}), (_maker, {"text": "b"})]).promise.map(done)
            """
        let workspace = Self.workspace(body)
        let result = try await workspace.analyse("//:u")
        let id = try #require(result.providers.ids.first { $0.name == "InfoX" })
        let value = result.providers[id, "value"]
        #expect(value?.value.repr == "[True, False]")
        let count = workspace.log.take().filter { $0.hasPrefix("compute anonymous(") }.count
        #expect(count == 2)
    }

    @Test(arguments: [
        (#"{"txt": "a"}"#, "Unknown attribute `txt` of rule `_maker`; did you mean `text`?"),
        (#"{"text": 1}"#, "Error coercing attribute `text`"),
        (#"{"visibility": []}"#, "Internal attribute `visibility` not allowed"),
        (#"{"name": "nonsense"}"#, "`name` attribute must be a valid target label"),
    ])
    func mistakesAreNamed(attributes: String, message: String) async throws {
        let body = "return ctx.actions.anon_target(_maker, \(attributes)).promise.map(lambda p: [])"
        let failure = try await Self.workspace(body).failure(of: "//:u")
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "none")")
    }
}
