import BuildModel
import Diagnostics
import Incremental
import Loading
import Testing

@testable import TargetConfiguration

/// Transitions of rules and of attributes; what each does is in the workspace's `Reader`.
@Suite struct TransitionTests {
    static let rules = """
        def _impl(ctx):
            return []

        def _same(platform, refs):
            return platform

        def _seeing(platform, refs, attrs):
            return platform

        to_phone = transition(impl = _same, refs = {})
        by_text = transition(impl = _seeing, refs = {}, attrs = ["text"])
        longer = transition(impl = _same, refs = {})
        _both = transition(impl = _same, refs = {}, split = True)

        both = _both
        on_phone = rule(impl = _impl, attrs = {"deps": attrs.list(attrs.dep(), default = [])}, cfg = to_phone)
        on_named = rule(impl = _impl, attrs = {"text": attrs.string()}, cfg = by_text)
        never = rule(impl = _impl, attrs = {}, cfg = longer)
        user = rule(
            impl = _impl,
            attrs = {
                "dep": attrs.option(attrs.transition_dep(cfg = to_phone), default = None),
                "deps": attrs.list(attrs.split_transition_dep(cfg = both), default = []),
                "for_platform": attrs.option(attrs.configured_dep(), default = None),
            },
        )
        """

    static func workspace(_ build: String) -> ConfigurationWorkspace {
        ConfigurationWorkspace([
            "rules.bzl": rules,
            "BUCK": "load(\":rules.bzl\", \"on_phone\", \"on_named\", \"never\", \"user\")\n"
                + build,
        ])
    }

    private func names(_ target: ConfiguredTarget) -> [String] {
        target.dependencies.map { "\($0.label.providers) \($0.label.configuration.name)" }
    }

    @Test func aRuleMovesItsTargets() async throws {
        let workspace = Self.workspace(
            """
            on_phone(name = "a", deps = [":b"])
            thing(name = "b")
            thing(name = "c", deps = [":a", ":b"])
            """)
        let user = try await workspace.configured("//:c")
        #expect(
            names(user) == [
                "root//:a prelude//platforms:default", "root//:b prelude//platforms:default",
            ])
        let forward = try await workspace.configured("//:a")
        let actual = try #require(forward.forwardTarget)
        #expect(actual.configuration.name == "<phone>")
        #expect(forward.attributes.isEmpty)
        #expect(names(forward) == ["root//:a <phone>"])
        let moved = try await workspace.configured(actual)
        #expect(moved.forwardTarget == nil)
        #expect(names(moved) == ["root//:b <phone>"])
    }

    @Test func anAttributeMovesWhatItNames() async throws {
        let workspace = Self.workspace(
            """
            thing(name = "b")
            user(
                name = "a",
                dep = ":b",
                deps = [":b"],
                for_platform = (":b", "prelude//platforms:phone"),
            )
            """)
        let target = try await workspace.configured("//:a")
        #expect(
            names(target) == [
                "root//:b <phone>", "root//:b <default>", "root//:b prelude//platforms:phone",
            ])
        let deps = try #require(target.attributes.first { $0.name == "deps" }?.value)
        guard case .list(let elements) = deps, case .dict(let branches) = elements.first else {
            Issue.record("the value of a split dependency is a dict, not \(deps)")
            return
        }
        #expect(branches.map(\.key) == [.string("one"), .string("two")])
    }

    @Test func aTransitionSeesAttributes() async throws {
        let workspace = Self.workspace(
            """
            on_named(name = "a", text = "phone")
            on_named(
                name = "changing",
                text = select({"prelude//platforms:linux": "phone", "DEFAULT": "default"}),
            )
            """)
        let target = try await workspace.configured("//:a")
        #expect(target.forwardTarget?.configuration.name == "<phone>")
        let error = await #expect(throws: Diagnostic.self) {
            try await workspace.configured("//:changing")
        }
        #expect(
            error?.message.hasPrefix("Configured target cycle detected") == true,
            "\(error?.message ?? "")")
    }

    @Test func aTransitionHasToEnd() async throws {
        let workspace = Self.workspace("never(name = \"a\")")
        let error = await #expect(throws: Diagnostic.self) {
            try await workspace.configured("//:a")
        }
        #expect(error?.message.contains("did not produce identical") == true)
    }

    /// What is wrong in a `.bzl` file, and part of the message.
    static let mistakes: [(String, String)] = [
        (
            "t = transition(impl = lambda foo, bar: foo, refs = {})",
            "`impl` function signature is incorrect"
        ),
        (
            "def _f(platform: str, refs):\n    return platform\n"
                + "t = transition(impl = _f, refs = {})",
            "`impl` function signature is incorrect"
        ),
        (
            "t = transition(impl = lambda platform, refs, attrs: platform, refs = {}, "
                + "attrs = [\"a\", \"a\"])", "Non-unique list of attrs"
        ),
        (
            "t = transition(impl = lambda platform, refs: platform, refs = {})\n"
                + "r = rule(impl = lambda ctx: [], attrs = {}, cfg = t, is_toolchain_rule = True)",
            "Toolchain rules do not support incoming transitions"
        ),
        (
            "r = rule(impl = lambda ctx: [], attrs = {}, "
                + "cfg = transition(impl = lambda platform, refs: platform, refs = {}))",
            "assigned to a global variable"
        ),
    ]

    @Test(arguments: mistakes)
    func mistake(_ file: String, _ message: String) async throws {
        let workspace = ConfigurationWorkspace([
            "bad.bzl": file + "\nx = 1", "BUCK": "load(\":bad.bzl\", \"x\")\nthing(name = \"a\")",
        ])
        let error = await #expect(throws: Diagnostic.self) {
            try await workspace.configured("//:a")
        }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }
}
