import BuildModel
import Diagnostics
import Incremental
import Loading
import Testing

@testable import Analysis

/// Modules that an earlier process left: nobody can tell, but that nothing is evaluated.
@Suite struct ModuleSnapshotTests {
    private static let rules = """
        Info = provider(doc = "what", fields = {"text": str, "more": provider_field(int, default = 3)})
        Set = transitive_set(args_projections = {"texts": lambda x: x})

        def _impl(ctx):
            words = [ctx.attrs.text, cmd_args(MODES[2], delimiter = "")]
            out = ctx.actions.write("out", words + [d[Info].text for d in ctx.attrs.deps])
            set = ctx.actions.tset(Set, value = ctx.attrs.text)
            return [DefaultInfo(default_output = out), Info(text = ctx.attrs.text + str(MODES[0]))]

        thing = rule(
            impl = _impl,
            doc = "A thing",
            attrs = {
                "text": attrs.string(default = select({"DEFAULT": "t"})),
                "deps": attrs.list(attrs.dep(providers = [Info]), default = []),
                "mode": attrs.enum(["a", "b"], default = "b"),
                "more": attrs.dict(attrs.string(), attrs.option(attrs.int()), default = {"x": None}),
                "cmd": attrs.arg(default = "some text"),
                "one": attrs.one_of(attrs.bool(), attrs.tuple(attrs.int(), attrs.any()), default = (1, "a")),
                "tool": attrs.default_only(attrs.label(default = "//:a")),
            },
        )
        """

    private static let files = [
        ".buckconfig": "[cells]\nroot = .\n",
        "modes.bzl": """
        MODES = ["one", struct(two = 2), cmd_args("-c", "d")]
        def both(f, name):
            f(name = name)
        """,
        "rules.bzl": "load(\":modes.bzl\", \"MODES\")\n" + rules,
        "BUCK": """
        load(":modes.bzl", "both")
        load(":rules.bzl", "thing")
        both(thing, "a")
        thing(name = "b", deps = [":a"], one = True)
        """,
    ]

    private func fingerprint(
        _ files: [String: String] = files, store: MemoryModuleStore?
    ) async throws -> String {
        let workspace = AnalysisWorkspace(files, modules: store)
        let result = try await workspace.analyse("//:b")
        return "\(result.actions.map { "\($0)" }.sorted())"
    }

    @Test func aSecondProcessEvaluatesNothing() async throws {
        let store = MemoryModuleStore()
        let plain = try await fingerprint(store: nil)
        #expect(try await fingerprint(store: store) == plain)
        // A snapshot and the paths of the loads, for each of two modules.
        #expect(store.keptCount == 4)
        #expect(try await fingerprint(store: store) == plain)
        #expect(store.keptCount == 4)
    }

    @Test func damageIsEvaluatedAgain() async throws {
        let store = MemoryModuleStore()
        let plain = try await fingerprint(store: store)
        store.damage()
        #expect(try await fingerprint(store: store) == plain)
        #expect(store.keptCount > 4)
    }

    /// What changes, and how much is kept anew: two things a module.
    @Test(arguments: [
        ("BUCK", "\n# a comment\n", 0), ("rules.bzl", "\n# a comment\n", 2),
        ("modes.bzl", "\n# a comment\n", 4), (".buckconfig", "[a]\nb = c\n", 4),
    ])
    func changes(_ path: String, _ addition: String, _ count: Int) async throws {
        let store = MemoryModuleStore()
        _ = try await fingerprint(store: store)
        var files = Self.files
        files[path, default: ""] += addition
        _ = try await fingerprint(files, store: store)
        #expect(store.keptCount == 4 + count)
    }

    @Test func errorsAreWhereTheyWere() async throws {
        let store = MemoryModuleStore()
        var files = Self.files
        files["modes.bzl", default: ""] += "\n\ndef wrong(x):\n    return x + \"é\" + 1\n"
        files["BUCK", default: ""] += "\nload(\":modes.bzl\", \"wrong\")\nwrong(\"a\")\n"
        var failures: [String] = []
        for _ in 0..<2 {
            let failure = try await AnalysisWorkspace(files, modules: store).failure(of: "//:b")
            failures.append(DiagnosticRenderer(color: false).render(try #require(failure)))
        }
        #expect(failures[0] == failures[1])
        #expect(failures[0].contains("return x + \"é\" + 1"))
    }

    @Test func whatPrintsRunsAgain() async throws {
        let store = MemoryModuleStore()
        var files = Self.files
        files["modes.bzl", default: ""] += "\nprint(\"from a test\")\n"
        _ = try await fingerprint(files, store: store)
        #expect(store.keptCount == 0)
    }
}
