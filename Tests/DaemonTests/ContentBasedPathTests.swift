import BuildEvents
import Foundation
import TestSupport
import Testing

@testable import Daemon

/// Outputs whose places follow from their contents.
@Suite struct ContentBasedPathTests {
    private static let rules = """
        def _setting(ctx):
            return [DefaultInfo(), ConstraintSettingInfo(label = ctx.label.raw_target())]
        setting = rule(impl = _setting, attrs = {}, is_configuration_rule = True)
        def _value(ctx):
            value = ConstraintValueInfo(
                setting = ctx.attrs.setting[ConstraintSettingInfo], label = ctx.label.raw_target())
            info = ConfigurationInfo(constraints = {value.setting.label: value}, values = {})
            return [DefaultInfo(), value, info]
        value = rule(
            impl = _value, attrs = {"setting": attrs.dep()}, is_configuration_rule = True)
        def _platform(ctx):
            info = ctx.attrs.value[ConfigurationInfo]
            label = str(ctx.label.raw_target())
            return [DefaultInfo(), PlatformInfo(label = label, configuration = info)]
        plat = rule(
            impl = _platform, attrs = {"value": attrs.dep()}, is_configuration_rule = True)

        def _text(ctx):
            a = ctx.actions
            file = a.write("file", ctx.attrs.text, has_content_based_path = True)
            json = a.write_json("json", {"file": file}, has_content_based_path = True)
            copy = a.copy_file("copy", file, has_content_based_path = True)
            link = a.symlink_file("link", file, has_content_based_path = True)
            folder = a.symlinked_dir("dir", {"x": file}, has_content_based_path = True)
            out = a.declare_output("out", has_content_based_path = True)
            a.run(
                ["sh", "-c", 'cat "$@" > "$0"', out.as_output(), file, copy, link,
                    folder.project("x"), json],
                category = "join")
            subs = {n: [DefaultInfo(default_output = f)] for n, f in {
                "file": file, "json": json, "copy": copy, "link": link, "dir": folder,
            }.items()}
            return [DefaultInfo(default_output = out, sub_targets = subs)]
        text = rule(impl = _text, attrs = {"text": attrs.string(default = "hello")})

        # Two configurations, one place: who finds the lock taken was not alone there.
        def _racer(ctx):
            out = ctx.actions.declare_output("out", has_content_based_path = True)
            script = 'mkdir "$BUCK_SCRATCH_PATH/../lock" && printf %s "$1" > "$0" && i=0 && ' \
                + 'while [ $i -lt 5000 ]; do i=$((i+1)); done; test "$(cat "$0")" = "$1" && ' \
                + 'rmdir "$BUCK_SCRATCH_PATH/../lock"'
            ctx.actions.run(
                ["sh", "-c", script, out.as_output(), ctx.attrs.text], category = "race")
            return [DefaultInfo(default_output = out)]
        racer = rule(impl = _racer, attrs = {"text": attrs.string()})

        def _copy(ctx):
            out = ctx.actions.declare_output("out")
            ctx.actions.run(
                ["cp", ctx.attrs.dep[DefaultInfo].default_outputs[0], out.as_output()],
                category = "cp")
            return [DefaultInfo(default_output = out)]
        copy = rule(impl = _copy, attrs = {"dep": attrs.dep()})

        def _tagged(ctx):
            a = ctx.actions
            folder = a.copied_dir(
                "dir", {n: a.write(n, t, has_content_based_path = True)
                    for n, t in ctx.attrs.files.items()}, has_content_based_path = True)
            out = a.declare_output("out", has_content_based_path = True)
            deps = a.declare_output("deps", has_content_based_path = True)
            tag = a.artifact_tag()
            a.run(
                ["sh", "-c", 'cat "$1/used" > "$0" && echo "$1/used" > "$2"', out.as_output(),
                    tag.tag_artifacts(folder), tag.tag_artifacts(deps.as_output())],
                category = "tagged", dep_files = {"files": tag})
            return [DefaultInfo(default_output = out)]
        tagged = rule(
            impl = _tagged, attrs = {"files": attrs.dict(attrs.string(), attrs.string())})

        def _listed(ctx):
            a = ctx.actions
            out = a.declare_output("out", has_content_based_path = True)
            line = cmd_args(out.as_output())
            plain = a.write("plain", line)
            placed = a.write("placed", line, has_content_based_path = True)
            a.run(
                cmd_args("sh", "-c", 'cmp "$0" "$1" && echo made > "$(cat "$0")"', plain, placed,
                    hidden = out.as_output()), category = "listed")
            return [DefaultInfo(default_output = out)]
        listed = rule(impl = _listed, attrs = {})

        def _wrong(ctx):
            out = ctx.actions.declare_output("out", has_content_based_path = True)
            ctx.actions.write(out, "", has_content_based_path = False)
            return [DefaultInfo(default_output = out)]
        wrong = rule(impl = _wrong, attrs = {})

        def _ignores(ctx):
            file = ctx.actions.write("file", "x", has_content_based_path = True)
            out = ctx.actions.write("out", cmd_args(file, ignore_artifacts = True))
            return [DefaultInfo(default_output = out)]
        ignores = rule(impl = _ignores, attrs = {})
        """

