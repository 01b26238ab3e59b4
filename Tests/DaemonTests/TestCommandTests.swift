import BuildEvents
import DaemonProtocol
import Foundation
import FoundationXML
import TestSupport
import Testing

@testable import Daemon

/// `bld test`: which tests are run and which are known, what is shown, what it ends with.
@Suite struct TestCommandTests {
    private static let files = [
        ".buckconfig": "[cells]\nroot = .\nlib = lib\n",
        "rules.bzl": """
        def _check(ctx):
            return [
                DefaultInfo(),
                ExternalRunnerTestInfo(
                    type = "sh",
                    command = ["sh", "-c", ctx.attrs.script, "sh"] + ctx.attrs.srcs,
                    env = {"FROM_RULE": "rule"},
                    labels = ctx.attrs.labels,
                    run_from_project_root = ctx.attrs.in_project,
                ),
            ]

        check = rule(
            impl = _check,
            attrs = {
                "in_project": attrs.bool(default = True),
                "labels": attrs.list(attrs.string(), default = []),
                "script": attrs.string(),
                "srcs": attrs.list(attrs.source(), default = []),
            },
        )

        def _plain(ctx):
            return [DefaultInfo()]

        plain = rule(impl = _plain, attrs = {})

        def _cases(content):
            return [{"name": "case " + line, "filter": line} for line in content.split("\\n") if line]

        def _result(stdout, stderr, code):
            words = stdout.split(" ", 1)
            return [{"name": words[0], "status": "PASS" if code == 0 else "FAIL", "details": stderr}]

        def _suite(ctx):
            return [
                DefaultInfo(),
                InternalRunnerTestInfo(
                    type = "sh",
                    listing_command = ["sh", "-c", ctx.attrs.listing],
                    command = ["sh", "-c", "echo $1; echo why >&2; test $1 != bad", "sh"],
                    parse_test_listing = _cases,
                    parse_test_result = _result,
                ),
            ]

        suite = rule(impl = _suite, attrs = {"listing": attrs.string()})

        def _broker(ctx):
            return [
                DefaultInfo(),
                LocalResourceInfo(
                    setup = ["sh", "-c", "sleep 60 & echo \\"{\\\\\\"pid\\\\\\": $!, \\\\\\"resources\\\\\\": [{\\\\\\"owner\\\\\\": \\\\\\"$!\\\\\\"}]}\\""],
                    resource_env_vars = {"OWNER": "owner"},
                ),
            ]

        broker = rule(impl = _broker, attrs = {})

        def _user(ctx):
            return [
                DefaultInfo(),
                ExternalRunnerTestInfo(
                    type = "sh",
                    command = ["sh", "-c", "kill -0 $OWNER && echo $OWNER > {}/owner".format(ctx.attrs.folder)],
                    local_resources = {"thing": ctx.attrs.broker.label},
                    required_local_resources = [RequiredTestLocalResource("thing")],
                ),
            ]

        user = rule(impl = _user, attrs = {"broker": attrs.dep(), "folder": attrs.string()})
        """,
        "BUCK": """
        load(":rules.bzl", "check", "plain", "suite")

        check(name = "good", script = "grep -q fine $1", srcs = ["note.txt"], labels = ["fast"])
        check(name = "bad", script = "echo out; echo err >&2; exit 3", labels = ["slow"])
        check(name = "slow", script = "sleep 30", labels = ["slow"])
        check(name = "env", script = 'test "$FROM_RULE $FROM_USER $1" = "rule user arg"')
        plain(name = "nothing")
        plain(name = "tested", tests = [":nothing", ":good"])
        suite(name = "all", listing = "echo one; echo two")
        suite(name = "some", listing = "echo one; echo bad")
        suite(name = "none", listing = "echo cannot; exit 1")
        """,
        "note.txt": "fine\n",
        "lib/.buckconfig": "",
        "lib/BUCK": """
        load("@root//:rules.bzl", "check")
        check(name = "inside", script = "test -f lib.txt && test -f $1", srcs = ["lib.txt"], in_project = False)
        """,
        "lib/lib.txt": "",
    ]

    private func workspace() throws -> TemporaryWorkspace {
        try TemporaryWorkspace(TestCommandTests.files)
    }

