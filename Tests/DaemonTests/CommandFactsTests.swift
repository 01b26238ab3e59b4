import BuildEvents
import BuildModel
import Foundation
import TestSupport
import Testing

@testable import Daemon

/// What logs and reports tell of a command besides what was done: the configuration it had, what
/// its targets cost, what determined how long it took.
@Suite struct CommandFactsTests {
    private static let files = [
        ".buckconfig": "[cells]\nroot = .\n",
        "more.bcfg": "[more]\nkey = 1\n",
        "rules.bzl": """
        def _chain(ctx):
            out = ctx.actions.declare_output("out")
            ctx.actions.write("unused", "")
            inputs = [dep[DefaultInfo].default_outputs[0] for dep in ctx.attrs.deps]
            ctx.actions.run(cmd_args("touch", out.as_output(), hidden = inputs), category = "chain")
            return [DefaultInfo(default_output = out)]

        chain = rule(impl = _chain, attrs = {"deps": attrs.list(attrs.dep(), default = [])})
        """,
        "BUCK": """
        load(":rules.bzl", "chain")
        chain(name = "low")
        chain(name = "left", deps = [":low"])
        chain(name = "right", deps = [":low"])
        """,
    ]

    /// The contents of the events of a kind in the log of the last command.
    private func moments(_ kind: String, _ workspace: TemporaryWorkspace) async throws -> [[String:
        Any]]
    {
        try await workspace.bld("log", "show").output.split(separator: "\n").compactMap { line in
            let event =
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return below(event ?? [:], "Event", "data", "Instant", "data", kind) as? [String: Any]
        }
    }

    private func below(_ object: [String: Any], _ names: String...) -> Any? {
        names.reduce(object as Any?) { ($0 as? [String: Any])?[$1] }
    }

