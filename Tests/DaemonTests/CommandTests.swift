import BuildEvents
import BuildModel
import DaemonProtocol
import Foundation
import TestSupport
import Testing

/// Every command with its options, on a workspace with the bundled rules.
@Suite struct CommandTests {
    private static let files = [
        ".buckconfig": "[greeting]\nword = hello\n",
        "app/BUCK": """
        load(":word.bzl", "word")

        genrule(name = "text", out = "text.txt", cmd = "echo {} > $OUT".format(word()))
        filegroup(name = "empty", srcs = [])
        sh_binary(name = "show", main = "show.sh", labels = ["tool"])
        """,
        "app/show.sh": "#!/bin/sh\necho \"$# $*\"\nexit 7\n",
        "app/word.bzl":
            "def word():\n    return read_config(\"greeting\", \"word\", \"nothing\")\n",
        "lib/BUCK": "export_file(name = \"notes.txt\")\n",
        "lib/notes.txt": "notes\n",
        "scripts/double.star": "def double(x):\n    return 2 * x\n\nprint(double(21))\n",
        "scripts/wrong.star": "print(1 // 0)\n",
    ]

    private func workspace() throws -> TemporaryWorkspace {
        let workspace = try TemporaryWorkspace(CommandTests.files)
        try workspace.makeExecutable("app/show.sh")
        return workspace
    }

    // MARK: build

    @Test func outputsAreListedAsAskedFor() async throws {
        let workspace = try workspace()
        let plain = await workspace.bld("build", "--show-simple-output", "//app:text")
        #expect(plain.exitCode == .success, "\(plain.errors)")
        let path = String(plain.output.dropLast())
        #expect(path.hasPrefix("buck-out/bld/art/root/"))
        #expect(path.hasSuffix("/app/__text__/out/text.txt"))
        #expect(try workspace.read(path) == "hello\n")

        let full = workspace.root.appendingPathComponent(path).path
        let expected = [
            "--show-output": "root//app:text \(path)\n",
            "--show-full-output": "root//app:text \(full)\n",
            "--show-simple-output": "\(path)\n",
            "--show-json-output": "{\"root//app:text\":\"\(path)\"}\n",
            "--show-full-json-output": "{\"root//app:text\":\"\(full)\"}\n",
            "--show-full-simple-output": "\(full)\n",
        ]
        for (option, output) in expected {
            let outcome = await workspace.bld("build", option, "//app:text")
            #expect(outcome.exitCode == .success)
            #expect(outcome.output == output, "\(option)")
        }
    }

    @Test func oneBrokenPackageHidesNoOther() async throws {
        var files = CommandTests.files
        files["bad/BUCK"] = "genrule(\n"
        files["worse/BUCK"] = "genrul(name = \"x\")\n"
        let workspace = try TemporaryWorkspace(files)
        let stopped = await workspace.bld("build", "//...")
        #expect(stopped.exitCode == .userError)
        #expect(stopped.errors.contains("bad/BUCK:"), "\(stopped.errors)")
        #expect(stopped.errors.contains("worse/BUCK:"), "\(stopped.errors)")

        let going = await workspace.bld("build", "--keep-going", "--show-simple-output", "//...")
        #expect(going.exitCode == .userError)
        #expect(going.errors.contains("worse/BUCK:"), "\(going.errors)")
        #expect(going.output.contains("/app/__text__/out/text.txt"))
    }

    @Test func aFileInPlaceOfTheOutputsIsLeftAlone() async throws {
        for (name, folder) in [("buck-out", "buck-out"), ("buck-out/bld", "buck-out/bld")] {
            let workspace = try workspace()
            try workspace.write(name, "mine")
            let outcome = await workspace.bld("build", "//app:text")
            #expect(outcome.exitCode == .infrastructureFailure, "\(outcome.errors)")
            #expect(outcome.errors.contains("\(folder)`, but there is a file of that name"))
            #expect(try workspace.read(name) == "mine")
        }
    }

    @Test func patternsAreRelativeToTheFolder() async throws {
        let workspace = try workspace()
        for (pattern, folder) in [
            (":text", "app"), ("app:text", ""), ("//app:text", "lib"), ("root//app:text", ""),
        ] {
            let outcome = await workspace.bld("targets", pattern, in: folder)
            #expect(outcome.output == "root//app:text\n", "\(pattern) in \(folder)")
        }
    }