    private static func workspace() throws -> TemporaryWorkspace {
        try TemporaryWorkspace([
            ".buckconfig": "[cells]\nroot = .\n",
            "rules.bzl": rules,
            "BUCK": """
            load(":rules.bzl", "copy", "ignores", "listed", "plat", "racer", "setting", "tagged", "text",
                "value", "wrong")
            setting(name = "os")
            value(name = "a", setting = ":os")
            value(name = "b", setting = ":os")
            plat(name = "p", value = ":a")
            plat(name = "q", value = ":b")
            listed(name = "listed")
            text(name = "text", text = read_config("test", "text", "hello"))
            [racer(name = "race%s" % i, text = select({":a": "one", ":b": "two"}))
                for i in range(4)]
            [copy(name = "%s%s" % (n, i), dep = ":race%s" % i, default_target_platform = ":" + n)
                for i in range(4) for n in ["p", "q"]]
            copy(name = "copy_p", dep = ":text", default_target_platform = ":p")
            copy(name = "copy_q", dep = ":text", default_target_platform = ":q")
            tagged(name = "tagged", files = {
                "unused": read_config("test", "unused", ""),
                "used": read_config("test", "used", ""),
            })
            wrong(name = "wrong")
            ignores(name = "ignores")
            """,
        ])
    }