    @Test func theChainOfABuildLeadsFromTheListingToTheOutput() async throws {
        let workspace = try TemporaryWorkspace(CommandFactsTests.files)
        #expect(await workspace.bld("build", "//:left").exitCode == .success)
        let path = await workspace.bld("log", "critical-path", "--format", "tabulated").output
        let kinds = path.split(separator: "\n").map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).prefix(2)
                .joined(separator: " ").replacing(" (<unspecified>)", with: "")
        }
        #expect(
            kinds.filter { !$0.hasPrefix("waiting") } == [
                "buckd_command_init ", "file-watcher-wait ", "other-command-start-overhead ",
                "listing root//", "load root//", "configure_target ", "analysis root//:low",
                "analysis root//:left", "action root//:low", "action root//:left",
                "materialization root//:left", "compute-critical-path ",
            ])
    }

    @Test func costsAreSummedUpAndShared() async throws {
        let workspace = try TemporaryWorkspace(CommandFactsTests.files)
        let build = await workspace.bld(
            "build", "//:left", "//:right", "--build-report=-", "-c",
            "buck2.detailed_aggregated_metrics=true")
        let report = try #require(
            try JSONSerialization.jsonObject(with: Data(build.output.utf8)) as? [String: Any])
        #expect(below(report, "build_metrics", "action_graph_size") as? Int == 3)
        #expect(below(report, "build_metrics", "metrics", "declared_actions") as? Double == 6)
        let left = try #require(
            below(
                report, "results", "root//:left", "configured", "<unspecified>", "build_metrics")
                as? [String: Any])
        #expect(left["action_graph_size"] as? Int == 2)
        #expect(below(left, "metrics", "declared_actions") as? Double == 4)
        #expect(below(left, "amortized_metrics", "declared_actions") as? Double == 3)
        #expect(below(left, "amortized_metrics", "local_executions") as? Double == 1.5)
        #expect(try await moments("DetailedAggregatedMetrics", workspace).count == 1)
        let without = await workspace.bld("build", "//:left", "--build-report=-")
        #expect(!without.output.contains("build_metrics"))
    }

    @Test func costsOfWhatNobodyLookedAtAreNotKnown() async throws {
        let workspace = try TemporaryWorkspace(CommandFactsTests.files)
        let server = CommandServer(projects: ProjectShelf(keeps: true))
        _ = await workspace.bld(["build", "//:left"], on: server)
        let metrics = ["-c", "buck2.detailed_aggregated_metrics=true"]
        _ = await workspace.bld(["build", "//:left"] + metrics, on: server)
        let soft = try await moments("StructuredError", workspace)
        #expect(
            soft.compactMap { below($0, "soft_error_category", "category") as? String }
                == ["detailed_aggregated_metrics_enabled_after_analysis"])
        let strict = await workspace.bld(
            ["build", "//:left"] + metrics, on: server, variables: ["BUCK2_HARD_ERROR": "true"])
        #expect(strict.exitCode == .userError)
        #expect(strict.errors.contains("failure via $BUCK2_HARD_ERROR\n"))
    }

    @Test func theConfigurationIsTold() async throws {
        let workspace = try TemporaryWorkspace(CommandFactsTests.files)
        try workspace.write(".buckconfig.local", "<file:more.bcfg>\n[a]\nb = c\n")
        _ = await workspace.bld(
            "build", "//:low", "-c", "x.y=z", "--config-file", "//more.bcfg", "-c", "root//x.y=w")
        let text = await workspace.bld("log", "external-configs").output
        #expect(
            text == """
                a.b = c\t\t.buckconfig.local
                more.key = 1\t\t.buckconfig.local
                x.y = z\t\tcli
                more.bcfg\t\tconfig-file
                x.y = w\t(root)\tcli

                """)
        let json = await workspace.bld("log", "external-configs", "--format", "json").output
        #expect(json.contains("{\"path\":\"more.bcfg\",\"origin\":\"config-file\"}\n"))
    }

    @Test func configurationsOfTwoCommandsAreCompared() async throws {
        let workspace = try TemporaryWorkspace(CommandFactsTests.files)
        _ = await workspace.bld("build", "//:low", "-c", "x.a=1", "-c", "x.b=2", "-c", "x.c=3")
        _ = await workspace.bld("build", "//:low", "-c", "x.b=2", "-c", "x.a=4", "-c", "x.d=5")
        let diff = await workspace.bld(
            "log", "diff", "external-configs", "--recent1", "1", "--recent2", "0")
        #expect(
            diff.output.split(separator: "\n").dropFirst(3).joined(separator: "\n") == """
                === Summary Diff ===
                x.a: 1 | 4
                x.c: 3 | _
                x.d: _ | 5
                === Full Diff ===
                - x.a=1
                  x.b=2
                - x.c=3
                + x.a=4
                + x.d=5
                """)
        let json = await workspace.bld(
            "log", "diff", "external-configs", "--recent1", "1", "--recent2", "0", "--format=json")
        #expect(json.output.contains("{\"FirstOnly\":{\"key\":\"x.c\",\"value\":\"3\"}}\n"))
        let wrong = await workspace.bld("log", "diff", "action-divergence", "--recent1", "0")
        #expect(wrong.exitCode == .userError)
        #expect(wrong.errors.contains("`--recent2`"))
    }

    @Test func theFirstActionWithOtherOutputsIsFound() async throws {
        let workspace = try TemporaryWorkspace(CommandFactsTests.files)
        try workspace.write(
            "rules.bzl",
            """
            def _write(ctx):
                return [DefaultInfo(default_output = ctx.actions.write("out", ctx.attrs.text))]

            text = rule(impl = _write, attrs = {"text": attrs.string()})
            """)
        try workspace.write(
            "BUCK",
            """
            load(":rules.bzl", "text")
            text(name = "a", text = read_config("x", "y", ""))
            """)
        for value in ["1", "2"] {
            _ = await workspace.bld("build", "//:a", "-c", "x.y=\(value)")
        }
        let words = ["log", "diff", "action-divergence", "--recent1", "1", "--recent2"]
        let diff = await workspace.bld(words + ["0"])
        #expect(
            diff.output.contains(
                "Present in both builds with differing output digests\n"
                    + "root//:a (<unspecified>) (write out)\n"))
        #expect(
            await workspace.bld(words + ["1"]).output.hasSuffix("No divergent actions found.\n"))
    }

    @Test(arguments: [
        (["-c", "a.b=c", "x", "--config=d.e=f", "-cg.h=i"], ["-c a.b=c", "-c d.e=f", "-c g.h=i"]),
        (["--config-file=f", "--config-file", "g"], ["--config-file f", "--config-file g"]),
        (["-m", "//a:b", "--modifier=//c:d", "-m//e:f"], ["-m //a:b", "-m //c:d", "-m //e:f"]),
        (
            ["--target-platforms", "//p:p", "-u//u:u"],
            ["--target-platforms //p:p", "--target-universe //u:u"]
        ),
        (["-c", "a.b=c", "--", "-c", "d.e=f"], ["-c a.b=c"]),
        (["-c"], []),
    ])
    func wordsThatChooseTheConfiguration(words: [String], expected: [String]) {
        #expect(ExpandedArguments(literal: words).representativeFlags == expected)
    }

    @Test func aFileOfArgumentsStandsForItsWords() throws {
        let outer = ArgumentFile(
            place: .cell(CellPath(cell: CellName(unchecked: "root"), path: try RelativePath("m"))),
            flavor: nil, parent: nil)
        let inner = ArgumentFile(
            place: .external(try AbsolutePath("/tmp/m")), flavor: nil, parent: nil)
        var words = ExpandedArguments(literal: [])
        words.words = [
            .init(text: "-c=a.b=c", file: outer), .init(text: "-m", file: outer),
            .init(text: "//a:b", file: outer), .init(text: "-c=d.e=f", file: inner),
        ]
        #expect(words.representativeFlags == ["@root//m", "-c d.e=f"])
    }

    @Test func anotherConfigurationThanBeforeIsTold() async throws {
        let workspace = try TemporaryWorkspace(CommandFactsTests.files)
        let server = CommandServer(projects: ProjectShelf(keeps: true))
        func previous(_ words: String...) async throws -> [[String]] {
            _ = await workspace.bld(["build", "//:low"] + words, on: server)
            return try await moments("PreviousCommandWithMismatchedConfig", workspace)
                .compactMap { $0["sanitized_argv"] as? [String] }
        }
        #expect(try await previous("-c", "x.y=1").isEmpty)
        #expect(try await previous("-c", "x.y=1").isEmpty)
        #expect(
            try await previous("-c", "x.y=2") == [["bld", "build", "//:low", "-c", "x.y=1"]])
    }
}
