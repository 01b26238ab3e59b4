import BuildEvents
import Foundation
import TestSupport
import Testing

/// The logs that commands leave, and the commands that read them.
@Suite struct EventLogTests {
    private static let files = [
        ".buckconfig": "[cells]\nroot = .\n",
        "rules.bzl": """
        def _echo(ctx):
            out = ctx.actions.declare_output("out.txt")
            ctx.actions.run(
                cmd_args("sh", "-c", "echo said >&2; echo {} > $1".format(ctx.attrs.text), "--", out.as_output()),
                category = "echo",
                identifier = ctx.attrs.text,
            )
            return [DefaultInfo(default_output = out)]

        echo = rule(impl = _echo, attrs = {"text": attrs.string()})

        def _fails(ctx):
            out = ctx.actions.declare_output("out.txt")
            ctx.actions.run(cmd_args("sh", "-c", "exit 45", out.as_output()), category = "fails")
            return [DefaultInfo(default_output = out)]

        fails = rule(impl = _fails, attrs = {})
        """,
        "BUCK": """
        load(":rules.bzl", "echo", "fails")
        echo(name = "one", text = "1")
        echo(name = "two", text = "2")
        fails(name = "bad")
        """,
    ]

    /// The objects of JSON lines.
    private func objects(_ text: String) throws -> [[String: Any]] {
        try text.split(separator: "\n").map { line in
            try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    /// What lies below an object, one name inside the other.
    private func below(_ object: [String: Any], _ names: String...) -> Any? {
        names.reduce(object as Any?) { ($0 as? [String: Any])?[$1] }
    }

    /// `start Load`, `end ActionExecution` and the like, in order.
    private func outline(_ log: [[String: Any]]) -> [String] {
        log.compactMap { event in
            for (form, word) in [("SpanStart", "start"), ("SpanEnd", "end"), ("Instant", "at")] {
                guard let data = below(event, "Event", "data", form, "data") as? [String: Any],
                    let kind = data.keys.first
                else { continue }
                return "\(word) \(kind)"
            }
            return nil
        }
    }

    @Test func whatWasWrittenToItsPlaceIsListed() async throws {
        let workspace = try TemporaryWorkspace(EventLogTests.files)
        try workspace.write(
            "written/BUCK",
            """
            load(":rules.bzl", "write")
            write(name = "long", text = "more than the other")
            write(name = "short", text = "less")
            """)
        try workspace.write(
            "written/rules.bzl",
            """
            def _write(ctx):
                return [DefaultInfo(default_output = ctx.actions.write(ctx.label.name + ".txt", ctx.attrs.text))]

            write = rule(impl = _write, attrs = {"text": attrs.string()})
            """)
        #expect(await workspace.bld("build", "//written:", "//:one").exitCode == .success)
        func rows(_ words: String...) async -> [[String]] {
            let listed = await workspace.bld(["log", "what-materialized"] + words)
            #expect(listed.exitCode == .success, "\(listed.errors)")
            return listed.output.split(separator: "\n").map { line in
                line.split(separator: "\t").map(String.init)
            }
        }
        let written = await rows("--sort-by-size")
        #expect(written.map { $0.last } == ["4", "19"], "what the command wrote is in its place")
        #expect(written.first?.first?.hasSuffix("__short__/short.txt") == true)
        #expect(await rows("--aggregate-by-ext") == [["txt", "write", "2", "23"]])
        // Placed anew from the store.
        try workspace.remove("buck-out/bld/art")
        #expect(await workspace.bld("build", "//:one").exitCode == .success)
        #expect(await rows().map { $0[1] } == ["cas"])
        let both = await workspace.bld(
            "log", "what-materialized", "--sort-by-size", "--aggregate-by-ext")
        #expect(both.exitCode == .userError)
    }

    @Test func tracesHaveABarForEachSpan() async throws {
        let workspace = try TemporaryWorkspace(EventLogTests.files)
        #expect(await workspace.bld("build", "//:one", "//:two").exitCode == .success)
        let trace = await workspace.bld("log", "chrome-trace", "--trace-path", "new/trace.json")
        #expect(trace.exitCode == .success, "\(trace.errors)")
        let text = try workspace.read("new/trace.json")
        let events = try #require(try objects(text).first?["traceEvents"] as? [[String: Any]])
        let bars = events.filter { $0["ph"] as? String == "X" }
        let kinds = bars.compactMap { $0["cat"] as? String }
        #expect(kinds.count { $0 == "Command" } == 1)
        // The two actions, each with its stage, and one of them on the critical path.
        #expect(kinds.count { $0 == "ExecutorStage" } == 2)
        #expect(kinds.count { $0 == "ActionExecution" } == 3)
        let stage = try #require(bars.first { $0["cat"] as? String == "ExecutorStage" })
        let around = bars.filter {
            $0["cat"] as? String == "ActionExecution" && $0["tid"] as? Int == stage["tid"] as? Int
        }
        #expect(!around.isEmpty, "a stage lies in its action")
        try workspace.write("folder/x", "")
        let path = await workspace.bld("log", "path").output.split(separator: "\n").joined()
        let named = await workspace.bld(
            "debug", "chrome-trace", "--trace-path", "folder", "--path", path)
        #expect(named.exitCode == .success, "\(named.errors)")
        let name = try #require(path.split(separator: "/").last).prefix { $0 != "." }
        #expect(try workspace.read("folder/\(name).trace").hasPrefix("{\"displayTimeUnit\""))
    }

    @Test func spansOfABuildLieInEachOther() async throws {
        let workspace = try TemporaryWorkspace(EventLogTests.files)
        #expect(await workspace.bld("build", "//:one").exitCode == .success)
        let shown = await workspace.bld("log", "show")
        let log = try objects(shown.output)
        #expect(log[0]["command_line_args"] as? [String] == ["bld", "build", "//:one"])
        #expect(
            outline(log).filter { !$0.hasPrefix("at") } == [
                "start Command", "start FileWatcher", "end FileWatcher", "start CommandCritical",
                "start Load", "end Load", "start Analysis", "end Analysis",
                "start ActionExecution", "start ExecutorStage", "end ExecutorStage",
                "end ActionExecution", "end CommandCritical", "end Command",
            ])
        var open: [Int: Int] = [:]
        for event in log.dropFirst() {
            let span = try #require(below(event, "Event", "span_id") as? Int)
            let parent = try #require(below(event, "Event", "parent_id") as? Int)
            if below(event, "Event", "data", "SpanStart") != nil {
                #expect(parent == 0 || open[parent] != nil)
                open[span] = parent
            } else if below(event, "Event", "data", "SpanEnd") != nil {
                #expect(open.removeValue(forKey: span) == parent)
                #expect(!open.values.contains(span), "a span ends after those in it")
            }
        }
        #expect(open.isEmpty)
    }

    @Test func theEndOfALoadSaysWhatItTook() async throws {
        let workspace = try TemporaryWorkspace(EventLogTests.files)
        #expect(await workspace.bld("targets", "//:").exitCode == .success)
        let log = try objects(await workspace.bld("log", "show").output)
        let ends = log.compactMap {
            below($0, "Event", "data", "SpanEnd", "data", "Load") as? [String: Any]
        }
        let end = try #require(ends.first)
        #expect(end["target_count"] as? Int == 3)
        #expect((end["starlark_peak_allocated_bytes"] as? Int ?? 0) > 100)
        // Counters of processors are for machines and kernels to grant.
        let instructions = try #require(end["cpu_instruction_count"])
        #expect(instructions is NSNull || instructions as? Int ?? 0 > 1000)
    }

    @Test func whatRanTellsRunsFromCacheHits() async throws {
        let workspace = try TemporaryWorkspace(EventLogTests.files)
        _ = await workspace.bld("build", "//:one", "//:two")
        let ran = try objects(await workspace.bld("log", "what-ran", "--format", "json").output)
        #expect(
            ran.compactMap { $0["identity"] as? String }.sorted() == [
                "root//:one (<unspecified>) (echo 1)", "root//:two (<unspecified>) (echo 2)",
            ])
        #expect(ran.allSatisfy { below($0, "reproducer", "executor") as? String == "Local" })

        try workspace.remove("buck-out")
        _ = await workspace.bld("build", "//:one")
        let again = await workspace.bld("log", "what-ran", "--format", "tabulated")
        #expect(again.output.hasPrefix("build\troot//:one (<unspecified>) (echo 1)\tcache\t"))
        let without = await workspace.bld("log", "what-ran", "--skip-cache-hits")
        #expect(without.output.isEmpty)
    }

