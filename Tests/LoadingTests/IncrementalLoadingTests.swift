import BuildModel
import Diagnostics
import Incremental
import Testing

@testable import Loading

/// Which of a small workspace is loaded again when a file of it changes.
@Suite struct IncrementalLoadingTests {
    static let files = [
        ".buckconfig": "[cells]\nroot = .\n[a]\nb = c\n",
        "rules.bzl": """
        def _impl(ctx):
            return []

        thing = rule(
            impl = _impl,
            attrs = {"srcs": attrs.list(attrs.source(), default = []),
                     "deps": attrs.list(attrs.dep(), default = [])},
        )
        """,
        "defs.bzl": "load(\"//:rules.bzl\", _thing = \"thing\")\nthing = _thing\n",
        "a/BUCK": """
        load("//:defs.bzl", "thing")
        thing(name = "x", srcs = glob(["**/*.c"]), deps = [":y"])
        thing(name = "y", srcs = ["y.h"])
        """,
        "a/y.h": "",
        "a/src/one.c": "",
        "b/BUCK": "load(\"//:rules.bzl\", \"thing\")\nthing(name = \"z\")\n",
    ]

    /// A question about all targets, which counts how often it had to be answered.
    struct Analysis: Key {
        let label: String
        var description: String { "analysis(\(label))" }
        func compute(in context: borrowing Context) async throws -> String {
            let cells = try await context.cells()
            let label = try cells.targetLabel(
                label, in: PackageLabel(cell: .root, path: .base))
            return "\(try await context.targetNode(label).fingerprint)"
        }
    }

    static let targets = ["//a:x", "//a:y", "//b:z"]

    /// What changes, and which targets would have to be analysed again.
    static let changes: [(String, String?, [String])] = [
        ("a/BUCK", files["a/BUCK"].map { "# a comment\n" + $0 }, []),
        ("a/src/two.c", "", ["//a:x"]),
        ("a/src/two.h", "", []),
        ("a/new.c", "", ["//a:x"]),
        ("a/src/one.c", nil, ["//a:x"]),
        ("a/src/one.c", "edited", []),
        ("b/new.c", "", []),
        ("rules.bzl", files["rules.bzl"].map { $0 + "\nX = 1\n" }, ["//a:x", "//a:y", "//b:z"]),
        ("defs.bzl", files["defs.bzl"].map { $0 + "\nX = 1\n" }, []),
        (".buckconfig", "[cells]\nroot = .\n[a]\nb = d\n", []),
        (
            "a/BUCK", files["a/BUCK"].map { $0 + "\nthing(name = \"new\")\n" }, []
        ),
    ]

    @Test(arguments: changes)
    func change(_ path: String, _ text: String?, _ expected: [String]) async throws {
        let tree = MemorySourceTree(Self.files)
        let log = EventLog()
        let engine = tree.engine(log: log)
        for target in Self.targets { _ = try await engine.evaluate(Analysis(label: target)) }
        _ = log.take()
        tree.set(path, text)
        engine.commit { $0.invalidateSource(.project(ProjectPath(unchecked: path))) }
        for target in Self.targets { _ = try await engine.evaluate(Analysis(label: target)) }
        let again = log.take().filter { $0.hasPrefix("recompute analysis(") }
        #expect(again == expected.map { "recompute analysis(\($0))" })
    }

    @Test func aBrokenFileHealsWithoutATrace() async throws {
        let tree = MemorySourceTree(Self.files)
        let engine = tree.engine()
        let before = try await engine.evaluate(Analysis(label: "//a:x"))
        let location = FileLocation.project(ProjectPath(unchecked: "rules.bzl"))
        tree.set("rules.bzl", "thing = rule(")
        engine.commit { $0.invalidateSource(location) }
        await #expect(throws: Diagnostic.self) {
            try await engine.evaluate(Analysis(label: "//a:x"))
        }
        tree.set("rules.bzl", Self.files["rules.bzl"])
        engine.commit { $0.invalidateSource(location) }
        #expect(try await engine.evaluate(Analysis(label: "//a:x")) == before)
    }

    @Test func aBrokenCycleHealsToo() async throws {
        let tree = MemorySourceTree([
            ".buckconfig": "[cells]\nroot = .\n", "BUCK": "load(\":a.bzl\", \"A\")",
            "a.bzl": "load(\":b.bzl\", \"B\")\nA = B", "b.bzl": "load(\":a.bzl\", \"A\")\nB = A",
        ])
        let engine = tree.engine()
        let package = PackageKey(label: PackageLabel(cell: .root, path: .base))
        await #expect(throws: Diagnostic.self) { try await engine.evaluate(package) }
        tree.set("b.bzl", "B = 1")
        engine.commit { $0.invalidateSource(.project(ProjectPath(unchecked: "b.bzl"))) }
        #expect(try await engine.evaluate(package).targets.isEmpty)
    }
}
