import BuildEvents
import TestSupport
import Testing

/// `--agent-context`: what is noted, and what the configuration does not allow.
@Suite struct AgentContextTests {
    private static let files = [
        ".buckconfig": """
        [agent_context]
        enforced_clients = agent|other
        [agent_context#intent]
        required = true
        values = build|test
        description = What it is for
        [agent_context#note]
        description = Anything
        """, "BUCK": "",
    ]

    @Test(arguments: [
        ("intent=build", nil), ("intent=test,note=x", nil), ("note=x,other=y", "intent: What it"),
        ("intent=,note=x", "Missing required agent-context field(s):\n  - intent: What it is for"),
        ("intent=run", "Invalid agent-context value `run` for key `intent`.\n  intent: What it"),
        ("intent=test,nte=x", "Unknown agent-context key `nte`.\n  Valid keys: intent, note"),
        ("intent", "Invalid agent-context format: `intent`."),
        ("Intent=x", "Invalid agent-context key: `Intent`."),
    ])
    func clientsThatAreCheckedMayGiveSomeKeys(_ context: String, _ message: String?) async throws {
        let workspace = try TemporaryWorkspace(AgentContextTests.files)
        let words = ["targets", "//:", "--agent-context", context]
        let checked = await workspace.bld(words + ["--client-metadata", "id=agent"])
        #expect(checked.exitCode == (message == nil ? .success : .userError))
        #expect(checked.errors.contains(message ?? ""), "\(checked.errors)")
        let other = await workspace.bld(words)
        let isPair = context.first != "I" && context.contains("=")
        #expect(other.exitCode == (isPair ? .success : .userError), "\(other.errors)")
    }

    @Test func theRecordNamesTheEntries() async throws {
        let workspace = try TemporaryWorkspace(AgentContextTests.files)
        let outcome = await workspace.bld(
            "targets", "//:", "--agent-context", "intent=build,note=x",
            "--unstable-write-invocation-record", "record.json")
        #expect(outcome.exitCode == .success, "\(outcome.errors)")
        let record = try workspace.read("record.json")
        #expect(record.contains(#"{"key":"note","value":"x"}"#), "\(record)")
    }
}