    @Test func whatFailedAndStandardErrors() async throws {
        let workspace = try TemporaryWorkspace(EventLogTests.files)
        let failed = await workspace.bld("build", "--keep-going", "//:")
        #expect(failed.exitCode == .userError)
        #expect(failed.errors.contains("Local command returned non-zero exit code 45"))
        let what = await workspace.bld("log", "what-failed")
        #expect(what.output.hasPrefix("build\troot//:bad (<unspecified>) (fails)\tlocal\tenv -C "))
        #expect(what.output.split(separator: "\n").count == 1)
        let errors = await workspace.bld(
            "log", "what-ran", "--show-std-err", "--filter-category", "ec.o")
        #expect(errors.output.split(separator: "\n").filter { $0 == "said" }.count == 2)
        #expect(errors.errors.contains("filtered by action category"))
    }

    @Test func logsAreFoundByNumberNameAndPath() async throws {
        let workspace = try TemporaryWorkspace(EventLogTests.files)
        let id = "11111111-2222-4333-8444-555555555555"
        _ = await workspace.bld(
            "build", "//:one", "--write-build-id", "id.txt", "--event-log", "own.json-lines",
            variables: ["BUCK_WRAPPER_UUID": id])
        _ = await workspace.bld("targets", "//:")
        #expect(try workspace.read("id.txt") == id + "\n")
        let wanted = await workspace.bld("log", "show", "--trace-id", id).output
        #expect(await workspace.bld("log", "show", "--recent", "1").output == wanted)
        #expect(try workspace.read("own.json-lines") == wanted)
        #expect(await workspace.bld("log", "show", "own.json-lines").output == wanted)
        let command = await workspace.bld("log", "cmd", "--recent", "1")
        #expect(command.output.contains("\nbld build //:one --write-build-id id.txt"))
        let missing = await workspace.bld("log", "show", "--recent", "9")
        #expect(missing.exitCode == .userError)
        #expect(missing.errors.contains("(have latest 2)"))
        let paths = await workspace.bld("log", "path", "--all").output.split(separator: "\n")
        #expect(paths.count == 2)
        #expect(paths.allSatisfy { FileManager.default.fileExists(atPath: String($0)) })
    }

