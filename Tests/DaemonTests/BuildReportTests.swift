import BuildEvents
import Foundation
import TestSupport
import Testing

/// The JSON that says what became of each target, and where outputs are copied to.
@Suite struct BuildReportTests {
    private static let files = [
        ".buckconfig": "[cells]\nroot = .\n",
        "rules.bzl": """
        def _files(ctx):
            outs = {name: ctx.actions.write(name, name + "\\n") for name in ctx.attrs.names}
            return [DefaultInfo(
                default_outputs = list(outs.values()),
                sub_targets = {name: [DefaultInfo(default_output = out)] for name, out in outs.items()},
            )]

        files = rule(impl = _files, attrs = {"names": attrs.list(attrs.string())})

        def _script(ctx):
            out = ctx.actions.declare_output("out")
            ctx.actions.run(cmd_args("sh", "-c", ctx.attrs.script, "--", out.as_output()), category = "script")
            return [DefaultInfo(default_output = out)]

        script = rule(impl = _script, attrs = {"script": attrs.string()})
        """,
        "BUCK": """
        load("//:rules.bzl", "files", "script")
        files(name = "a", names = ["a.txt"])
        files(name = "ab", names = ["a.txt", "b.txt"])
        files(name = "none", names = [])
        script(name = "folder", script = "mkdir -p $1/in; echo x >$1/in/x; ln -s in/x $1/link")
        script(name = "bad", script = "echo no >&2; exit 3")
        """,
        "sub/BUCK": """
        load("//:rules.bzl", "script")
        script(name = "slow", script = "sleep 1000")
        """,
    ]

