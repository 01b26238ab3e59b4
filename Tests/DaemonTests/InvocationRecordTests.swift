import ArgumentParser
import BuildEvents
import DaemonProtocol
import Foundation
import TestSupport
import Testing

@testable import Daemon

/// What the record of an invocation says of who ran the command and what it took.
@Suite struct InvocationRecordTests {
    private static let files = [
        ".buckconfig": "[cells]\nroot = .\n",
        "rules.bzl": """
        def _script(ctx):
            out = ctx.actions.declare_output("out")
            ctx.actions.run(cmd_args("sh", "-c", ctx.attrs.script, "--", out.as_output()), category = "script")
            return [DefaultInfo(default_output = out)]

        good = rule(impl = _script, attrs = {"script": attrs.string(default = "touch $1")})
        bad = rule(impl = _script, attrs = {"script": attrs.string(default = "echo why >&2; exit 1")})
        """,
        "BUCK": """
        load(":rules.bzl", "bad", "good")
        good(name = "good")
        bad(name = "bad")
        """,
    ]

    private func record(
        of words: [String], in workspace: TemporaryWorkspace
    ) async throws -> [String: Any] {
        _ = await workspace.bld(words + ["--unstable-write-invocation-record", "record.json"])
        let text = try workspace.read("record.json")
        var object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        for name in ["data", "Record", "data", "InvocationRecord"] {
            object = object?[name] as? [String: Any]
        }
        return try #require(object)
    }

    @Test func actionsAreCounted() async throws {
        let workspace = try TemporaryWorkspace(Self.files)
        let built = try await record(of: ["build", "//:good", "-j", "3"], in: workspace)
        #expect(built["max_in_progress_actions"] as? Int == 1)
        #expect(built["max_in_progress_local_actions"] as? Int == 1)
        #expect(built["max_in_progress_remote_actions"] as? Int == 0)
        let options = built["command_options"] as? [String: Int]
        #expect(options?["configured_parallelism"] == 3)
        #expect((built["peak_process_memory_bytes"] as? Int ?? 0) > 0)
        let again = try await record(of: ["build", "//:good"], in: workspace)
        #expect(again["max_in_progress_local_actions"] as? Int == 0)
    }

    @Test func failuresNameTheirRules() async throws {
        let workspace = try TemporaryWorkspace(Self.files)
        let failed = try await record(of: ["build", "//:good", "//:bad"], in: workspace)
        #expect(failed["target_rule_type_names"] as? [String] == ["bad", "good"])
        let error = try #require((failed["errors"] as? [[String: Any]])?.first)
        #expect((error["telemetry_message"] as? String)?.contains("why") == true)
    }

    /// What the environment and the command line say, and how the client is named.
    static let clients: [([String: String], [String], [String])] = [
        ([:], [], []),
        (["VSCODE_PID": "1"], [], ["id=vscode-fallback"]),
        (["TERM_PROGRAM": "vscode"], ["id=x"], ["id=x"]),
        (
            ["BUCK2_CLIENT_METADATA": "a=b,id=env,odd"], ["id=line", "c=d"],
            ["a=b", "id=env", "id=line", "c=d"]
        ),
    ]

    @Test(arguments: clients)
    func clientsAreNamed(
        _ environment: [String: String], _ given: [String], _ expected: [String]
    ) throws {
        let options = try ReportingOptions.parse(given.flatMap { ["--client-metadata", $0] })
        let request = CommandRequest(
            arguments: [], workingDirectory: "/", environment: environment, terminal: .init())
        #expect(options.clientMetadata(of: request) == expected)
        let name = expected.last { $0.hasPrefix("id=") }?.dropFirst(3).description
        #expect(options.metadata(of: request)["client"] == name)
    }

    @Test func agentsAreNamedByTheEnvironment() throws {
        let options = try ReportingOptions.parse(["--agent-context", "intent=build"])
        let entries = options.agentEntries([
            "CODING_AGENT_METADATA": "surface=x,id=agent,invocation_id=7"
        ])
        #expect(entries == ["id=agent", "invocation_id=7", "intent=build"])
        #expect(options.agentEntries(["CODING_AGENT_METADATA": ""]).first == "id=unknown_agent")
        #expect(options.agentEntries([:]) == ["intent=build"])
    }

    @Test func theDaemonIsLookedInto() async throws {
        let workspace = try TemporaryWorkspace(Self.files)
        let memory = await workspace.bld("debug", "allocator-stats")
        #expect(memory.output.contains("in use: "), "\(memory.errors)")
        let files = await workspace.bld("debug", "file-status", "BUCK")
        #expect(files.errors.contains("No mismatches detected (0 entries checked)"))
        #expect(await workspace.bld("debug", "eval", "rules.bzl").exitCode == .success)
        try workspace.write("bad.bzl", "fail(\"bad file\")\n")
        let bad = await workspace.bld("debug", "eval", "bad.bzl")
        #expect(bad.exitCode == .userError)
        #expect(bad.errors.contains("bad file"))
        let program = await workspace.bld("debug", "exe")
        #expect(!program.output.isEmpty || program.exitCode == .infrastructureFailure)
    }
}
