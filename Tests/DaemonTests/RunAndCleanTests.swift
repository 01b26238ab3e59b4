import BuildEvents
import DaemonProtocol
import Foundation
import TestSupport
import Testing

@testable import Daemon

/// `bld run` with what it can do instead of running, and `bld clean --stale`.
@Suite struct RunAndCleanTests {
    private func workspace() throws -> TemporaryWorkspace {
        let workspace = try TemporaryWorkspace([
            ".buckconfig": "[project]\n",
            "BUCK": """
            sh_binary(name = "show", main = "show.sh")
            genrule(name = "text", out = "text.txt", cmd = "echo text > $OUT")
            """,
            "show.sh": "#!/bin/sh\necho $*\n",
            "folder/file": "",
        ])
        try workspace.makeExecutable("show.sh")
        return workspace
    }

    @Test func theCommandCanBePrinted() async throws {
        let workspace = try workspace()
        let outcome = await workspace.bld("run", "//:show", "--emit-shell", "--", "a b", "c")
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        #expect(outcome.output.hasSuffix(" 'a b' c\n"))
        #expect(outcome.program == nil)
    }

    @Test func theCommandCanBeWrittenDown() async throws {
        let workspace = try workspace()
        let outcome = await workspace.bld(
            "run", "//:show", "--command-args-file", "command.json", "--", "a",
            in: "folder", variables: ["MINE": "here", "BUCK_WRAPPER_UUID": "gone"])
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        let data = Data(try workspace.read("folder/command.json").utf8)
        let object = try #require(
            JSONSerialization.jsonObject(with: data) as? [String: Any])
        let words = try #require(object["argv"] as? [String])
        #expect(object["path"] as? String == words.first)
        #expect(words.last == "a")
        let variables = try #require(object["envp"] as? [String: String])
        #expect(variables["MINE"] == "here")
        #expect(variables["BUCK_RUN_BUILD_ID"] != nil)
        #expect(variables["BUCK_WRAPPER_UUID"] == nil || variables["BUCK_WRAPPER_UUID"] != "gone")
    }

    /// No disk is ever so free, so that everything goes but what was used just now.
    @Test(arguments: [("0s", false), ("1h", true)])
    func aFullDiskTakesMore(_ age: String, _ stays: Bool) async throws {
        let workspace = try workspace()
        let built = await workspace.bld("build", "//:text", "--show-simple-output")
        let path = built.output.trimmingCharacters(in: .newlines)
        #expect(workspace.exists(path), "\(built.errors)")
        let clean = await workspace.bld(
            "clean", "--stale", "1w", "--adaptive-low-disk-threshold", "100", "--adaptive-min-ttl",
            age)
        #expect(clean.exitCode == .success, "\(clean.errors)")
        #expect(workspace.exists(path) == stays)
        let again = await workspace.bld("build", "//:text")
        #expect(again.exitCode == .success, "\(again.errors)")
        #expect(workspace.exists(path))
    }

    @Test(arguments: [
        (["--adaptive-low-disk-threshold", "5"], "needs `--stale`"),
        (["--stale", "--adaptive-min-ttl", "1h"], "need `--adaptive-low-disk-threshold`"),
        (["--stale", "--adaptive-low-disk-threshold", "101"], "between 0.0 and 100.0"),
    ])
    func cleaningNeedsSense(_ arguments: [String], _ message: String) async throws {
        let outcome = try await workspace().bld(["clean"] + arguments)
        #expect(outcome.exitCode == .userError)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }

    @Test func theProgramCanRunElsewhere() async throws {
        let workspace = try workspace()
        let outcome = await workspace.bld("run", "//:show", "--chdir", "folder")
        let program = try #require(outcome.program, "\(outcome.errors)")
        #expect(program.workingDirectory == workspace.root.path + "/folder")
        let both = await workspace.bld("run", "//:show", "--chdir", "folder", "--emit-shell")
        #expect(both.exitCode == .userError)
        #expect(both.errors.contains("cannot be used together"))
    }

    @Test(arguments: [
        (["run", ":t", "a"], ["run", ":t", "--", "a"]),
        (["run", ":t", "a", "--b", "--", "c"], ["run", ":t", "--", "a", "--b", "--", "c"]),
        (["run", "-c", "a.b=c", ":t", "x"], ["run", "-c", "a.b=c", ":t", "--", "x"]),
        (["run", "--keep-going", ":t", "x"], ["run", "--keep-going", ":t", "--", "x"]),
        (["run", ":t", "--", "a"], nil), (["run", ":t", "--keep-going"], nil),
        (["build", ":t", ":u"], nil),
    ])
    func argumentsWithoutSeparator(_ words: [String], _ expected: [String]?) {
        #expect(RunCommand.separatingArguments(of: words) == expected)
    }

    @Test func staleOutputsAreRemoved() async throws {
        let workspace = try workspace()
        let build = await workspace.bld("build", "--show-simple-output", "//:text")
        let path = String(build.output.dropLast())
        let recent = await workspace.bld("clean", "--stale")
        #expect(recent.exitCode == .success, "\(recent.errors)")
        #expect(recent.errors.contains("Cleaning artifacts more than 1w old\n"))
        #expect(workspace.exists(path))
        let dry = await workspace.bld("clean", "--stale=0s", "--dry-run")
        #expect(dry.errors.contains("Found 1 stale artifacts (5 B)\n"), "\(dry.errors)")
        #expect(workspace.exists(path))
        let stale = await workspace.bld("clean", "--stale", "0s")
        #expect(stale.errors.contains("Cleaned 1 paths\n5 bytes cleaned"), "\(stale.errors)")
        #expect(!workspace.exists(path))
        #expect(!workspace.exists("buck-out/bld/art/root"), "empty folders go along")
        let again = await workspace.bld("build", "//:text")
        #expect(again.count(.cached) == 1)
    }

    @Test func theLogOfCleaningIsLeft() async throws {
        let workspace = try workspace()
        #expect(await workspace.bld("build", "//:text").exitCode == .success)
        let dry = await workspace.bld("clean", "--dry-run")
        let clean = await workspace.bld("clean")
        #expect(clean.errors == dry.errors)
        let files = FileManager.default
        let left = workspace.root.path + "/buck-out/bld"
        #expect(try files.contentsOfDirectory(atPath: left) == ["log"])
        #expect(try files.contentsOfDirectory(atPath: left + "/log").count == 1)
    }

    @Test func outputsInTheirPlacesAreListed() async throws {
        let workspace = try workspace()
        let empty = await workspace.bld("audit", "deferred-materializer", "list")
        #expect(empty.exitCode == .success && empty.output.isEmpty)
        _ = await workspace.bld("build", "//:text")
        let list = await workspace.bld("audit", "deferred-materializer", "list")
        #expect(list.output.hasSuffix("/text.txt\tmaterialized (5 bytes)\n"))
    }

    @Test func whatCannotBeRunIsNotBuilt() async throws {
        let workspace = try workspace()
        let outcome = await workspace.bld("run", "//:text")
        #expect(outcome.errors.contains("Target `//:text` is not a binary rule"))
        #expect(!workspace.exists("buck-out/bld/art"))
    }

    @Test func outputsCanBePutAside() async throws {
        let workspace = try workspace()
        #expect(await workspace.bld("build", "//:text").exitCode == .success)
        let outcome = await workspace.bld("clean", "--background")
        #expect(outcome.errors.contains("Buck-out moved to trash"))
        #expect(!workspace.exists("buck-out/bld/art") && !workspace.exists("buck-out/.trash"))
    }

    @Test(arguments: [
        ("90s", 90, "1m 30s"), ("1w2d", 777_600, "1w 2d"), ("3 days 1h", 262_800, "3d 1h"),
        ("0s", 0, "0s"),
    ])
    func ages(_ text: String, _ seconds: Int64, _ description: String) throws {
        let age = try #require(Age(argument: text))
        #expect(age.seconds == seconds)
        #expect(age.description == description)
    }

    @Test(arguments: ["", "1", "d", "1x", "-1d", "99999999999w"])
    func whatIsNoAge(_ text: String) {
        #expect(Age(argument: text) == nil)
    }
}