    @Test func aConfigurationValueGivenHereGoesBeforeTheFile() async throws {
        let workspace = try workspace()
        for (options, text) in [
            ([], "hello\n"), (["-c", "greeting.word=hi"], "hi\n"),
            (["--config", "greeting.word="], "nothing\n"), ([], "hello\n"),
        ] {
            let outcome = await workspace.bld(
                ["build", "--show-simple-output"] + options + ["//app:text"])
            #expect(outcome.exitCode == .success, "\(outcome.errors)")
            #expect(try workspace.read(String(outcome.output.dropLast())) == text)
        }
    }

    @Test func theIsolationFolderHoldsTheOutputs() async throws {
        let workspace = try workspace()
        let named = await workspace.bld(
            "build", "--show-simple-output", "//app:text",
            variables: ["BUCK_ISOLATION_DIR": "other"])
        #expect(named.output.hasPrefix("buck-out/other/art/root/"))
        let chosen = await workspace.bld(
            "build", "--isolation-dir", "third", "--show-simple-output", "//app:text",
            variables: ["BUCK_ISOLATION_DIR": "other"])
        #expect(chosen.output.hasPrefix("buck-out/third/art/root/"))
        let wrong = await workspace.bld(
            "build", "//app:text", variables: ["BUCK_ISOLATION_DIR": "../out"])
        #expect(wrong.exitCode == .userError)
        #expect(wrong.errors.contains("`../out` of $BUCK_ISOLATION_DIR"))

        #expect(await workspace.bld("clean", "--isolation-dir", "third").exitCode == .success)
        #expect(!workspace.exists("buck-out/third/art"))
        #expect(workspace.exists("buck-out/other"))
    }

    @Test func targetsForAnotherPlatformAreSkippedUnlessNamed() async throws {
        let workspace = try workspace()
        try workspace.write(
            "other/BUCK",
            """
            genrule(
                name = "odd",
                out = "odd",
                cmd = "false",
                target_compatible_with = ["prelude//os/constraints:none"],
            )
            """)
        let all = await workspace.bld("build", "//...")
        #expect(all.exitCode == .success, "\(all.errors)")
        #expect(all.errors.hasPrefix("Skipped 1 incompatible targets:\n  root//other:odd ("))
        let named = await workspace.bld("build", "//other:odd")
        #expect(named.exitCode == .userError)
        #expect(named.errors.contains("root//other:odd\n    is incompatible with"))
    }

    // MARK: run

    @Test func runPassesArgumentsAndTheExitCode() async throws {
        let workspace = try workspace()
        let outcome = await workspace.bld("run", "//app:show", "--", "a b", "--c", "--")
        let program = try #require(outcome.program, "\(outcome.errors)")
        #expect(program.workingDirectory == workspace.root.path)
        #expect(try program.output() == ProgramOutput("3 a b --c --\n", status: 7))
        #expect(outcome.output == "")

        let inFolder = await workspace.bld("run", ":show", in: "app")
        let again = try #require(inFolder.program, "\(inFolder.errors)")
        #expect(again.workingDirectory == workspace.root.appendingPathComponent("app").path)
        #expect(try again.output() == ProgramOutput("0 \n", status: 7))
    }

    /// Programs of the machine are found on `PATH`, and paths among the arguments are absolute.
    @Test func runFindsProgramsAndTheirFiles() async throws {
        let files = CopyRule.workspace.merging(
            CopyRule.bad(
                """
                def _impl(ctx):
                    script = ctx.actions.write("script.sh", "echo ran $1")
                    return [DefaultInfo(script), RunInfo(args = ["sh", script])]
                """)
        ) { $1 }
        let workspace = try TemporaryWorkspace(files)
        let outcome = await workspace.bld("run", "//pkg:good", "--", "here", in: "pkg/private")
        let program = try #require(outcome.program, "\(outcome.errors)")
        #expect(program.arguments.first?.hasSuffix("/sh") == true)
        #expect(try program.output() == ProgramOutput("ran here\n"))
    }

    // MARK: targets