    @Test func onlyTheLatestLogsAreKept() async throws {
        let workspace = try TemporaryWorkspace(EventLogTests.files)
        for _ in 0..<15 { _ = await workspace.bld("targets", "//:") }
        let paths = await workspace.bld("log", "path", "--all").output.split(separator: "\n")
        #expect(paths.count == 12)
    }

    @Test func aLogThatEndsEarlyTellsWhatWasGoingOn() async throws {
        let workspace = try TemporaryWorkspace(EventLogTests.files)
        _ = await workspace.bld("build", "//:one")
        let lines = await workspace.bld("log", "show").output.split(separator: "\n")
        let end = try #require(lines.firstIndex { $0.contains("SpanEnd") && $0.contains("Action") })
        try workspace.write("cut.json-lines", lines[..<end].map { $0 + "\n" }.joined() + "{\"Ev")
        let up = await workspace.bld("log", "what-up", "cut.json-lines")
        #expect(up.errors.contains("root//:one (<unspecified>) (echo 1)"))
        let ran = await workspace.bld("log", "what-ran", "--incomplete", "cut.json-lines")
        #expect(ran.output.hasPrefix("build\troot//:one"))
        let errors = await workspace.bld("log", "what-ran", "--show-std-err", "cut.json-lines")
        #expect(errors.output.contains("<command did not finish executing>"))
        let unknown = await workspace.bld("log", "show", "cut.txt")
        #expect(unknown.errors.contains("extension that was not recognized"))
    }

    @Test func reportsTellErrorsAndCounts() async throws {
        let workspace = try TemporaryWorkspace(EventLogTests.files)
        _ = await workspace.bld(
            "build", "//:bad", "//:one", "--keep-going", "--command-report-path", "report.json",
            "--unstable-write-invocation-record", "record.json", "--client-metadata", "id=me")
        let report = try #require(try objects(workspace.read("report.json")).first)
        #expect(report["exit_code"] as? Int == 3)
        #expect((report["error_messages"] as? [String])?.count == 1)
        let whole = try #require(try objects(workspace.read("record.json")).first)
        let record = try #require(
            below(whole, "data", "Record", "data", "InvocationRecord") as? [String: Any])
        #expect(record["run_local_count"] as? Int == 2)
        #expect(record["run_command_failure_count"] as? Int == 1)
        #expect(record["exit_result_name"] as? String == "USER_ERROR")
        #expect(below(record, "metadata", "strings", "client") as? String == "me")
        let path = String(await workspace.bld("log", "path").output.dropLast())
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        #expect(record["compressed_event_log_size_bytes"] as? Int == size)
    }

    @Test func aReplayShowsWhatWasShown() async throws {
        let workspace = try TemporaryWorkspace(EventLogTests.files)
        _ = await workspace.bld("build", "//:one")
        let replay = await workspace.bld("log", "replay")
        #expect(replay.summary?.succeeded == true)
        #expect(replay.count(.ran) == 1)
        #expect(replay.ran == ["root//:one (echo 1)"])
        let summary = await workspace.bld("log", "summary")
        #expect(summary.output.contains("- Local actions: 1\n"))
        #expect(summary.output.contains("- Targets Analyzed: 1\n"))
    }
}
