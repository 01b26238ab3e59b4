import BuildModel
import Diagnostics
import Testing

@testable import Analysis

@Suite struct ActionTests {
    /// A workspace whose rule runs some statements; `tool` is a dependency that can be run.
    static func workspace(_ statements: String, returns: String = "[DefaultInfo()]")
        -> AnalysisWorkspace
    {
        let body = statements.split(separator: "\n", omittingEmptySubsequences: false)
            .map { "    " + $0 }.joined(separator: "\n")
        return AnalysisWorkspace(
            rules: """
                def _tool_impl(ctx):
                    tool = ctx.actions.write("tool.sh", "", is_executable = True)
                    return [DefaultInfo(tool), RunInfo([tool, "-q"])]
                tool = rule(impl = _tool_impl, attrs = {})
                def _impl(ctx):
                    a = ctx.attrs.srcs[0]
                    b = ctx.attrs.srcs[1]
                    tool = ctx.attrs.tool
                \(body)
                    return \(returns)
                r = rule(impl = _impl, attrs = {
                    "srcs": attrs.list(attrs.source()),
                    "tool": attrs.dep(providers = [RunInfo]),
                })
                """, names: ["r", "tool"],
            build: """
                tool(name = "tool")
                r(name = "t", srcs = ["a", "b"], tool = ":tool")
                """, files: ["a": "", "b": ""])
    }