    @Test func targetsAreListed() async throws {
        let workspace = try workspace()
        let app = ["root//app:empty", "root//app:show", "root//app:text"]
        for (patterns, expected) in [
            (["//app:"], app), (["//..."], app + ["root//lib:notes.txt"]),
            (["//lib/...", "//app:text"], ["root//lib:notes.txt", "root//app:text"]),
        ] {
            let outcome = await workspace.bld(["targets"] + patterns)
            #expect(outcome.exitCode == .success)
            #expect(
                outcome.output.split(separator: "\n").map(String.init).sorted() == expected.sorted()
            )
        }
        let missing = await workspace.bld("targets", "//app:txt")
        #expect(missing.exitCode == .userError)
        #expect(missing.errors.contains("similar targets?\n  root//app:text\n"))
        #expect(missing.output == "")
    }

    @Test func targetsAreDescribedInJSON() async throws {
        let workspace = try workspace()
        let outcome = await workspace.bld("targets", "--json", "//app:show", "//app:text")
        let targets = try #require(
            JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
        #expect(targets.map { $0["name"] as? String } == ["show", "text"])
        #expect(targets.map { $0["buck.package"] as? String } == ["root//app", "root//app"])
        #expect(targets.first?["labels"] as? [String] == ["tool"])
        let lines = await workspace.bld("targets", "--json-lines", "//app:")
        #expect(lines.output.split(separator: "\n").count == 3)
        for line in lines.output.split(separator: "\n") {
            #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
        }
    }

    // MARK: clean and root

    @Test func cleanRemovesOutputsAndNothingElse() async throws {
        let workspace = try workspace()
        let folder = workspace.root.appendingPathComponent("buck-out/bld/art").path
        #expect(await workspace.bld("build", "//app:text").exitCode == .success)
        let dry = await workspace.bld("clean", "--dry-run")
        #expect(dry.errors.contains("\(folder)\n"))
        #expect(workspace.exists("buck-out/bld"))
        #expect(await workspace.bld("clean").errors == dry.errors)
        #expect(!workspace.exists("buck-out/bld/art"))
        #expect(workspace.exists("app/BUCK"))
        let build = await workspace.bld("build", "//app:text")
        #expect(build.count(.ran) == 0)
        #expect(build.count(.cached) == 1)
        #expect(await workspace.bld("clean").exitCode == .success)
        #expect(await workspace.bld("clean").exitCode == .success, "there is nothing to remove")
    }

    @Test func rootIsTheFolderOfTheConfiguration() async throws {
        let workspace = try workspace()
        for folder in ["", "app", "scripts"] {
            let outcome = await workspace.bld("root", in: folder)
            #expect(outcome.exitCode == .success)
            #expect(outcome.output == workspace.root.path + "\n")
        }
    }

    // MARK: help

    @Test(arguments: [
        ["--help"], ["-h"], ["help"], [], ["build", "--help"], ["help", "run"], ["starlark"],
    ])
    func helpGoesToStandardOutput(_ words: [String]) async throws {
        let outcome = try await TemporaryWorkspace().bld(words)
        #expect(outcome.exitCode == .success)
        #expect(outcome.errors == "")
        #expect(outcome.output.contains("USAGE: bld"))
        let commands = words.filter { !$0.hasPrefix("-") && $0 != "help" }
        #expect(outcome.output.contains((["USAGE: bld"] + commands).joined(separator: " ")))
    }

    // MARK: starlark

    @Test func starlarkFilesAreRun() async throws {
        let workspace = try workspace()
        let right = await workspace.bld("starlark", "eval", "double.star", in: "scripts")
        #expect(right.exitCode == .success)
        #expect(right.errors == "42\n")
        let wrong = await workspace.bld("starlark", "eval", "wrong.star", in: "scripts")
        #expect(wrong.exitCode == .userError)
        #expect(wrong.errors.contains("wrong.star:1:7"))
        let missing = await workspace.bld("starlark", "eval", "doubel.star", in: "scripts")
        #expect(missing.exitCode == .userError)
        #expect(missing.errors.contains("`doubel.star`"))
    }

    @Test func starlarkExpressionsAreTimed() async throws {
        let outcome = try await workspace().bld(
            "starlark", "bench", "scripts/double.star", "--call", "double(4)", "--runs", "3")
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        let timing = try #require(
            JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(timing["result"] as? String == "8")
        #expect(timing["minMs"] is Double && timing["medianMs"] is Double)
    }
}