    @Test func aTestThatPassedIsRunAgainWhenWhatItReadsChanges() async throws {
        let workspace = try workspace()
        let projects = ProjectShelf(keeps: true)
        let server = CommandServer(projects: projects)
        for (words, runs) in [([], 1), ([], 0), (["--rerun"], 1), ([], 0)] {
            let outcome = await workspace.bld(["test", "//:good"] + words, on: server)
            #expect(outcome.exitCode == .success, "\(outcome.errors)")
            #expect(outcome.tests?.runs == runs)
            #expect(outcome.tests?.counts == [.pass: 1])
        }
        try workspace.write("note.txt", "fine too\n")
        let changed = await workspace.bld(["test", "//:good"], on: server)
        #expect(changed.tests?.runs == 1)
        let line = try #require(changed.reports.first)
        #expect(line.title == "root//:good - unmanaged" && !line.isKnown)
        projects.close()
        let other = await workspace.bld("test", "//:good")
        #expect(other.tests?.runs == 0, "another process knows it, too")
        #expect(other.reports.first?.isKnown == true)
    }

    @Test func aTestThatFailedIsShownAndRunAgain() async throws {
        let workspace = try workspace()
        let server = CommandServer(projects: ProjectShelf(keeps: true))
        for _ in 0..<2 {
            let outcome = await workspace.bld(["test", "//:bad", "//:good"], on: server)
            #expect(outcome.exitCode == .testsFailed)
            #expect(outcome.tests?.counts == [.pass: 1, .fail: 1])
            let report = try #require(outcome.reports.first { $0.status == .fail })
            #expect(
                report.details
                    == "exited with code 3\n---- STDOUT ----\nout\n---- STDERR ----\nerr")
        }
    }

    @Test(arguments: [
        (["--include", "fast"], ["good"]), (["--exclude", "slow"], ["good", "env"]),
        (["--include", "nowhere"], []), (["--include", "!slow", "fast"], ["good"]),
        (["--labels", "fast"], ["good"]),
    ])
    func labelsSelectTests(_ words: [String], _ names: [String]) async throws {
        let workspace = try workspace()
        let targets = ["//:good", "//:bad", "//:env", "//:nothing"]
        let runner = ["--", "--env", "FROM_USER=user", "--test-arg", "arg"]
        let outcome = await workspace.bld(["test"] + targets + words + runner)
        #expect(outcome.exitCode == (names.isEmpty ? .noTests : .success), "\(outcome.errors)")
        #expect(Set(outcome.reports.map(\.title)) == Set(names.map { "root//:\($0) - unmanaged" }))
    }

    @Test func targetsWithoutTestsAreNoFailure() async throws {
        let outcome = try await workspace().bld("test", "//:nothing")
        #expect(outcome.exitCode == .success)
        #expect(outcome.tests?.counts == [:])
    }

    @Test func testsOfTargetsAreRunToo() async throws {
        let workspace = try workspace()
        #expect(await workspace.bld("test", "//:tested").tests?.counts == [.pass: 1])
        let alone = await workspace.bld("test", "//:tested", "--ignore-tests-attribute")
        #expect(alone.tests?.counts == [:])
    }

    @Test func aTestThatTakesTooLongIsStopped() async throws {
        let outcome = try await workspace().bld("test", "//:slow", "--", "--timeout", "1")
        #expect(outcome.exitCode == .testsFailed)
        #expect(outcome.reports.first?.status == .timeout)
    }

    @Test func timeForAllTestsCanBeLimited() async throws {
        let outcome = try await workspace().bld(
            "test", "//:slow", "--overall-timeout", "300ms")
        #expect(outcome.exitCode == .userError)
        #expect(outcome.errors.contains("Build timed out"), "\(outcome.errors)")
    }

    @Test func targetsThatAConfigurationRulesOutAreCounted() async throws {
        let workspace = try workspace()
        try workspace.write(".buckconfig", "[project]\n")
        try workspace.write(
            "other/BUCK",
            """
            load("//:rules.bzl", "check")
            constraint_setting(name = "kind")
            constraint_value(name = "no", constraint_setting = ":kind")
            check(name = "one", script = "true", target_compatible_with = [":no"])
            check(name = "two", script = "true")
            """)
        let named = await workspace.bld("test", "//other:one", "//other:two")
        #expect(named.exitCode == .userError)
        let skipping = await workspace.bld(
            "test", "//other:one", "//other:two", "--skip-incompatible-targets",
            "--write-test-id", "session")
        #expect(skipping.exitCode == .success, "\(skipping.errors)")
        #expect(skipping.tests?.counts == [.pass: 1])
        #expect(skipping.errors.contains("Skipped 1 incompatible target\n"))
        #expect(try workspace.read("session").count == 37)
    }

    @Test func aTestMayRunInTheRootOfItsCell() async throws {
        let outcome = try await workspace().bld("test", "lib//:inside")
        #expect(outcome.exitCode == .success, "\(outcome.errors) \(outcome.reports)")
    }

    @Test func casesAreListedAndRunOneByOne() async throws {
        let workspace = try workspace()
        let all = await workspace.bld("test", "//:all")
        #expect(all.exitCode == .success, "\(all.errors)")
        #expect(all.reports.map(\.title).sorted() == ["one", "two"].map { "root//:all - \($0)\n" })
        #expect(all.tests?.runs == 3, "one lists the cases")
        #expect(await workspace.bld("test", "//:all").tests?.runs == 0)
        let some = await workspace.bld("test", "//:some")
        #expect(some.exitCode == .testsFailed)
        #expect(some.reports.first { $0.status == .fail }?.details == "why")
        let none = await workspace.bld("test", "//:none")
        #expect(none.exitCode == .testsFailed)
        #expect(none.tests?.counts == [.listingFailed: 1])
    }

    @Test func resourcesAreSetUpAndEndedWithTheCommand() async throws {
        let workspace = try workspace()
        try workspace.write(
            "machine/BUCK",
            """
            load("//:rules.bzl", "broker", "user")
            broker(name = "broker")
            user(name = "user", broker = ":broker", folder = "\(workspace.root.path)")
            """)
        let outcome = await workspace.bld("test", "//machine:user")
        #expect(outcome.exitCode == .success, "\(outcome.errors) \(outcome.reports)")
        let owner = try workspace.read("owner").trimmingCharacters(in: .whitespacesAndNewlines)
        let pid = try #require(pid_t(owner))
        // It has been told to end; nobody of ours waits for it.
        for _ in 0..<500 where kill(pid, 0) == 0 { usleep(10_000) }
        #expect(kill(pid, 0) != 0)
    }

    @Test func resultsAreWrittenAsXML() async throws {
        let workspace = try workspace()
        _ = await workspace.bld("test", "//:good", "//:bad", "--xml", "out/tests.xml")
        let document = try XMLDocument(
            contentsOf: workspace.root.appendingPathComponent("out/tests.xml"))
        let root = try #require(document.rootElement())
        #expect(root.attribute(forName: "tests")?.stringValue == "2")
        #expect(root.attribute(forName: "failures")?.stringValue == "1")
        let failures = try document.nodes(forXPath: "//testcase/failure")
        #expect(failures.count == 1)
        let output = try document.nodes(forXPath: "//system-out")
        #expect(output.map { $0.stringValue } == ["out\n"])
    }

    @Test(arguments: [
        (["--unknown"], "Unknown option '--unknown'"), (["--env", "A"], "name=value"),
        (["--timeout", "0"], "at least 1 second"),
    ])
    func wrongArgumentsOfTheRunner(_ words: [String], _ message: String) async throws {
        let outcome = try await workspace().bld(["test", "//:good", "--"] + words)
        #expect(outcome.exitCode == .userError)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }

    @Test func testsAreInTheLog() async throws {
        let workspace = try workspace()
        _ = await workspace.bld("test", "//:good", "//:all")
        let log = await workspace.bld("log", "what-ran")
        let reasons = log.output.split(separator: "\n").map { $0.prefix { $0 != "\t" } }
        #expect(
            reasons.sorted() == ["test.discovery", "test.run", "test.run", "test.run"],
            "\(log.output)")
    }
}

extension CommandOutcome {
    /// The counts of the tests.
    fileprivate var tests: TestSummary? {
        for case .testsFinished(let summary) in events { return summary }
        return nil
    }

    /// The cases that were reported.
    fileprivate var reports: [TestReport] {
        events.compactMap { event in
            if case .testFinished(let report) = event { report } else { nil }
        }
    }
}
