import BuildModel
import Diagnostics
import Incremental
import Loading
import Testing

@testable import TargetConfiguration

/// Targets that a configuration rules out.
@Suite struct IncompatibilityTests {
    static let build = """
        thing(name = "mac", target_compatible_with = ["prelude//platforms:mac"])
        thing(name = "user", deps = [":mac"])
        thing(name = "above", deps = [":user"])
        thing(name = "selecting", text = select({
            "prelude//platforms:linux": select_incompatible("not on linux"),
            "DEFAULT": "",
        }))
        thing(name = "failing", text = select({
            "prelude//platforms:linux": select_fail("never on linux"),
            "DEFAULT": "",
        }))
        thing(name = "early", text = select({"prelude//platforms:mac": "m"}),
            target_compatible_with = ["prelude//platforms:mac"])
        """

    /// The target, and the chain of targets that rules it out, with the reason at its end.
    static let cases: [(String, [String])] = [
        ("//:mac", ["root//:mac", "unmet prelude//platforms:mac"]),
        ("//:user", ["root//:user", "root//:mac", "unmet prelude//platforms:mac"]),
        (
            "//:above",
            ["root//:above", "root//:user", "root//:mac", "unmet prelude//platforms:mac"]
        ),
        ("//:selecting", ["root//:selecting", "select not on linux"]),
        // Its select would be an error, but nobody looks at it.
        ("//:early", ["root//:early", "unmet prelude//platforms:mac"]),
    ]

    @Test(arguments: cases)
    func isAValue(_ target: String, _ chain: [String]) async throws {
        let workspace = ConfigurationWorkspace(["BUCK": Self.build])
        guard case .incompatible(let reason) = try await workspace.outcome(target) else {
            Issue.record("\(target) is ruled out")
            return
        }
        #expect(Self.chain(reason) == chain)
        let error = await #expect(throws: Diagnostic.self) {
            try await workspace.configured(target)
        }
        #expect(error?.code == incompatibleTargetCode)
    }

    private static func chain(_ reason: Incompatibility) -> [String] {
        let target = reason.target.target.description
        return switch reason.cause {
        case .unmet(let label): [target, "unmet \(label)"]
        case .select(let message): [target, "select \(message)"]
        case .dependency(let other): [target] + chain(other)
        }
    }

    @Test func onAnotherPlatformTheyAreBuilt() async throws {
        let workspace = ConfigurationWorkspace(["BUCK": Self.build])
        for target in ["//:above", "//:selecting", "//:failing", "//:early"] {
            _ = try await workspace.configured(target, platform: "prelude//platforms:phone")
        }
    }

    @Test func aSelectMayFail() async throws {
        let workspace = ConfigurationWorkspace(["BUCK": Self.build])
        let error = await #expect(throws: Diagnostic.self) {
            try await workspace.outcome("//:failing")
        }
        #expect(error?.message.contains("never on linux") == true)
    }

    /// The settings about targets that only a dependency rules out, and whether that is an error.
    static let settings: [(String, Bool)] = [
        ("", false),
        ("error_on_dep_only_incompatible = //...", true),
        ("error_on_dep_only_incompatible = //other/..., //:user", true),
        ("error_on_dep_only_incompatible = //other/...", false),
        (
            "error_on_dep_only_incompatible = //...\n"
                + "error_on_dep_only_incompatible_excluded = //:user", false
        ),
    ]

    @Test(arguments: settings)
    func dependenciesMayBeErrors(_ setting: String, _ isError: Bool) async throws {
        let workspace = ConfigurationWorkspace([
            ".buckconfig": "[buck2]\n\(setting)\n", "BUCK": Self.build,
        ])
        do {
            guard case .incompatible = try await workspace.requested("//:user") else {
                Issue.record("the target is ruled out")
                return
            }
            #expect(!isError)
        } catch let error as Diagnostic {
            #expect(isError, "\(error)")
        }
        guard case .incompatible = try await workspace.requested("//:mac") else {
            Issue.record("the target is ruled out itself")
            return
        }
    }

    @Test func aChangeOfAnAttributeDoesNotReachUsers() async throws {
        let log = EventLog()
        let workspace = ConfigurationWorkspace(
            [
                "BUCK": "thing(name = \"x\", deps = [\"//y:y\"])",
                "y/BUCK": "thing(name = \"y\", visibility = [\"PUBLIC\"])",
            ], log: log)
        _ = try await workspace.configured("//:x")
        _ = log.take()
        workspace.write(
            "thing(name = \"y\", flags = [\"-g\"], visibility = [\"PUBLIC\"])", to: "y/BUCK")
        _ = try await workspace.configured("//:x")
        let events = log.take()
        #expect(events.contains { $0.contains("configured(root//y:y") })
        #expect(!events.contains { $0.contains("recompute configured(root//:x") })
    }
}
