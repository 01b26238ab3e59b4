import BuildModel
import Diagnostics
import Incremental
import Loading
import Testing

@testable import TargetConfiguration

/// Which platform executes the actions of a target.
@Suite struct ExecutionPlatformTests {
    /// Two platforms, the one of this machine first.
    static let registered = """
        [build]
        execution_platforms = //:platforms
        [parser]
        target_platform_detector_spec = target:root//...->prelude//platforms:phone
        """

    static func workspace(_ build: String, config: String = registered) -> ConfigurationWorkspace {
        ConfigurationWorkspace([
            ".buckconfig": config,
            "BUCK": """
            execution_platforms(
                name = "platforms",
                platforms = ["prelude//platforms:default", "prelude//platforms:phone"],
            )
            \(build)
            """,
        ])
    }

    /// What a target needs, what executes it, and why others do not.
    static let cases: [(String, String, [String])] = [
        ("", "prelude//platforms:default", []),
        (
            #"exec_compatible_with = ["prelude//platforms:mac"]"#, "prelude//platforms:phone",
            [
                "prelude//platforms:default: exec_compatible_with requires "
                    + "`prelude//platforms:mac` but it was not satisfied"
            ]
        ),
        (
            #"runs = ":on_mac""#, "prelude//platforms:phone",
            [
                "prelude//platforms:default: root//:on_mac\n    is incompatible with "
                    + "prelude//platforms:default (prelude//platforms:mac unsatisfied), check the "
                    + "target's compatibility attributes"
            ]
        ),
        (
            #"toolchain = ":tools""#, "prelude//platforms:phone",
            [
                "prelude//platforms:default: root//:on_mac\n    is incompatible with "
                    + "prelude//platforms:default (prelude//platforms:mac unsatisfied), check the "
                    + "target's compatibility attributes"
            ]
        ),
        (
            #"exec_compatible_with = ["prelude//platforms:both"]"#, "<unspecified_exec>",
            [
                "prelude//platforms:default: exec_compatible_with requires "
                    + "`prelude//platforms:both` but it was not satisfied",
                "prelude//platforms:phone: exec_compatible_with requires "
                    + "`prelude//platforms:both` but it was not satisfied",
            ]
        ),
    ]

    @Test(arguments: cases)
    func theFirstThatFits(_ needs: String, _ platform: String, _ skipped: [String]) async throws {
        let workspace = Self.workspace(
            """
            thing(name = "a", \(needs))
            thing(name = "on_mac", target_compatible_with = ["prelude//platforms:mac"])
            toolchain(name = "tools", runs = ":on_mac")
            """)
        let target = try await workspace.configured("//:a")
        #expect(target.label.configuration.name == "prelude//platforms:phone")
        #expect(target.execution.name == platform)
        let hash = #/#[0-9a-f]{16}/#
        #expect(
            target.executionResolution.skipped.map {
                "\($0.name): \($0.reason.message.replacing(hash, with: ""))"
            } == skipped)
    }

    @Test func toolchainsRunWhereTheirUsersDo() async throws {
        let workspace = Self.workspace(
            """
            thing(
                name = "a",
                exec_compatible_with = ["prelude//platforms:mac"],
                toolchain = ":tools",
            )
            thing(name = "runner")
            toolchain(name = "tools", runs = ":runner")
            """)
        let target = try await workspace.configured("//:a")
        let toolchain = try #require(target.dependencies.first?.label.target)
        #expect(toolchain.configuration == target.label.configuration)
        #expect(toolchain.execution == target.execution)
        let tools = try await workspace.configured(toolchain)
        #expect(tools.execution.name == "prelude//platforms:phone")
        #expect(tools.dependencies.map(\.label.configuration) == [tools.execution])
        let alone = try await workspace.configured("//:tools")
        #expect(alone.label.execution?.name == "prelude//platforms:default")
    }

    @Test func aCycleThroughAToolchainNamesTheChoice() async throws {
        let workspace = Self.workspace(
            """
            thing(name = "a", toolchain = ":tools")
            toolchain(name = "tools", runs = ":runner")
            thing(name = "runner", deps = [":a"])
            """)
        let error = await #expect(throws: Diagnostic.self) {
            try await workspace.configured("//:a")
        }
        #expect(
            error?.message.contains("Resolving execution platform ->") == true,
            "\(error?.message ?? "")")
    }

    @Test func withoutRegistrationTargetsRunOnWhatTheyAreFor() async throws {
        let workspace = ConfigurationWorkspace(
            [
                ".buckconfig": "[cells]\nroot = .\nprelude = prelude\n",
                "prelude/prelude.bzl": ConfigurationWorkspace.prelude,
                "prelude/platforms/BUCK": ConfigurationWorkspace.platforms,
                "BUCK": """
                thing(name = "a", runs = ":b", default_target_platform = "prelude//platforms:phone")
                thing(name = "b")
                """,
            ])
        let target = try await workspace.configured("//:a")
        #expect(target.execution == target.label.configuration)
        #expect(target.executionResolution.platform?.name == "<legacy_global_exec_platform>")
        #expect(target.dependencies.map(\.label.configuration) == [target.label.configuration])
        let other = try await workspace.configured("//:b")
        #expect(other.label.configuration == .unspecified)
    }

    /// A detector specification, and the platform of `//a:t`, or part of the message.
    static let detectors: [(String, String)] = [
        ("target:root//...->prelude//platforms:phone", "prelude//platforms:phone"),
        (
            "target:root//b/...->prelude//platforms:phone "
                + "target:root//a/...->prelude//platforms:default", "prelude//platforms:default"
        ),
        ("target:root//b/...->prelude//platforms:phone", "<unspecified>"),
        ("", "<unspecified>"),
        ("package:root//...->prelude//platforms:phone", "Unsupported target platform detector"),
        ("target:root//a:->prelude//platforms:phone", "only supports a recursive pattern"),
        ("root//...", "expected format"),
    ]

    @Test(arguments: detectors)
    func detectsPlatforms(_ specification: String, _ expected: String) async throws {
        let workspace = ConfigurationWorkspace([
            ".buckconfig": "[parser]\ntarget_platform_detector_spec = \(specification)\n",
            "a/BUCK": "thing(name = \"t\")",
        ])
        do {
            let target = try await workspace.configured("//a:t")
            #expect(target.label.configuration.name == expected)
        } catch let error as Diagnostic {
            #expect(error.message.contains(expected), "\(error.message)")
        }
    }
}
