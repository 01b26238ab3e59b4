import BuildModel
import Diagnostics
import Incremental
import Loading
import Testing

@testable import TargetConfiguration

@Suite struct ConfiguredTargetTests {
    /// The value of `flags`, `text` and `opts` as written, and what is left on linux-x86.
    static let selects: [(String, String)] = [
        (#"text = select({"prelude//platforms:linux": "l", "DEFAULT": "d"})"#, "l"),
        (#"text = select({"prelude//platforms:mac": "m", "DEFAULT": "d"})"#, "d"),
        (#"text = "a" + select({"prelude//platforms:x86": "x"}) + "z""#, "axz"),
        (
            #"""
            text = select({
                "prelude//platforms:linux": "less",
                "prelude//platforms:linux-x86": "more",
                "prelude//platforms:x86": "other",
            })
            """#, "more"
        ),
        (
            #"""
            text = select({
                "prelude//platforms:linux": "same",
                "prelude//platforms:x86": "same",
            })
            """#, "same"
        ),
        (#"text = select({"prelude//platforms:opt": "o", "DEFAULT": "d"})"#, "o"),
        (
            #"""
            text = select({
                "prelude//platforms:linux": select({"prelude//platforms:x86": "inner"}),
                "DEFAULT": "d",
            })
            """#, "inner"
        ),
        (#"flags = ["a"] + select({"prelude//platforms:linux": ["b"], "DEFAULT": []})"#, "[a, b]"),
        (#"opts = {"k": "1", "m": "2"} | select({"DEFAULT": {"k": "3"}})"#, "{m: 2, k: 3}"),
        (#"text = select({"prelude//platforms:linux": None, "DEFAULT": "d"})"#, ""),
    ]

    @Test(arguments: selects)
    func resolvesSelects(_ attribute: String, _ expected: String) async throws {
        let name = String(attribute.prefix(while: { $0 != " " }))
        let workspace = ConfigurationWorkspace([
            ".buckconfig": "[project]\n", "BUCK": "thing(name = \"a\", \(attribute))",
        ])
        workspace.engine.commit {
            $0.setConfigOverrides([ConfigOverride(section: "build", key: "mode", value: "opt")])
        }
        let target = try await workspace.configured("//:a")
        let value = try #require(target.attributes.first { $0.name == name }?.value)
        #expect(text(value) == expected)
    }

    private func text(_ value: ConfiguredValue) -> String {
        switch value {
        case .string(let text): text
        case .list(let elements): "[" + elements.map(text).joined(separator: ", ") + "]"
        case .dict(let entries):
            "{" + entries.map { "\(text($0.key)): \(text($0.value))" }.joined(separator: ", ") + "}"
        default: "\(value)"
        }
    }

    @Test func capsHoldForConfiguredTargets() async throws {
        let workspace = ConfigurationWorkspace([
            "capped/PACKAGE": """
            package(visibility = ["//capped/..."])
            enforce_visibility_intersection()
            """,
            "capped/BUCK": #"thing(name = "public", visibility = ["PUBLIC"])"#,
            "capped/in/BUCK": #"thing(name = "a", deps = ["//capped:public"])"#,
            "BUCK": #"thing(name = "a", deps = ["//capped:public"])"#,
        ])
        _ = try await workspace.configured("//capped/in:a")
        await #expect {
            _ = try await workspace.configured("//:a")
        } throws: { "\($0)".contains(#"Capped to ["root//capped/..."]"#) }
    }

    @Test func eachKindOfDependencyHasItsConfiguration() async throws {
        let workspace = ConfigurationWorkspace([
            "BUCK": """
            thing(
                name = "a",
                args = ["$(location :b) $(exe :c) $(exe_target :d)"],
                deps = [":b", ":b[sub]", "prelude//platforms:linux"],
                label = ":unknown",
                runs = ":c",
                srcs = [":e", "file"],
                toolchain = ":t",
            )
            thing(name = "b")
            thing(name = "c")
            thing(name = "d")
            thing(name = "e")
            toolchain(name = "t", runs = ":c")
            """,
            "file": "",
        ])
        let target = try await workspace.configured("//:a", platform: "prelude//platforms:phone")
        let phone = target.label.configuration
        #expect(phone.name == "prelude//platforms:phone")
        #expect(target.execution.name == "prelude//platforms:default")
        let lines = target.dependencies.map { dependency in
            "\(dependency.attribute): \(dependency.label.providers) "
                + "\(dependency.label.configuration.name) \(dependency.kind)"
        }
        #expect(
            lines == [
                "args: root//:b prelude//platforms:phone target",
                "args: root//:c prelude//platforms:default execution",
                "args: root//:d prelude//platforms:phone target",
                "deps: root//:b[sub] prelude//platforms:phone target",
                "deps: prelude//platforms:linux prelude//platforms:phone target",
                "srcs: root//:e prelude//platforms:phone target",
                "toolchain: root//:t prelude//platforms:phone toolchain",
            ])
    }

    @Test func withoutAPreludeThereIsNoPlatform() async throws {
        let workspace = ConfigurationWorkspace(
            [
                "rules.bzl": ConfigurationWorkspace.prelude,
                "BUCK": "load(\":rules.bzl\", \"thing\")\nthing(name = \"a\")",
            ], hasPrelude: false)
        let target = try await workspace.configured("//:a")
        #expect(target.label.description == "root//:a (<unspecified>)")
        #expect(target.execution == .unspecified)
    }

    @Test func theHashDependsOnNameAndConstraintsOnly() async throws {
        let workspace = ConfigurationWorkspace(["BUCK": "thing(name = \"a\")"])
        let label = try await workspace.configured("//:a").label.configuration
        #expect(label.description == "prelude//platforms:default#d79fbdab01999186")
        let again = ConfigurationWorkspace(["x/BUCK": "thing(name = \"a\")"])
        #expect(try await again.configured("//x:a").label.configuration == label)
    }

    @Test func aTargetMayNameItsPlatform() async throws {
        let workspace = ConfigurationWorkspace([
            "BUCK": "thing(name = \"a\", default_target_platform = \"prelude//platforms:phone\")"
        ])
        let target = try await workspace.configured("//:a")
        #expect(target.label.configuration.name == "prelude//platforms:phone")
        let other = try await workspace.configured("//:a", platform: "prelude//platforms:default")
        #expect(other.label.configuration.name == "prelude//platforms:default")
    }

    /// The BUCK file, and how the message begins.
    static let mistakes: [(String, String)] = [
        (
            #"thing(name = "a", text = select({"prelude//platforms:mac": "m"}))"#,
            "None of 1 conditions matched configuration `prelude//platforms:default#"
        ),
        (
            #"""
            thing(name = "a", text = select({
                "prelude//platforms:linux": "l", "prelude//platforms:x86": "x",
            }))
            """#,
            "Both select keys `prelude//platforms:linux` and `prelude//platforms:x86` match the"
        ),
        (
            #"thing(name = "a", deps = [":bb"])"# + "\n" + #"thing(name = "b")"#,
            "Unknown target `bb` from package `root//`.\nDid you mean one of the 2 targets in root//:BUCK?"
        ),
        (
            #"thing(name = "a", deps = ["//gone:b"])"#,
            "package `root//gone:` does not exist\n         ^--------^\n    dir `root//gone` does not exist."
        ),
        (
            #"thing(name = "a", toolchain = ":b")"# + "\n" + #"thing(name = "b")"#,
            "Target `root//:b` was used as a toolchain_dep, but is not a toolchain rule"
        ),
        (
            #"thing(name = "a", text = select({":b": "x"}))"# + "\n" + #"thing(name = "b")"#,
            "`root//:b` is no part of a configuration"
        ),
        (
            #"thing(name = "a", target_compatible_with = ["prelude//platforms:mac"])"#,
            "root//:a\n    is incompatible with prelude//platforms:default#"
        ),
        (
            #"thing(name = "a", compatible_with = ["prelude//platforms:mac"])"#,
            "root//:a\n    is incompatible with prelude//platforms:default#"
        ),
        (
            #"thing(name = "a", deps = ["prelude//platforms:opt"])"#,
            "`prelude//platforms:opt` is not visible to `root//:a`, which depends on it"
        ),
    ]

    @Test(arguments: mistakes)
    func mistake(_ file: String, _ message: String) async throws {
        let workspace = ConfigurationWorkspace(["BUCK": file])
        let error = await #expect(throws: Diagnostic.self) {
            try await workspace.configured("//:a")
        }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
        // That a target is incompatible is all there is to say.
        guard error?.code != incompatibleTargetCode else { return }
        guard case .configuring("root//:a", _)? = error?.contexts.last else {
            Issue.record("the target is named: \(error?.contexts ?? [])")
            return
        }
    }

    @Test func compatibleTargetsAreConfigured() async throws {
        let workspace = ConfigurationWorkspace([
            "BUCK": """
            thing(
                name = "a",
                compatible_with = ["prelude//platforms:mac", "prelude//platforms:linux"],
            )
            thing(
                name = "b",
                target_compatible_with = ["prelude//platforms:linux", "prelude//platforms:x86"],
            )
            """
        ])
        _ = try await workspace.configured("//:a")
        _ = try await workspace.configured("//:b")
    }
}