    /// The path that `--show-output` prints.
    private static func path(_ outcome: CommandOutcome) throws -> String {
        try #require(
            outcome.output.split(separator: "\n").last?.split(separator: " ").last.map(String.init),
            "\(outcome.errors)")
    }

    @Test(arguments: ["", "[file]", "[json]", "[copy]", "[link]", "[dir]"])
    func areTheSameInTwoConfigurations(_ part: String) async throws {
        let workspace = try Self.workspace()
        var real: Set<String> = []
        var shown: Set<String> = []
        for platform in ["p", "q"] {
            let outcome = await workspace.bld(
                "build", "//:text\(part)", "--show-output", "--target-platforms", "//:\(platform)")
            let path = try Self.path(outcome)
            shown.insert(path)
            let file = workspace.root.appendingPathComponent(path)
            real.insert(
                try FileManager.default.destinationOfSymbolicLink(atPath: file.path)
                    .replacing("../", with: ""))
            #expect(FileManager.default.fileExists(atPath: file.path))
        }
        #expect(shown.count == 2)
        #expect(real.count == 1)
    }

    /// The command of the second configuration is the same, and its result known.
    @Test func theSecondConfigurationRunsNothing() async throws {
        let workspace = try Self.workspace()
        let first = await workspace.bld("build", "//:text", "--target-platforms", "//:p")
        #expect(first.count(.ran) == 1, "\(first.errors)")
        let second = await workspace.bld("build", "//:text", "--target-platforms", "//:q")
        #expect(second.count(.ran) == 0, "\(second.errors)")
    }

    /// A file of arguments says where a command is to write before anybody knows the content.
    @Test func filesOfArgumentsNameOutputs() async throws {
        let workspace = try Self.workspace()
        let outcome = await workspace.bld("build", "//:listed", "--show-output")
        #expect(try workspace.read(try Self.path(outcome)) == "made\n", "\(outcome.errors)")
    }

    /// Another content lies elsewhere, and the link leads there; a removed file comes back.
    @Test func theLinkFollowsTheContent() async throws {
        let workspace = try Self.workspace()
        let path = try Self.path(await workspace.bld("build", "//:text[file]", "--show-output"))
        #expect(try workspace.read(path) == "hello")
        let other = try Self.path(
            await workspace.bld("build", "//:text[file]", "--show-output", "-c", "test.text=bye"))
        #expect(other == path)
        #expect(try workspace.read(path) == "bye")
        let real = workspace.root.appendingPathComponent(path).resolvingSymlinksInPath()
        try FileManager.default.removeItem(at: real)
        _ = await workspace.bld("build", "//:text[file]", "-c", "test.text=bye")
        #expect(try workspace.read(path) == "bye")
    }

    /// Commands that write to one place take turns, and each configuration finds what is its own.
    @Test func configurationsTakeTurns() async throws {
        let workspace = try Self.workspace()
        let targets = (0..<4).flatMap { ["//:p\($0)", "//:q\($0)"] }
        let outcome = await workspace.bld(["build"] + targets + ["--show-simple-output"])
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        let paths = outcome.output.split(separator: "\n").map(String.init)
        #expect(paths.count == targets.count)
        for path in paths {
            let text = try workspace.read(path)
            #expect(text == (path.contains("__p") ? "one" : "two"))
        }
    }

    /// Random edits, in two configurations at once, with lost places and new processes.
    @Test(arguments: [1, 2] as [UInt64])
    func randomEdits(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let workspace = try Self.workspace()
        for _ in 0..<8 {
            let text = ["one", "two", "three"].randomElement(using: &random) ?? ""
            try workspace.write(".buckconfig", "[cells]\nroot = .\n[test]\ntext = \(text)\n")
            let outcome = await workspace.bld(
                "build", "//:copy_p", "//:copy_q", "--show-simple-output")
            #expect(outcome.exitCode == .success, "seed \(seed): \(outcome.errors)")
            let copies = try outcome.output.split(separator: "\n").map {
                try workspace.read(String($0))
            }
            #expect(copies.count == 2 && Set(copies).count == 1, "seed \(seed)")
            #expect(copies.first?.hasPrefix(text + text + text) == true, "seed \(seed): \(copies)")
            guard Bool.random(using: &random) else { continue }
            try workspace.remove("buck-out/bld/art/root/__text__")
        }
    }

    /// What is beside a file that was read may change, and with it the path of both.
    @Test func depFilesSeeNoContents() async throws {
        let workspace = try Self.workspace()
        func build(_ used: String, _ unused: String) async -> String {
            let outcome = await workspace.bld(
                "build", "//:tagged", "-c", "test.used=\(used)", "-c", "test.unused=\(unused)",
                "--out", "-")
            return "\(outcome.output) \(outcome.count(.ran) == 1 ? "run" : "known")"
        }
        #expect(await build("a", "x") == "a run")
        #expect(await build("a", "y") == "a known")
        #expect(await build("b", "y") == "b run")
        let audit = await workspace.bld(
            "audit", "dep-files", "//:tagged", "tagged", "-c", "test.used=b", "-c",
            "test.unused=y")
        let lines = audit.output.split(separator: "\n")
        #expect(lines.count == 1, "\(audit.output)\(audit.errors)")
        #expect(lines.first?.hasPrefix("files\t") == true)
        #expect(lines.first?.hasSuffix("/dir/used") == true)
    }

    /// The configuration says where outputs lie of which rules do not say it.
    @Test(arguments: [("declare_output", "out"), ("action", "file")])
    func configuredDefaults(_ setting: String, _ output: String) async throws {
        let workspace = try TemporaryWorkspace([
            ".buckconfig": """
            [cells]
            root = .
            [buck2]
            \(setting)_has_content_based_path_default = true
            """,
            "rules.bzl": """
            def _impl(ctx):
                out = ctx.actions.declare_output("out")
                ctx.actions.write(out, "")
                file = ctx.actions.write("file", "")
                return [DefaultInfo(default_outputs = [out, file])]
            r = rule(impl = _impl, attrs = {})
            """,
            "BUCK": "load(':rules.bzl', 'r')\nr(name = 'r')\n",
        ])
        let outcome = await workspace.bld("build", "//:r", "--show-simple-output")
        let paths = outcome.output.split(separator: "\n").map(String.init)
        #expect(paths.count == 2, "\(outcome.errors)")
        for path in paths {
            let file = workspace.root.appendingPathComponent(path).path
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: file)
            #expect((target != nil) == path.hasSuffix("/\(output)"), "\(path)")
        }
    }

    @Test(arguments: [
        (
            "//:wrong",
            "Artifact `out` was declared with `has_content_based_path = true`, but is now being "
                + "used with `has_content_based_path = false`"
        ),
        ("//:ignores", "cannot be used with ignore_artifacts as they are content-based"),
    ])
    func mistakes(_ target: String, _ message: String) async throws {
        let outcome = try await Self.workspace().bld("build", target)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
}