    private func report(_ text: String) throws -> [String: Any] {
        try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func below(_ object: [String: Any], _ names: String...) -> Any? {
        names.reduce(object as Any?) { ($0 as? [String: Any])?[$1] }
    }

    @Test func outputsAreListedByTargetConfigurationAndSubTarget() async throws {
        let workspace = try TemporaryWorkspace(BuildReportTests.files)
        let build = await workspace.bld(
            "build", "//:ab", "//:ab[b.txt]", "--build-report=-", "--build-report-options",
            "package-project-relative-paths,include-artifact-hash-information")
        #expect(build.exitCode == .success, "\(build.errors)")
        let report = try report(build.output)
        #expect(report["success"] as? Bool == true)
        let target = try #require(below(report, "results", "root//:ab") as? [String: Any])
        #expect((below(target, "outputs", "DEFAULT") as? [String])?.count == 2)
        let path = try #require((below(target, "outputs", "b.txt") as? [String])?.first)
        #expect(try workspace.read(path) == "b.txt\n")
        let configured = try #require(target["configured"] as? [String: [String: Any]])
        let part = try #require(configured["<unspecified>"])
        #expect(part["success"] as? String == "SUCCESS")
        #expect(below(part, "artifact_info", "b.txt", "kind") as? String == "file")
        #expect(target["package_project_relative_path"] as? String == "")
    }

    @Test func failuresNameTheirCauseOnce() async throws {
        let workspace = try TemporaryWorkspace(BuildReportTests.files)
        let build = await workspace.bld(
            "build", "//:bad", "//:missing", "//:a", "--build-report", "deep/report.json",
            "--build-report-options", "fill-out-failures")
        #expect(build.exitCode == .userError)
        #expect(build.errors.contains("Failed to build 'root//:bad (<unspecified>)'"))
        let report = try report(workspace.read("deep/report.json"))
        #expect(report["success"] as? Bool == false)
        #expect(below(report, "results", "root//:a", "success") as? String == "SUCCESS")
        #expect(below(report, "results", "root//:missing", "success") as? String == "FAIL")
        let failure = try #require(below(report, "failures", "root//:bad") as? String)
        #expect(failure.hasPrefix("Action failed: root//:bad (<unspecified>) (script)\n"))
        #expect(failure.hasSuffix("Stdout: <empty>\nStderr:\nno\n"))
    }

    @Test func theStreamingReportIsWrittenWhileTargetsAreBuilt() async throws {
        let workspace = try TemporaryWorkspace(BuildReportTests.files)
        try workspace.write("stream.json", "left over\n")
        // The second waits until the first is in the file.
        let script = "until grep -q a.txt stream.json; do sleep 0.01; done; >$1"
        try workspace.write(
            "waiting/BUCK",
            """
            load("//:rules.bzl", "script")
            script(name = "waits", script = "\(script)")
            """)
        for round in ["cold", "known"] {
            let build = await workspace.bld(
                "build", "//:a", "//waiting:waits", "--streaming-build-report", "stream.json",
                "--overall-timeout", "600s")
            #expect(build.exitCode == .success, "\(round): \(build.errors)")
            let lines = try workspace.read("stream.json").split(separator: "\n")
            #expect(lines.count == 2, "\(round)")
            let results = try lines.map { try report(String($0))["results"] as? [String: Any] }
            // What has nothing to wait for comes in any order.
            if round == "cold" { #expect(results.first??.keys.sorted() == ["root//:a"]) }
            #expect(results.last??.count == 2, "\(round)")
        }
    }

    @Test func theStreamingReportEndsWithWhatWentWrong() async throws {
        let workspace = try TemporaryWorkspace(BuildReportTests.files)
        let build = await workspace.bld(
            "build", "//:a", "//:bad", "--streaming-build-report", "new/stream.json")
        #expect(build.exitCode == .userError)
        let lines = try workspace.read("new/stream.json").split(separator: "\n")
        #expect(lines.count == 2)
        let last = try report(String(try #require(lines.last)))
        #expect(last["success"] as? Bool == false)
        #expect(below(last, "results", "root//:bad", "success") as? String == "FAIL")
    }

    @Test func missingTargetsCanBeSkipped() async throws {
        let workspace = try TemporaryWorkspace(BuildReportTests.files)
        let build = await workspace.bld(
            "build", "//:a", "//:missing", "--skip-missing-targets", "--show-simple-output")
        #expect(build.exitCode == .success, "\(build.errors)")
        #expect(build.errors.contains("Skipped 1 missing targets:\n  root//:missing"))
        let package = await workspace.bld("build", "//nowhere:a", "--skip-missing-targets")
        #expect(package.exitCode == .userError)
    }

    @Test func aTimeoutEndsTheBuild() async throws {
        let workspace = try TemporaryWorkspace(BuildReportTests.files)
        let build = await workspace.bld(
            "build", "//sub:slow", "--overall-timeout", "300ms", "--build-report=-")
        #expect(build.exitCode == .userError)
        #expect(build.errors.contains("Build timed out"))
        let report = try report(build.output)
        let errors =
            below(report, "results", "root//sub:slow", "configured", "<unspecified>", "errors")
            as? [[String: Any]]
        #expect(errors?.first?["error_tags"] as? [String] == ["BUILD_DEADLINE_EXPIRED"])
    }

    @Test func outputsAreCopied() async throws {
        let workspace = try TemporaryWorkspace(BuildReportTests.files)
        #expect(await workspace.bld("build", "//:a", "--out", "new/a").exitCode == .success)
        #expect(try workspace.read("new/a") == "a.txt\n")
        #expect(await workspace.bld("build", "//:a", "--out", "new").exitCode == .success)
        #expect(try workspace.read("new/a.txt") == "a.txt\n")
        #expect(await workspace.bld("build", "//:folder", "--out", "copy").exitCode == .success)
        #expect(try workspace.read("copy/in/x") == "x\n")
        #expect(try workspace.read("copy/link") == "x\n")
        #expect(await workspace.bld("build", "//:a", "--out", "-").output == "a.txt\n")
    }

    @Test(arguments: [
        (["//:none"], "x", "produced zero default outputs"),
        (["//:ab"], "x", "produced 2 outputs"),
        (["//:a", "//:ab[b.txt]"], "x", "command built multiple top-level targets"),
        (["//:folder"], "-", "is a directory, and cannot be sent to stdout"),
    ])
    func whatCannotBeCopiedIsAnError(targets: [String], place: String, message: String) async throws
    {
        let workspace = try TemporaryWorkspace(BuildReportTests.files)
        let build = await workspace.bld(["build"] + targets + ["--out", place])
        #expect(build.exitCode == .userError)
        #expect(build.errors.contains(message), "\(build.errors)")
    }

    @Test func partsOfTargetsAreLeftOut() async throws {
        let workspace = try TemporaryWorkspace(BuildReportTests.files)
        let build = await workspace.bld("build", "//:bad", "--skip-default-info")
        #expect(build.exitCode == .success, "\(build.errors)")
        let unplaced = await workspace.bld(
            "build", "//:folder", "-M", "none", "--show-simple-output")
        #expect(unplaced.exitCode == .success, "\(unplaced.errors)")
    }

    @Test func theCacheCanBeLeftOut() async throws {
        let workspace = try TemporaryWorkspace(BuildReportTests.files)
        #expect(await workspace.bld("build", "//:folder").count(.ran) == 1)
        #expect(await workspace.bld("build", "//:folder", "--no-remote-cache").count(.ran) == 1)
        #expect(await workspace.bld("build", "//:folder").count(.ran) == 0)
    }
}