    @Test func runWithEverything() async throws {
        let result = try await Self.workspace(
            """
            tag = ctx.actions.artifact_tag()
            out = ctx.actions.declare_output("out")
            deps = ctx.actions.declare_output("deps.d")
            ctx.actions.run(
                cmd_args(out.as_output(), tag.tag_artifacts([a, deps.as_output()]), hidden = b),
                exe = tool[RunInfo], category = "do_it", identifier = "x",
                env = {"A": a, "B": cmd_args("x", "y")}, dep_files = {"headers": tag},
                local_only = True, weight = 3, timeout_seconds = 5, no_outputs_cleanup = True,
                always_print_stderr = True, allow_cache_upload = False, unique_input_inodes = True,
                prefer_remote = False, low_pass_filter = False, error_handler = None,
                allow_dep_file_cache_upload = True, eager_materialization_enabled = True,
            )
            """
        ).analyse("//:t")
        let spec = try #require(result.actions.first)
        #expect(spec.category == "do_it")
        #expect(spec.identifier == "x")
        #expect(spec.outputs.map(\.path.text) == ["out", "deps.d"])
        let run = try #require(result.command(making: "out"))
        #expect(
            try run.command.arguments() == [
                "out/__tool__/tool.sh", "-q", "out/__t__/out", "./a", "out/__t__/deps.d",
            ])
        #expect(
            try run.environment.map { [$0.name] + (try $0.value.arguments()) }
                == [["A", "./a"], ["B", "x y"]])
        #expect(run.depFiles.map(\.name) == ["headers"])
        #expect(run.depFiles.first?.output.path.text == "deps.d")
        let artifacts = spec.kind.artifacts
        #expect(artifacts.inputs.map(\.shortPath.text) == ["tool.sh", "a", "b"])
        #expect(artifacts.inputTags.keys.map(\.shortPath.text) == ["a"])
        #expect(run.place == .localOnly)
        #expect(run.weight == .slots(3))
        #expect(run.timeout == .seconds(5))
        #expect(run.keepsOutputs && run.showsStandardError)
        #expect(run.allowsCacheUpload == false)
    }

    @Test func everyOtherKind() async throws {
        let result = try await Self.workspace(
            """
            ctx.actions.write_json("j.json", {"a": a, "n": [1, None, True]}, pretty = True)
            ctx.actions.copy_file("copy", a)
            ctx.actions.copy_dir("copydir", a)
            ctx.actions.symlink_file("link", a)
            ctx.actions.symlinked_dir("links", {"x/a": a, "./b": b})
            ctx.actions.copied_dir("copies", {"a": a})
            ctx.actions.download_file("got", "https://example.com", sha256 = "ab", size_bytes = 3)
            declared = ctx.actions.declare_output("sub", "name")
            same = ctx.actions.write(declared, "x", has_content_based_path = False)
            pair, macros = ctx.actions.write("pair", [a], allow_args = True)
            """
        ).analyse("//:t")
        #expect(
            result.actions.map { "\($0.category) \($0.identifier ?? "")" } == [
                "write_json j.json", "copy copy", "copy copydir", "symlink link",
                "symlinked_dir links", "copied_dir copies", "download_file got", "write sub/name",
                "write pair",
            ])
        #expect(
            try result.lines(of: "j.json") == [
                "{", #"  "a": "./a","#, #"  "n": ["#, "    1,", "    null,", "    true", "  ]", "}",
                "",
            ])
        guard case .symlinkedDirectory(let links)? = result.action(making: "links")?.kind else {
            Issue.record("`links` is a folder of links")
            return
        }
        #expect(links.entries.map(\.path.text) == ["x/a", "b"])
        guard case .download(let download)? = result.action(making: "got")?.kind else {
            Issue.record("`got` is downloaded")
            return
        }
        #expect(download.sha256 == "ab")
        #expect(result.action(making: "got")?.outputs.first?.key.index == 6)
    }

    @Test func namesOfJSONMembersCanBePaths() async throws {
        let result = try await Self.workspace(
            """
            made = ctx.actions.write("made", "x")
            out = ctx.actions.declare_output("out")
            members = {a: 1, made: [b], 3: True, False: None, "text": "x"}
            json = ctx.actions.write_json("j.json", members, with_inputs = True)
            ctx.actions.run(["x", json, out.as_output()], category = "run")
            """
        ).analyse("//:t")
        #expect(
            try result.lines(of: "j.json").map(shortened) == [
                #"{"./a":1,"out/__t__/made":["./b"],"3":true,"false":null,"text":"x"}"#
            ])
        #expect(
            result.action(making: "out")?.kind.artifacts.inputs.map(\.shortPath.text)
                == ["j.json", "a", "made", "b"])
    }

    @Test func associatedArtifactsTravel() async throws {
        let result = try await Self.workspace(
            """
            listing = ctx.actions.write("listing", [a, b], with_inputs = True)
            json = ctx.actions.write_json("j", {"x": [a]}, with_inputs = True)
            out = ctx.actions.declare_output("out")
            ctx.actions.run(
                ["x", listing, json, out.as_output()], category = "run", identifier = "out")
            bare = ctx.actions.declare_output("bare")
            ctx.actions.run(
                ["x", listing.without_associated_artifacts(), bare.as_output()],
                category = "run", identifier = "bare",
            )
            """
        ).analyse("//:t")
        func inputs(_ path: String) -> [String]? {
            result.action(making: path)?.kind.artifacts.inputs.map(\.shortPath.text)
        }
        #expect(inputs("out") == ["listing", "a", "b", "j"])
        #expect(inputs("bare") == ["listing"])
        #expect(inputs("listing") == [])
    }

    static let mistakes: [(String, String)] = [
        (
            "ctx.actions.declare_output(\"a\")\nctx.actions.declare_output(\"a\")",
            "Output `a` is declared twice"
        ),
        (
            "ctx.actions.declare_output(\"a/b\")\nctx.actions.declare_output(\"a\")",
            "Output `a` would contain output `a/b`"
        ),
        (
            "ctx.actions.declare_output(\"a\")\nctx.actions.declare_output(\"a/b/c\")",
            "Output `a/b/c` would lie in output `a`"
        ),
        ("ctx.actions.declare_output(\"../a\")", "Path `../a` has the component `..`"),
        ("ctx.actions.declare_output(\"a\")", "Output `a` is declared, but no action makes it"),
        (
            "out = ctx.actions.write(\"w\", \"\")\nctx.actions.copy_file(out, a)",
            "Output `w` is made by two actions: `write` and `copy`"
        ),
        (
            "ctx.actions.run([\"x\", a], category = \"run\")",
            "Action `run` has no output: expected at least one output artifact"
        ),
        (
            """
            out = ctx.actions.declare_output("o")
            ctx.actions.run([out.as_output()], category = "No")
            """,
            "Category `No` must be a word of lower-case letters, digits and `_`"
        ),
        (
            """
            for name in ["o", "p"]:
                out = ctx.actions.declare_output(name)
                ctx.actions.run([out.as_output()], category = "run")
            """,
            "Analysis produced multiple actions with category `run` and at least one of them had "
                + "no identifier"
        ),
        (
            """
            for name in ["o", "p"]:
                out = ctx.actions.declare_output(name)
                ctx.actions.run([out.as_output()], category = "run", identifier = "x")
            """,
            "Action category `run` contains duplicate identifier `x`"
        ),
        (
            """
            out = ctx.actions.declare_output("o")
            ctx.actions.run(["x", out, out.as_output()], category = "run")
            """,
            "Artifact must be bound by now. If you are intending to use this artifact as the "
                + "output of `run`, are you missing an `.as_output()` call?\n  Artifact: o"
        ),
        (
            """
            out = ctx.actions.declare_output("o")
            line = cmd_args(out.as_output())
            line.add(cmd_args(hidden = line))
            ctx.actions.run(line, category = "run")
            """,
            "Recursion limit exceeded: a `cmd_args` contains itself"
        ),
        (
            "ctx.actions.assembled_dir(\"d\", contents = {\"a\": assembled_dir.copy(a), "
                + "\"a/b\": assembled_dir.symlink(b)})",
            "Paths in an assembled folder must be non-overlapping, but `a/b` lies in `a`"
        ),
        (
            """
            out = ctx.actions.declare_output("o")
            tag = ctx.actions.artifact_tag()
            ctx.actions.run([out.as_output()], category = "run", dep_files = {"d": tag})
            """,
            "Dep file `d` must be one output marked with its tag, but 0 outputs are"
        ),
        (
            """
            out = ctx.actions.declare_output("o")
            ctx.actions.run([out.as_output()], category = "run", weight = 0)
            """,
            "Type of parameter `weight` doesn't match: `run` takes a positive int, but got `0` of type `int`"
        ),
        (
            """
            out = ctx.actions.declare_output("o")
            ctx.actions.run(
                [out.as_output()], category = "run", metadata_env_var = "M")
            """,
            "missing `metadata_path` parameter which is required when `metadata_env_var` "
                + "parameter is present"
        ),
        (
            "ctx.actions.symlinked_dir(\"d\", {\"x\": a, \"x/y\": b})",
            "Path `x/y` would lie in `x`"
        ),
        (
            "ctx.actions.download_file(\"d\", \"https://example.com\")",
            "`download_file` needs `sha256` or `sha1` of the file it fetches"
        ),
        (
            "ctx.actions.write_json(\"j\", {\"f\": len})",
            "A value of type `function` cannot be written as JSON: `<built-in function len>`"
        ),
        (
            "ctx.actions.write_json(\"j\", {None: 1})",
            "Keys in JSON are strings, but got `None` of type `NoneType`"
        ),
        (
            """
            out = ctx.actions.declare_output("o")
            ctx.actions.write("w", [out])
            """,
            "Output `o` is declared, but no action makes it"
        ),
    ]

    @Test(arguments: mistakes)
    func mistake(_ statements: String, _ message: String) async throws {
        let failure = try await Self.workspace(statements).failure(of: "//:t")
        #expect(failure?.message == message)
    }

    static let results: [(String, String)] = [
        (
            "None",
            "Providers of `root//:t` must be a list of providers, but got `None` of type `NoneType`"
        ),
        (
            "[DefaultInfo(), 1]",
            "Providers of `root//:t` must be a list of providers, but it contains `1` of type `int`"
        ),
        (
            "[DefaultInfo(), DefaultInfo()]", "Provider `DefaultInfo` of `root//:t` is given twice"
        ),
    ]

    @Test(arguments: results)
    func result(_ value: String, _ message: String) async throws {
        let failure = try await Self.workspace("pass", returns: value).failure(of: "//:t")
        #expect(failure?.message == message)
    }

    @Test func defaultInfoIsAdded() async throws {
        let result = try await Self.workspace("pass", returns: "[]").analyse("//:t")
        #expect(result.providers.ids.map(\.name) == ["DefaultInfo"])
        #expect(result.providers.defaultOutputs.isEmpty)
    }
}
